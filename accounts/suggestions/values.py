"""Values of a context key with which a condition comes out otherwise. Pure functions."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from accounts.policy import Context, ContextValue
from accounts.policy.conditions import Condition, split_name
from accounts.policy.literals import EPOCH, MILLISECOND, date, number, usable_network
from accounts.values.times import in_iso

EXAMPLE = "example"
OUTSIDE = ("203.0.113.1", "198.51.100.1", "2001:db8::1")  # of networks for documents
TRIED_MAX = 20  # values of one condition
LENGTH_MAX = 256


def value_for(condition: Condition, context: Context, *, wanted: bool) -> ContextValue | None:
    """A value of the condition's key with which it holds, or does not; None for none found."""
    key = condition.key.lower()
    for value in _tried(condition, context):
        if condition.matches({**context, key: value}) is wanted:
            return value
    return None


def holds_without(condition: Condition, context: Context) -> bool:
    """Whether the condition holds where its key is absent."""
    return condition.matches(without(context, condition.key.lower()))


def without(context: Context, key: str) -> Mapping[str, ContextValue]:
    """The context without a key."""
    return {name: value for name, value in context.items() if name != key}


def _tried(condition: Condition, context: Context) -> Iterator[ContextValue]:
    split = split_name(condition.operator)
    if split is None:
        return
    prefix, base, _ = split
    resolved = condition.resolved(context)[:TRIED_MAX]
    values = [value for value in resolved if len(value) <= LENGTH_MAX]
    texts = [text for value in values for text in _near(base, value)]
    texts.append(EXAMPLE)
    if not prefix:
        yield from texts
        return
    yield tuple(values)
    yield from ((text,) for text in texts)


def _near(base: str, value: str) -> Iterator[str]:
    """Values on both sides of one that a policy names."""
    if base.startswith("Numeric"):
        yield from _numbers(value)
    elif base.startswith("Date"):
        yield from _dates(value)
    elif base in ("IpAddress", "NotIpAddress"):
        yield from _addresses(value)
    elif base == "Bool":
        yield from ("true", "false")
    elif base.endswith("Like") or base.startswith("Arn"):
        yield value.replace("*", "").replace("?", "x")
        yield value.replace("*", "x").replace("?", "x")
    elif base != "Null":
        yield value


def _numbers(value: str) -> Iterator[str]:
    found = number(value)
    if found is not None and abs(found) < 10**15:
        yield from (value, f"{found - 1:f}", f"{found + 1:f}")


def _dates(value: str) -> Iterator[str]:
    found = date(value)
    if found is None:
        return
    for second in (0, -1, 1):
        try:
            yield in_iso(EPOCH + found * MILLISECOND + timedelta(seconds=second))
        except OverflowError:
            return


def _addresses(value: str) -> Iterator[str]:
    """The first address of a network that a machine may have, and some outside of most."""
    found = usable_network(value)
    if found is not None:
        yield str(found.network_address + (1 if found.num_addresses > 2 else 0))
    yield from OUTSIDE
