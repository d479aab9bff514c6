"""The constraints of the service model, with AWS's own words for a breach.

IAM names the member, STS echoes the value too. The words were recorded from AWS.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from accounts.constraints import (
    ALIAS_RULE,
    NAME_RULE,
    NOT_NULL,
    PATH_RULE,
    PREFIX_RULE,
    at_least,
    at_most,
    breach_text,
    invalid_value,
    pattern_constraint,
    validation_error,
)
from accounts.values.texts import PATTERN as WRITABLE
from accounts.values.texts import is_writable

Breach = tuple[str, str, Any]
Constraint = tuple[str, Callable[[Any], bool]]
# Of the lists whose breaches were recorded, the one that names this constraint of its elements.
NAMES_NOT_NULL = "tagKeyListType"
# Shapes of IAM whose pattern it checks before all else, in words of its own.
RULES = {
    "accountAliasType": ALIAS_RULE,
    "existingUserNameType": NAME_RULE,
    "groupNameType": NAME_RULE,
    "pathPrefixType": PREFIX_RULE,
    "pathType": PATH_RULE,
    "policyNameType": NAME_RULE,
    "policyPathType": PATH_RULE,
    "roleNameType": NAME_RULE,
    "userNameType": NAME_RULE,
    "virtualMFADeviceName": NAME_RULE,
}
# The one order of several breaches that was recorded; elsewhere the model's order is taken.
RECORDED_ORDER = ("minimumPasswordLength", "passwordReusePrevention", "maxPasswordAge")


def validate(operation: OperationModel, values: Mapping[str, Any]) -> None:
    """ValidationError naming every constraint that the values break."""
    shape = operation.input_shape
    if shape is None:
        return
    echo = operation.service_model.service_name == "sts"
    if not echo:
        _names_and_paths(shape, values)
    breaches = sorted(_structure(shape, values, ""), key=_recorded_place)
    breaches = breaches or list(_unwritable(values, ""))
    if breaches:
        error = validation_error([_text(*breach, echo=echo) for breach in breaches])
        error.member = breaches[0][0].partition(".")[0]
        raise error


def _names_and_paths(shape: StructureShape, values: Mapping[str, Any]) -> None:
    """ValidationError for the first name, path, prefix or alias that breaks its pattern."""
    for name, member, path, _ in _members(shape):
        rule, value = RULES.get(member.name), values.get(name)
        if rule and value is not None and not _pattern(member.metadata["pattern"])[1](value):
            raise invalid_value(path, PREFIX_RULE if path == "pathPrefix" else rule)


def lower_camel(name: str) -> str:
    """A member's name as AWS's messages and CloudTrail write it.

    >>> lower_camel("UserName"), lower_camel("SSHPublicKeyId")
    ('userName', 'sSHPublicKeyId')
    """
    return name[0].lower() + name[1:]


def upper_camel(name: str) -> str:
    """The member's name again.

    >>> upper_camel("userName"), upper_camel("sSHPublicKeyId")
    ('UserName', 'SSHPublicKeyId')
    """
    return name[0].upper() + name[1:]


def _recorded_place(breach: Breach) -> int:
    return RECORDED_ORDER.index(breach[0]) if breach[0] in RECORDED_ORDER else 0


def _text(path: str, constraint: str, value: Any, *, echo: bool) -> str:
    shown = "" if not echo else " null" if value is None else f" '{value}'"
    return breach_text(path, constraint, shown)


def _structure(shape: StructureShape, values: Mapping[str, Any], prefix: str) -> Iterator[Breach]:
    for name, member, path, required in _members(shape):
        value = values.get(name)
        if value is not None:
            yield from _check(member, value, prefix + path)
        elif required:
            yield prefix + path, NOT_NULL, None


@lru_cache(maxsize=512)
def _members(shape: StructureShape) -> tuple[tuple[str, Shape, str, bool], ...]:
    required = shape.required_members
    return tuple(
        (name, member, lower_camel(name), name in required)
        for name, member in shape.members.items()
    )


def _check(shape: Shape, value: Any, path: str) -> Iterator[Breach]:
    if isinstance(shape, StructureShape):
        yield from _structure(shape, value, f"{path}.")
        return
    for words, holds in _constraints(shape):
        if not holds(value):
            yield path, words, value
    if isinstance(shape, ListShape):
        yield from _elements(shape, value, path)


def _elements(shape: ListShape, items: list[Any], path: str) -> Iterator[Breach]:
    """Of structures each element is named; plain ones break what the list says of all of them."""
    if isinstance(shape.member, StructureShape):
        for number, item in enumerate(items, start=1):
            inner = f"{path}.{number}.member"
            if item is None:
                yield inner, NOT_NULL, None
            else:
                yield from _structure(shape.member, item, f"{inner}.")
        return
    constraints = _constraints(shape.member)
    if any(item is None or not all(holds(item) for _, holds in constraints) for item in items):
        said = [words for words, _ in constraints]
        if shape.name == NAMES_NOT_NULL or not said:
            said.append(NOT_NULL)
        yield path, f"Member must satisfy constraint: [{', '.join(said)}]", items


def _unwritable(value: Any, path: str) -> Iterator[Breach]:
    """The texts that could not be answered again. Most members have a pattern that says so."""
    if isinstance(value, str):
        if not is_writable(value):
            yield path, pattern_constraint(WRITABLE), value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _unwritable(each, f"{path}.{lower_camel(name)}".lstrip("."))
    elif isinstance(value, list):
        for number, each in enumerate(value, start=1):
            yield from _unwritable(each, f"{path}.{number}.member")


@lru_cache(maxsize=1024)
def _constraints(shape: Shape) -> tuple[Constraint, ...]:
    """What a value of the shape must satisfy: AWS's words for it, and whether a value does."""
    known = shape.metadata
    found: list[Constraint] = []
    measure, what = (int, "value") if shape.type_name == "integer" else (len, "length")
    if "max" in known:
        found.append(_at_most(known["max"], measure, what))
    if "min" in known:
        found.append(_at_least(known["min"], measure, what))
    if "pattern" in known:
        found.append(_pattern(known["pattern"]))
    if "enum" in known:
        found.append(_enum(known["enum"]))
    return tuple(found)


def _at_least(limit: int, measure: Callable[[Any], int], what: str) -> Constraint:
    return at_least(limit, what), lambda value: measure(value) >= limit


def _at_most(limit: int, measure: Callable[[Any], int], what: str) -> Constraint:
    return at_most(limit, what), lambda value: measure(value) <= limit


def _enum(allowed: list[str]) -> Constraint:
    return f"Member must satisfy enum value set: [{', '.join(allowed)}]", allowed.__contains__


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> Constraint:
    """The model's patterns are Java's: letters and digits of `\\w` and `\\d` are ASCII.

    Those with Unicode categories are all of the form "one or more characters of a class".
    """
    words = pattern_constraint(pattern)
    categories = frozenset(re.findall(r"\\p\{(\w)\}", pattern))
    compiled = re.compile(re.sub(r"\\p\{\w\}", "", pattern), re.ASCII)
    if not categories:
        return words, lambda value: compiled.fullmatch(value) is not None

    def holds(value: str) -> bool:
        return all(unicodedata.category(c)[0] in categories or compiled.fullmatch(c) for c in value)

    return words, holds
