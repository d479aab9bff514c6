"""The context entries of a simulation: typed values for condition keys, in AWS's words if not."""

import base64
import binascii
import ipaddress
from collections.abc import Callable, Iterable, Sequence

from accounts.errors import InvalidInput
from accounts.policy import ContextValue
from accounts.policy.literals import date, number

LIST = "List"
Entry = tuple[str, str, Sequence[str]]


def _is_binary(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


FORMATS: dict[str, tuple[Callable[[str], bool], str]] = {
    "string": (lambda _: True, ""),
    "numeric": (lambda text: number(text) is not None, "numeric format"),
    "boolean": (lambda text: text.lower() in ("true", "false"), "boolean format"),
    "date": (lambda text: date(text) is not None, "DateTime format"),
    "ip": (_is_address, "IP address"),
    "binary": (_is_binary, "base-64 encoded binary format"),
}


def context_of(entries: Iterable[Entry]) -> dict[str, ContextValue]:
    """Entries (name, type, values) as a context; a list type gives a key several values.

    InvalidInput for a key given twice in any spelling, a value that its type does not know, or
    more than one value where the type is no list.
    """
    context: dict[str, ContextValue] = {}
    for name, type_, values in entries:
        if not name or not type_:
            raise InvalidInput("A context entry needs a key name and a key type.")
        if name.lower() in context:
            raise InvalidInput(f"Duplicate context key: {name}.")
        fits, words = FORMATS[type_.removesuffix(LIST)]
        if not all(fits(value) for value in values):
            raise InvalidInput(f"Invalid context value for key {name}: expected {words}.")
        if type_.endswith(LIST):
            context[name.lower()] = tuple(values)
        elif len(values) == 1:
            context[name.lower()] = values[0]
        else:
            raise InvalidInput(
                f"Context key {type_} expected a single value, but received {len(values)}."
            )
    return context
