"""The context entries of a simulation: typed values for condition keys, in AWS's words if not."""

from collections.abc import Callable, Iterable, Sequence

from accounts.errors import InvalidInput
from accounts.policy import ContextValue
from accounts.policy.literals import EPOCH, MILLISECOND, address, binary, date, number

LIST = "List"
Entry = tuple[str, str, Sequence[str]]


def _number(text: str) -> str | None:
    """As Java's BigDecimal prints it, which Python's Decimal does alike."""
    found = number(text)
    return None if found is None else str(found)


def _date(text: str) -> str | None:
    """In UTC with milliseconds; a year that Python's dates do not have stays as it was given."""
    found = date(text)
    if found is None:
        return None
    try:
        moment = EPOCH + found * MILLISECOND
    except OverflowError:
        return text
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


FORMATS: dict[str, tuple[Callable[[str], str | None], str]] = {
    "string": (str, ""),
    "numeric": (_number, "numeric format"),
    "boolean": (lambda text: "true" if text.lower() == "true" else "false", ""),
    "date": (_date, "DateTime format"),
    "ip": (lambda text: text if address(text) else None, "IP address"),
    "binary": (
        lambda text: None if binary(text) is None else text,
        "base-64 encoded binary format",
    ),
}
"""A value of each type as conditions see it, None for one that is none (recorded from AWS)."""


def context_of(entries: Iterable[Entry]) -> dict[str, ContextValue]:
    """Entries (name, type, values) as a context; a list type gives a key several values.

    An entry without name, type and values is passed over. InvalidInput for one that lacks some of
    them, a key given twice in any spelling, more than one value where the type is no list, or a
    value that its type does not know.
    """
    context: dict[str, ContextValue] = {}
    for name, type_, values in entries:
        if not name and not type_ and not values:
            continue
        if not name:
            raise InvalidInput("ContextKeyName cannot be null or empty.")
        if name.lower() in context:
            raise InvalidInput(f"Duplicate context key: {name}.")
        if not type_:
            raise InvalidInput(f"Context key {name} has invalid type null.")
        if not values:
            raise InvalidInput(f"Context values for context key {name} cannot be null or empty.")
        if not type_.endswith(LIST) and len(values) != 1:
            raise InvalidInput(
                f"Context key {type_} expected a single value, but received {len(values)}."
            )
        found = _values(name, type_.removesuffix(LIST), values)
        context[name.lower()] = found if type_.endswith(LIST) else found[0]
    return context


def _values(name: str, type_: str, values: Sequence[str]) -> tuple[str, ...]:
    read, words = FORMATS[type_]
    found = [read(value) for value in values]
    if None in found:
        raise InvalidInput(f"Invalid context value for key {name}: expected {words}.")
    return tuple(value for value in found if value is not None)
