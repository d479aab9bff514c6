"""Tags as the wire has them: a list of keys with values."""

from collections.abc import Iterable, Mapping

from accounts.operations.tags import Tag


def sent(tags: Iterable[Mapping[str, str]] | None) -> list[Tag]:
    """The tags of a request as pairs."""
    return [(tag["Key"], tag["Value"]) for tag in tags or ()]


def described(tag: Tag) -> dict[str, str]:
    """A tag as an answer has it."""
    key, value = tag
    return {"Key": key, "Value": value}
