"""What a start made and the learner is given: keys, devices' secret keys; sealed on the run.

Users and their passwords stand on the seat.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from credentials import sealing


@dataclass(frozen=True, slots=True)
class Key:
    """An access key of a user; the secret is "" where the learner does not get it."""

    user: str
    key_id: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """A device that shows codes; the seed is "" where nobody has the phone any more."""

    name: str
    serial_number: str
    seed: str = ""
    user: str = ""


@dataclass(slots=True)
class Sheet:
    """All of it. `made` are the ids of every credential and device that the start made."""

    keys: list[Key] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    def keys_of(self, user: str) -> Sequence[Key]:
        """The keys of a user, in the order of the lab."""
        return [key for key in self.keys if key.user == user]

    def key_id(self, named: str) -> str | None:
        """The id of "alice", her first key, or "alice:2", her second; None for no such key."""
        user, _, number = named.partition(":")
        place = int(number) - 1 if number.isdigit() else 0
        keys = self.keys_of(user)
        return keys[place].key_id if 0 <= place < len(keys) else None

    def phone(self, name: str) -> Phone | None:
        """The device of that name."""
        return next((phone for phone in self.phones if phone.name == name), None)

    def sealed(self) -> str:
        """The text that a run keeps."""
        return sealing.seal(json.dumps(asdict(self)))


def opened(sealed: str) -> Sheet:
    """The sheet that `sealed` gave; an empty one for ""."""
    if not sealed:
        return Sheet()
    data: Mapping[str, list[dict[str, str]]] = json.loads(sealing.unseal(sealed))
    return Sheet(
        keys=[Key(**each) for each in data["keys"]],
        phones=[Phone(**each) for each in data["phones"]],
        made=list(data["made"]),  # type: ignore[arg-type]
    )
