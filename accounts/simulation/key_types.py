"""The context keys that policies name, each with the type that its condition compares."""

from collections.abc import Iterable

from accounts.policy.conditions import split_name
from accounts.simulation.context import LIST
from accounts.simulation.sources import Source, named_keys

TYPES = (
    ("Numeric", "numeric"),
    ("Date", "date"),
    ("Bool", "boolean"),
    ("IpAddress", "ip"),
    ("NotIpAddress", "ip"),
    ("Binary", "binary"),
)


def key_types(sources: Iterable[Source]) -> dict[str, str]:
    """The type of each key, by the key as it is first spelled; in the order of the policies.

    A key that stands in a variable alone is a string. Where conditions differ, a string fits all.
    """
    spelled: dict[str, str] = {}
    types: dict[str, set[str]] = {}
    for source in sources:
        for key in named_keys(source.text):
            spelled.setdefault(key.lower(), key)
        for statement in source.document.statements:
            for operator, keys in statement.elements.get("Condition", {}).items():
                for key in keys:
                    types.setdefault(key.lower(), set()).add(_type(operator))
    return {spelled[key]: _common(types.get(key, set())) for key in spelled}


def _type(operator: str) -> str:
    prefix, base, _ = split_name(operator) or ("", operator, False)
    plain = next((name for start, name in TYPES if base.startswith(start)), "string")
    if base == "Null":
        return ""
    return f"{plain}{LIST}" if prefix else plain


def _common(found: set[str]) -> str:
    known = found - {""}
    if len(known) == 1:
        return known.pop()
    return f"string{LIST}" if any(name.endswith(LIST) for name in known) else "string"
