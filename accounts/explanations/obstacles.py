"""All that stands in the way of a request, each in words for a beginner."""

from collections.abc import Iterator, Sequence

from accounts.explanations.statements import (
    Finding,
    listed,
    near_ones,
    resolved_resources,
    said,
)
from accounts.explanations.steps import named
from accounts.policy import Request, split_arn
from accounts.values.mfa_keys import MFA

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six")


def obstacles_of(request: Request, findings: Sequence[Finding]) -> list[str]:
    """What denies, then what is missing; none for a request that is allowed.

    Each is a sentence without its capital and its full stop.
    """
    found = [_denies(each, request) for each in findings if each.denies]
    of_identity = [each for each in findings if not each.limits]
    if not any(each.allows for each in of_identity):
        found.append(_nothing_allows(request, of_identity))
    found += [
        f"{words} does not allow {request.action}"
        for words, own in _limits(findings)
        if not any(each.allows for each in own)
    ]
    return found


def sentence_of(obstacles: Sequence[str]) -> str:
    """One sentence of all obstacles.

    >>> sentence_of(["P denies it", "nothing allows it"])
    'Two things stand in the way: P denies it; and even then nothing allows it.'
    """
    if len(obstacles) == 1:
        return f"{obstacles[0][:1].upper()}{obstacles[0][1:]}."
    number = NUMBERS[len(obstacles)] if len(obstacles) < len(NUMBERS) else str(len(obstacles))
    *before, last = obstacles
    return f"{number} things stand in the way: {'; '.join(before)}; and even then {last}."


def _limits(findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """The permissions boundary and the session policies, where there are any, with their words."""
    for own in (
        [each for each in findings if each.policy.boundary],
        [each for each in findings if each.policy.session],
    ):
        if own:
            yield named(own[0]), own


def _denies(finding: Finding, request: Request) -> str:
    statement = finding.record.statement
    if statement.not_action:
        count = len(statement.actions)
        what = f"everything but {count} action{'' if count == 1 else 's'}"
    else:
        what = request.action
    if not statement.is_everywhere:
        what = f"{what} on {short(request.resource, request)}"
    because = " and ".join(_because(each.key, each.value) for each in finding.record.conditions)
    return f"{named(finding)} denies {what}{f' {because}' if because else ''}"


def _because(key: str, value: object) -> str:
    """Why a condition of a Deny held."""
    if key.lower() == MFA and value == "false":
        return "as long as the session has no MFA"
    if key.lower() == MFA and value is None:
        return "as long as the request says nothing of MFA, as with a long-term access key"
    return f"because {key} has no value" if value is None else f"because {key} is {said(value)}"


def _nothing_allows(request: Request, findings: Sequence[Finding]) -> str:
    near = next(near_ones(findings), None)
    if near is None:
        about = any(each.effect == "Allow" and each.record.action_matched for each in findings)
        on = " on this resource" if about and request.resource != "*" else ""
        return f"nothing allows {request.action}{on}"
    return f"{named(near)} {_NEAR[near.misses](near, request)}"


def _misses_resource(finding: Finding, request: Request) -> str:
    names = [short(text, request) for text in resolved_resources(finding.record, request.context)]
    asked = "every resource" if request.resource == "*" else short(request.resource, request)
    if "NotResource" in finding.record.statement.elements:
        return f"allows {request.action} on everything but {listed(names)}"
    if not names:
        return f"allows {request.action} only on resources with a name that is not known here"
    return f"allows {request.action} only on {listed(names)}, and this call was on {asked}"


def _misses_condition(finding: Finding, request: Request) -> str:
    wanted = " and ".join(
        _wanted(each.operator, each.key, each.values, each.value) for each in finding.failed
    )
    return f"allows {request.action} only {wanted}"


def _wanted(operator: str, key: str, values: tuple[str, ...], value: object) -> str:
    if key.lower() == MFA and [each.lower() for each in values] == ["true"]:
        return "in a session with MFA, and this one has none"
    return f"where {key} fits {operator} {listed(list(values))}, and here it has {_had(value)}"


def _had(value: object) -> str:
    return said(value) if value is None else f"the value {said(value)}"


def _misses_action(finding: Finding, request: Request) -> str:
    return f"allows {finding.spelled}, which is spelled almost as {request.action} is"


_NEAR = {
    "resource": _misses_resource,
    "condition": _misses_condition,
    "action": _misses_action,
}


def short(arn: str, request: Request) -> str:
    """An ARN without what it has in common with the one asked for.

    >>> short("arn:aws:iam::*:mfa/alice", Request("", "arn:aws:iam::1:mfa/alice-phone", {}))
    'mfa/alice'
    """
    parts, asked = split_arn(arn), request.arn
    if parts is None or asked is None or parts[:3] != asked[:3]:
        return arn
    return parts[5] if parts[4] in ("*", asked[4]) else arn
