"""EC2's errors and filters, as several of its operations have them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from accounts.errors import EC2Error
from accounts.policy import text_matcher

Item = TypeVar("Item")
Filters = Sequence[tuple[str, Sequence[str]]]


class InvalidParameterValue(EC2Error):
    code = "InvalidParameterValue"


class InvalidParameterCombination(EC2Error):
    code = "InvalidParameterCombination"


class DryRunOperation(EC2Error):
    code, status = "DryRunOperation", 412


def let_through(
    items: Iterable[Item], filters: Filters, known: Mapping[str, Callable[[Item], str]]
) -> list[Item]:
    """The items that every filter lets through: a name and values, of which one must match.

    Values may hold `*` and `?`. InvalidParameterValue for a filter that is not known.
    """
    for name, _ in filters:
        if name not in known:
            raise InvalidParameterValue(f"The filter '{name}' is invalid")
    return [
        item
        for item in items
        if all(_matches(known[name](item), values) for name, values in filters)
    ]


def _matches(value: str, patterns: Sequence[str]) -> bool:
    return any(text_matcher(pattern, variables=False)(value, {}) for pattern in patterns)
