"""The constraints that AWS's service model puts on text, with its own words for a breach.

Source: the IAM service model of 2010-05-08; the words were recorded from AWS.
"""

import re
from collections.abc import Sequence

from accounts.errors import ValidationError

PRINTABLE_LATIN_1 = r"[\u0009\u000A\u000D\u0020-\u00FF]+"
ACCOUNT_ID = "[0-9]{12}"
NAME_CHARACTER = "[A-Za-z0-9_+=,.@-]"  # of users, groups, policies and virtual MFA devices
NAME_PATTERN = r"[\w+=,.@-]+"  # a name of these characters, as the model and its words spell it


NAME_RULE = "It must contain only alphanumeric characters and/or the following: +=,.@_-"
PATH_RULE = (
    "It must begin and end with / and contain only alphanumeric characters and/or / characters."
)
PREFIX_RULE = (
    "It must begin with the / character and contain only alphanumeric characters and/or / "
    "characters."
)
ALIAS_MIN, ALIAS_MAX = 3, 63  # characters
ALIAS_RULE = (
    f"It must be a minimum length of {ALIAS_MIN} characters and maximum length of {ALIAS_MAX} "
    "characters, contain only digits, lowercase letters, and hyphens (-), but cannot begin or end "
    "with a hyphen."
)


Breaches = list[tuple[str, str]]
"""Pairs of a parameter's name (lower camel case) and the constraint that it breaks."""

NOT_NULL = "Member must not be null"


def at_least(limit: int, what: str = "length") -> str:
    """The constraint of a least length or value."""
    return f"Member must have {what} greater than or equal to {limit}"


def at_most(limit: int, what: str = "length") -> str:
    """The constraint of a greatest length or value."""
    return f"Member must have {what} less than or equal to {limit}"


def pattern_constraint(pattern: str) -> str:
    """The constraint of a regular expression, as the model spells it."""
    return f"Member must satisfy regular expression pattern: {pattern}"


def text_breaches(member: str, value: str, *, maximum: int, pattern: str) -> Breaches:
    """What keeps a text from having 1 to `maximum` characters, all of them of the pattern.

    >>> text_breaches("userName", "b o b", maximum=4, pattern="[a-z]+")  # doctest: +ELLIPSIS
    [('userName', 'Member must have length less than ... 4'), ('userName', 'Member must satisfy ...
    """
    if not value:
        return [(member, at_least(1))]
    found = []
    if len(value) > maximum:
        found.append((member, at_most(maximum)))
    if not re.fullmatch(pattern, value, re.ASCII):
        found.append((member, pattern_constraint(pattern)))
    return found


def range_breaches(member: str, value: int | None, *, minimum: int, maximum: int) -> Breaches:
    """What keeps a number out of its range; None is not set and breaks nothing."""
    if value is None or minimum <= value <= maximum:
        return []
    if value < minimum:
        return [(member, at_least(minimum, "value"))]
    return [(member, at_most(maximum, "value"))]


def check_text(member: str, value: str, *, maximum: int, pattern: str) -> None:
    """ValidationError for whatever `text_breaches` finds."""
    raise_breaches(text_breaches(member, value, maximum=maximum, pattern=pattern))


def invalid_value(member: str, rule: str) -> ValidationError:
    """What IAM says of a name, path, prefix or alias that breaks its pattern, in words of its own.

    It says so before it measures lengths (reported from AWS with the texts).
    """
    return ValidationError(f"The specified value for {member} is invalid. {rule}")


def check_value(member: str, value: str, *, rule: str, pattern: str, maximum: int) -> None:
    """ValidationError for a value that breaks its pattern, in IAM's words, or is too long."""
    if not re.fullmatch(pattern, value, re.ASCII):
        raise invalid_value(member, rule)
    if len(value) > maximum:
        raise_breaches([(member, at_most(maximum))])


def raise_breaches(breaches: Breaches) -> None:
    """One ValidationError that names every breach, as AWS does; nothing for none."""
    if breaches:
        raise validation_error([breach_text(member, constraint) for member, constraint in breaches])


def breach_text(member: str, constraint: str, shown: str = "") -> str:
    """What is said of one breach; `shown` is the value as STS has it there, after a space."""
    return f"Value{shown} at '{member}' failed to satisfy constraint: {constraint}"


def validation_error(texts: Sequence[str]) -> ValidationError:
    """The error of one or more breaches, each in its text."""
    plural = "s" if len(texts) > 1 else ""
    return ValidationError(f"{len(texts)} validation error{plural} detected: {'; '.join(texts)}")


def database_safe(text: str) -> str:
    """The text in a form that every database accepts: without NUL and lone surrogates.

    >>> database_safe("AKIA" + chr(0))
    'AKIA?'
    """
    return text.replace("\0", "?").encode(errors="replace").decode()
