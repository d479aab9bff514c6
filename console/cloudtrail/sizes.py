"""What an event stores of parameters and responses: a limited length of storable characters.

CloudTrail cuts a field of more than 100 KB and marks it with `omitted`; here fields are cut much
earlier, because a caller can be refused many times a second and every event is kept.
Source: AWS CloudTrail user guide, "CloudTrail record contents".
"""

from collections.abc import Mapping
from typing import Any

from accounts.values.texts import made_writable

FIELD_MAX = 16_384  # characters; a policy of the greatest size has 6,144, white space not counted
ITEM = 16  # what a value counts beside its text: its name and JSON's signs


def bounded(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The values as an event keeps them; cut ones end where the room did, with `omitted` True.

    >>> bounded({"userName": "alice", "tags": [{"key": "a" + chr(0)}]})["userName"]
    'alice'
    >>> cut = bounded({"name": "x" * 990_000, "path": "/"})
    >>> len(cut["name"]), cut["omitted"], "path" in cut
    (16368, True, False)
    """
    if values is None:
        return None
    room = _Room()
    kept: dict[str, Any] = room.keep(values)
    return {**kept, "omitted": True} if room.left < 0 else kept


class _Room:
    """The characters that are left in a field; below zero when something was left out."""

    def __init__(self) -> None:
        self.left = FIELD_MAX

    def keep(self, value: Any) -> Any:
        """The value, or what there is room for."""
        if isinstance(value, str):
            text = value[: max(self.left, 0)]
            self.left -= len(value)
            return made_writable(text)
        if isinstance(value, Mapping):
            return {name: self.keep(each) for name, each in value.items() if self.has_room()}
        if isinstance(value, list | tuple):
            return [self.keep(each) for each in value if self.has_room()]
        return value

    def has_room(self) -> bool:
        """Whether one more value fits; it is counted."""
        if self.left < 0:
            return False
        self.left -= ITEM
        return self.left >= 0
