"""The constraints that AWS's service model puts on text, with its own words for a breach.

Source: the IAM service model of 2010-05-08; the words were recorded from AWS.
"""

import re

from accounts.errors import ValidationError

PRINTABLE_LATIN_1 = r"[\u0009\u000A\u000D\u0020-\u00FF]+"


def check_text(member: str, value: str, *, maximum: int, pattern: str) -> None:
    """ValidationError unless the text has 1 to `maximum` characters and matches the pattern.

    `member` is the parameter's name, lower camel case. Every breach is named, as AWS does.
    """
    breaches = []
    if not value:
        breaches.append("Member must have length greater than or equal to 1")
    if len(value) > maximum:
        breaches.append(f"Member must have length less than or equal to {maximum}")
    elif value and not re.fullmatch(pattern, value, re.ASCII):
        breaches.append(f"Member must satisfy regular expression pattern: {pattern}")
    raise_breaches([(member, breach) for breach in breaches])


def check_range(value: int | None, *, minimum: int, maximum: int) -> list[str]:
    """The breaches of a number's range; None is not set and breaks nothing."""
    if value is None or minimum <= value <= maximum:
        return []
    if value < minimum:
        return [f"Member must have value greater than or equal to {minimum}"]
    return [f"Member must have value less than or equal to {maximum}"]


def raise_breaches(breaches: list[tuple[str, str]]) -> None:
    """One ValidationError for (member, constraint) pairs; nothing for none."""
    if not breaches:
        return
    count = len(breaches)
    texts = [f"Value at '{m}' failed to satisfy constraint: {c}" for m, c in breaches]
    raise ValidationError(
        f"{count} validation error{'s' if count > 1 else ''} detected: {'; '.join(texts)}"
    )
