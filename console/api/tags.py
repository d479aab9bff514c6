"""Tags as the wire has them: a list of keys with values."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.operations.tags import Tag
from console import answers
from console.api.calls import ApiCall
from console.api.paging import page_of_items


def sent(tags: Iterable[Mapping[str, str]] | None) -> list[Tag]:
    """The tags of a request as pairs."""
    return [(tag["Key"], tag["Value"]) for tag in tags or ()]


def page_of_tags(call: ApiCall, items: Iterable[Tag]) -> dict[str, Any]:
    """One page by the tags' places in their order: a marker has no room for every key."""
    return page_of_items(
        call,
        "Tags",
        enumerate(sorted(items)),
        lambda item: answers.tag(item[1]),
        key=lambda item: item[0],
    )
