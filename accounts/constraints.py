"""The constraints that AWS's service model puts on text, with its own words for a breach.

Source: the IAM service model of 2010-05-08; the words were recorded from AWS.
"""

import re

from accounts.errors import ValidationError

PRINTABLE_LATIN_1 = r"[\u0009\u000A\u000D\u0020-\u00FF]+"
ACCOUNT_ID = "[0-9]{12}"
NAME_CHARACTER = "[A-Za-z0-9_+=,.@-]"  # of users, groups, policies and virtual MFA devices
NAME_PATTERN = r"[\w+=,.@-]+"  # a name of these characters, as the model and its words spell it


Breaches = list[tuple[str, str]]
"""Pairs of a parameter's name (lower camel case) and the constraint that it breaks."""


def text_breaches(member: str, value: str, *, maximum: int, pattern: str) -> Breaches:
    """What keeps a text from having 1 to `maximum` characters, all of them of the pattern.

    >>> text_breaches("userName", "b o b", maximum=4, pattern="[a-z]+")  # doctest: +ELLIPSIS
    [('userName', 'Member must have length less than ... 4'), ('userName', 'Member must satisfy ...
    """
    if not value:
        return [(member, "Member must have length greater than or equal to 1")]
    found = []
    if len(value) > maximum:
        found.append((member, f"Member must have length less than or equal to {maximum}"))
    if not re.fullmatch(pattern, value, re.ASCII):
        found.append((member, f"Member must satisfy regular expression pattern: {pattern}"))
    return found


def range_breaches(member: str, value: int | None, *, minimum: int, maximum: int) -> Breaches:
    """What keeps a number out of its range; None is not set and breaks nothing."""
    if value is None or minimum <= value <= maximum:
        return []
    if value < minimum:
        return [(member, f"Member must have value greater than or equal to {minimum}")]
    return [(member, f"Member must have value less than or equal to {maximum}")]


def check_text(member: str, value: str, *, maximum: int, pattern: str) -> None:
    """ValidationError for whatever `text_breaches` finds."""
    raise_breaches(text_breaches(member, value, maximum=maximum, pattern=pattern))


def raise_breaches(breaches: Breaches) -> None:
    """One ValidationError that names every breach, as AWS does; nothing for none."""
    if not breaches:
        return
    count = len(breaches)
    texts = [f"Value at '{m}' failed to satisfy constraint: {c}" for m, c in breaches]
    raise ValidationError(
        f"{count} validation error{'s' if count > 1 else ''} detected: {'; '.join(texts)}"
    )


def askable(text: str) -> str:
    """The text as any database can be asked for it: without NUL and lone surrogates.

    >>> askable("AKIA" + chr(0))
    'AKIA?'
    """
    return text.replace("\0", "?").encode(errors="replace").decode()
