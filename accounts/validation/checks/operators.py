"""Condition operators: which there are, and what goes with which key."""

from accounts.policy.conditions import split_name
from accounts.validation import names
from accounts.validation.findings import Found
from accounts.validation.global_keys import ALSO_NUMERIC, MULTIVALUED, TYPES
from accounts.validation.statements import Condition, Policy, Statement

FOR_ALL = "ForAllValues:"
QUALIFIERS = (FOR_ALL, "ForAnyValue:")
# What operators begin with, by the type of a key. ARNs are compared as text too.
FAMILIES = {
    "ARN": ("Arn", "String"),
    "Bool": ("Bool",),
    "Date": ("Date",),
    "IPAddress": ("IpAddress", "NotIpAddress"),
    "Numeric": ("Numeric",),
    "String": ("String", "Arn", "Binary"),
}


def check(policy: Policy, found: Found) -> None:
    for statement in policy.statements:
        _operators(statement, found)
        _spelled_twice(statement, found)
        for condition in statement.conditions:
            if condition.split:
                _with_key(condition, found)


def _operators(statement: Statement, found: Found) -> None:
    block = statement.node.parts.get("Condition")
    for name, key in (block.keys if block else {}).items():
        plain = next((name.removeprefix(q) for q in QUALIFIERS if name.startswith(q)), name)
        if plain == "NullIfExists":
            found.add("NULL_WITH_IF_EXISTS", key)
        elif plain == "Null" and name != plain:
            found.add("NULL_WITH_QUALIFIER", key)
        elif plain != "Null" and split_name(name) is None:
            found.add("INVALID_CONDITION_OPERATOR", key, operator=name)


def _spelled_twice(statement: Statement, found: Found) -> None:
    seen: set[tuple[str, str]] = set()
    for condition in statement.conditions:
        place = (condition.name.value, condition.lowered)
        if place in seen:
            key = condition.key.value
            found.add("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", condition.key, key=key)
        seen.add(place)


def _with_key(condition: Condition, found: Found) -> None:
    if condition.base == "Null":
        return
    kind = type_of(condition.lowered, found)
    if not kind:
        return
    several, plain = kind.startswith("ArrayOf"), kind.removeprefix("ArrayOf")
    key = condition.key.value
    if several and not condition.prefix:
        found.add("MISSING_QUALIFIER", condition.key, key=key)
    if not several and condition.prefix == FOR_ALL:
        found.add("FORALLVALUES_WITH_SINGLE_VALUED_KEY", condition.key, key=key)
    wanted = FAMILIES.get(plain, ())
    numeric = condition.lowered in ALSO_NUMERIC and condition.base.startswith("Numeric")
    if wanted and not condition.base.startswith(wanted) and not numeric:
        said = {"allowed": wanted[0], "operator": condition.name.value, "key": key}
        found.add("TYPE_MISMATCH", condition.key, **said)


def type_of(key: str, found: Found) -> str:
    """The type of a condition key (lower-case): "ArrayOfString" of one with several values."""
    if key in TYPES:
        return f"ArrayOf{TYPES[key]}" if key in MULTIVALUED else TYPES[key]
    service = key.partition(":")[0]
    if service == "aws" or not found.may_read(service):
        return ""
    return names.condition_keys(service).get(key, "")
