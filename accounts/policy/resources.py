"""Resources: ARNs cut at their colons, and patterns of them.

Source: AWS IAM user guide, "IAM JSON policy elements: Resource" and "Condition operators".
"""

from collections.abc import Callable
from typing import Protocol

from accounts.policy.match import Context, Glob, TextMatcher, text_matcher, tokens


def split_arn(text: str) -> list[str] | None:
    """The six parts of an ARN, the last one whole; None for anything else.

    >>> split_arn("arn:aws:iam::123456789012:mfa/a:b")
    ['arn', 'aws', 'iam', '', '123456789012', 'mfa/a:b']
    """
    parts = text.split(":", 5)
    return parts if len(parts) == 6 and parts[0] == "arn" else None


def split_pattern(text: str) -> list[str]:
    """The six parts of an ARN pattern; what is missing at the end is `*`.

    A colon inside a `${...}` does not part.
    """
    parts, position, last_brace = [""], 0, text.rfind("}")
    while position < len(text) and len(parts) < 6:
        end = position + 1
        if position < last_brace and text.startswith("${", position):
            end = text.index("}", position) + 1
        if text[position:end] == ":":
            parts.append("")
        else:
            parts[-1] += text[position:end]
        position = end
    if position < len(text):
        parts[-1] += text[position:]
    return parts + ["*"] * (6 - len(parts))


def arn_matcher(text: str, *, variables: bool) -> Callable[[list[str], Context], bool]:
    """An ARN pattern as a function of (the six parts, context), each part matched by itself."""
    parts = [
        (place, text_matcher(part, variables=variables))
        for place, part in enumerate(split_pattern(text))
        if part != "*"
    ]
    return lambda arn, context: all(matches(arn[place], context) for place, matches in parts)


class HasResource(Protocol):
    """A request: its resource, the resource's six parts (None for no ARN) and its context."""

    @property
    def resource(self) -> str: ...
    @property
    def arn(self) -> list[str] | None: ...
    @property
    def context(self) -> Context: ...


def resource_matcher(text: str, *, variables: bool) -> Callable[[HasResource], bool]:
    """A Resource value as a function of the request.

    Variables count after the fifth colon only. `*` alone matches everything, "*" included.
    """
    if text == "*":
        return lambda _request: True
    parts = text.split(":", 5)
    parts += ["*"] * (6 - len(parts))
    tail = text_matcher(parts[5], variables=variables)
    if _has_literal_heads(parts):
        return _literal_heads(":".join(parts[:4]) + ":", parts[4] == "*", tail)
    heads = [Glob(tokens(part, variables=False)) for part in parts[:5]]

    def matches(request: HasResource) -> bool:
        arn = request.arn
        return (
            arn is not None
            and all(head.matches(part) for head, part in zip(heads, arn[:5], strict=True))
            and tail(arn[5], request.context)
        )

    return matches


def _has_literal_heads(parts: list[str]) -> bool:
    """`arn:aws:iam::*:...` and its like: what stands before the account has no wildcard."""
    return parts[4] in ("*", "") and not any(sign in part for part in parts[:4] for sign in "*?")


def _literal_heads(
    prefix: str, any_account: bool, tail: TextMatcher
) -> Callable[[HasResource], bool]:
    """The parts before the account compared at once."""

    def matches(request: HasResource) -> bool:
        arn = request.arn
        return (
            arn is not None
            and request.resource.startswith(prefix)
            and (any_account or arn[4] == "")
            and tail(arn[5], request.context)
        )

    return matches
