"""What a learner signs in with, as it is kept: sealed on the seat."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from console.training.models import Seat
from credentials import sealing


@dataclass(frozen=True, slots=True)
class Login:
    """A user of a seat's account, the password that was given, and the policy in words."""

    user_name: str
    password: str
    policy: str = ""


def sealed(logins: Sequence[Login]) -> str:
    """The text that a seat keeps."""
    return sealing.seal(json.dumps([asdict(login) for login in logins]))


def logins_of(seat: Seat) -> list[Login]:
    """The users and passwords of a seat; none until it has an account.

    A password that the learner changed in the console is not known here.
    """
    if not seat.credentials:
        return []
    return [Login(**each) for each in json.loads(sealing.unseal(seat.credentials))]
