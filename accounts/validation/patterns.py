"""Whether patterns of actions and ARNs cover one another, or have a text in common."""

from functools import lru_cache

from accounts.policy import text_matcher
from accounts.policy.match import TextMatcher

# What a `*` of a pattern stands for when another pattern is asked whether it covers it.
PROBES = ("", "\x01\x02\x03probe\x03\x02\x01")
CACHED_LENGTH = 512


def covers(pattern: str, other: str) -> bool:
    """Whether every text of the other pattern is one of this pattern.

    >>> covers("iam:*", "iam:Get*"), covers("iam:Get?", "iam:Get*")
    (True, False)
    """
    if pattern in ("*", other):
        return True
    fits = _matcher(pattern) if len(pattern) <= CACHED_LENGTH else _matcher.__wrapped__(pattern)
    return all(fits(other.replace("*", probe), {}) for probe in PROBES)


def overlaps(pattern: str, other: str) -> bool:
    """Whether the two may have a text in common; a policy variable stands for any text.

    >>> overlaps("iam:Get*", "iam:*User"), overlaps("iam:Get*", "s3:*")
    (True, False)
    """
    one, two = _without_variables(pattern), _without_variables(other)
    if not _is_wild(one):
        return covers(two, one)
    if not _is_wild(two):
        return covers(one, two)
    heads = zip(one.partition("*")[0], two.partition("*")[0], strict=False)
    tails = zip(one.rpartition("*")[2][::-1], two.rpartition("*")[2][::-1], strict=False)
    return all(a == b or "?" in (a, b) for pairs in (heads, tails) for a, b in pairs)


def _is_wild(pattern: str) -> bool:
    return "*" in pattern or "?" in pattern


def _without_variables(pattern: str) -> str:
    head, sign, rest = pattern.partition("${")
    return f"{head}*{rest.rpartition('}')[2]}" if sign else pattern


@lru_cache(maxsize=512)
def _matcher(pattern: str) -> TextMatcher:
    return text_matcher(pattern, variables=False)
