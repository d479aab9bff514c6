"""Tags as condition keys of a target.

Names of condition keys have no case, but the keys of tags may: of `Team` and `team` either may be
`aws:ResourceTag/Team`, so that a call must be allowed with each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product
from math import prod

from accounts.operations.tags import Tag
from console.targets import Target


def with_resource_tags(target: Target, tags: Mapping[str, str]) -> Target:
    """The same target, with the tags that the resource has."""
    return with_ways(target, ways("aws:resourcetag", tags.items()))


def ways(kind: str, tags: Iterable[Tag], *, maximum: int | None = None) -> list[dict[str, str]]:
    """The condition keys of the tags, once for each way of choosing a value for each key.

    ValueError for more than `maximum` ways.

    >>> ways("aws:requesttag", [("Team", "One"), ("team", "Two")])
    [{'aws:requesttag/team': 'One'}, {'aws:requesttag/team': 'Two'}]
    """
    values: dict[str, dict[str, None]] = {}  # those of each key, each once
    for key, value in tags:
        values.setdefault(f"{kind}/{key.lower()}", {})[value] = None
    if maximum is not None and prod(map(len, values.values())) > maximum:
        raise ValueError(kind)
    return [dict(zip(values, way, strict=True)) for way in product(*values.values())]


def with_ways(target: Target, found: list[dict[str, str]]) -> Target:
    """The same target, with these keys: each way of them beside each way that it has already."""
    present: list[Mapping[str, str]] = [{}, *target.variants]
    first, *others = ({**known, **new} for known, new in product(present, found))
    return replace(target, context={**target.context, **first}, variants=others)
