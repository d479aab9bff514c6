"""Tags as the API has them: a list of keys with values."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.operations.tags import Tag
from console import serializers
from console.api.call import ApiCall
from console.api.paging import page_of_items

KEY_MAX = 200  # bytes that a marker has room for


def sent(tags: Iterable[Mapping[str, str]] | None) -> list[Tag]:
    """The tags of a request as pairs."""
    return [(tag["Key"], tag["Value"]) for tag in tags or ()]


def page_of_tags(call: ApiCall, tags: Sequence[Tag]) -> dict[str, Any]:
    """One page of sorted tags, by their keys, or by their places where one is too long a key."""
    long = any(len(key.encode()) > KEY_MAX for key, _ in tags)
    return page_of_items(
        call,
        "Tags",
        enumerate(tags),
        lambda placed: serializers.tag(placed[1]),
        key=lambda placed: placed[0] if long else placed[1][0],
    )
