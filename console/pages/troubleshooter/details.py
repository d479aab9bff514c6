"""Why one call was refused: the answer, the way of the decision, every statement, the policies."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import (
    GET_REQUEST_AUTHORIZATION_DETAILS,
    GET_REQUEST_AUTHORIZATION_POLICY,
)
from accounts.explanations import Explanation, Finding, Line, Place, explain, keys_of, lines_of
from accounts.operations.policies.policy_arns import is_of_aws
from accounts.policy import AppliedPolicy, Effect, Request
from accounts.values.mfa_keys import MFA
from console import targets
from console.authorization_details.ids import SHAPE
from console.authorization_details.records import FoundRecord, find
from console.gate.calls import Reading
from console.gate.decorators import offers, signed_in
from console.gate.requests import ConsoleRequest
from console.pages.components.suggestions import suggestions_of
from console.pages.troubleshooter.search import not_found
from console.pages.troubleshooter.what_if import WhatIf, what_if
from console.refusals import page, refusal_of, refuse

OUTCOMES = {
    Effect.ALLOW: "Allow",
    Effect.EXPLICIT_DENY: "Explicit deny",
    Effect.IMPLICIT_DENY: "Implicit deny",
}
MFA_STATES = {"true": "yes", "false": "no"}
OTHERS_MAX = 100  # statements about other actions; a user may have thousands


@dataclass(frozen=True, slots=True)
class ShownPolicy:
    """A policy with its lines, none where the reader may not read it."""

    policy: AppliedPolicy
    kind: str
    attached_to: tuple[str, ...]
    lines: tuple[Line, ...]
    matters: bool


@offers(GET_REQUEST_AUTHORIZATION_DETAILS, GET_REQUEST_AUTHORIZATION_POLICY, on=targets.account)
@signed_in(
    because="A caller may read why the own calls were refused, which is more than AWS gives, while "
    "TEACH is on; all else needs iam:GetRequestAuthorizationDetails, which is asked for here."
)
@require_safe
def authorization_details(request: ConsoleRequest, authorization_id: str) -> HttpResponse:
    """The page of a refused call. Whether another account has the id cannot be told from it."""
    if not SHAPE.fullmatch(authorization_id):
        return not_found(request, authorization_id)
    gate = request.gate
    caller = gate.principal
    record = find(caller.account, authorization_id, real_now=request.real_now)
    own = settings.TEACH and record is not None and record.user_id == caller.user.user_id
    if not own and not gate.allows(GET_REQUEST_AUTHORIZATION_DETAILS):
        return page(request, refuse(gate, GET_REQUEST_AUTHORIZATION_DETAILS))
    if record is None:
        return not_found(request, authorization_id)
    asked = what_if(request, record)
    context = _context(request, record, asked, own=own)
    if not own:
        context |= _read_of_others(request, record)
    return render(request, "troubleshooter/details.html", context)


def _read_of_others(request: ConsoleRequest, record: FoundRecord) -> dict[str, Any]:
    """The events of reading what is not one's own: the details, and each policy."""
    gate, named = request.gate, {"authorizationId": record.authorization_id}
    details = gate.judgements[GET_REQUEST_AUTHORIZATION_DETAILS]
    policy = gate.judgements[GET_REQUEST_AUTHORIZATION_POLICY]
    readings = [Reading(details, named)]
    if policy.allowed:
        readings += [
            Reading(policy, named | {"policyUri": each.arn}) for each in record.policies if each.arn
        ]
    gate.read_each(readings)
    if policy.allowed:
        return {}
    gate.refuse(policy)
    return {"policies_refused": refusal_of(gate, policy)}


def _context(
    request: ConsoleRequest, record: FoundRecord, asked: WhatIf, *, own: bool
) -> dict[str, Any]:
    may_read = own or request.gate.allows(GET_REQUEST_AUTHORIZATION_POLICY)
    explanation = explain(asked.policies, asked.request)
    context: dict[str, Any] = {
        "record": record,
        "own": own,
        "what_if": asked,
        "explanation": explanation,
        "is_explicit": explanation.decision.effect is Effect.EXPLICIT_DENY,
        "outcome": OUTCOMES[explanation.decision.effect],
        "allowed": explanation.decision.allowed,
        "user_name": record.caller_arn.rpartition("/")[2],
        "mfa": mfa_of(asked.request),
        "keys": keys_of(asked.request.context),
        "statements": _split(explanation.findings),
        "policies": [_shown(each, explanation, may_read) for each in asked.policies],
        "suggestions": [],
    }
    if may_read and settings.TEACH:
        context["suggestions"] = suggestions_of(request, asked.policies, asked.request, own=own)
    return context


def mfa_of(request: Request) -> str:
    """The state of MFA in a request, in words: yes, no, or absent."""
    return MFA_STATES.get(str(request.context.get(MFA)), "absent")


def _split(findings: Iterable[Finding]) -> dict[str, Any]:
    """The statements that have to do with the action, and the first of the others, folded."""
    found = list(findings)
    others = [each for each in found if each.place is Place.OTHER]
    return {
        "about": [each for each in found if each.place is not Place.OTHER],
        "others": others[:OTHERS_MAX],
        "left_out": len(others[OTHERS_MAX:]),
    }


def _shown(policy: AppliedPolicy, explanation: Explanation, may_read: bool) -> ShownPolicy:
    own = [each for each in explanation.findings if each.policy is policy]
    return ShownPolicy(
        policy=policy,
        kind=_kind(policy),
        attached_to=tuple(arn.split(":", 5)[5] for arn in policy.attached_to),
        lines=tuple(lines_of(policy, own)) if may_read else (),
        matters=any(each.place <= Place.NEAR for each in own),
    )


def _kind(policy: AppliedPolicy) -> str:
    if policy.boundary:
        return "Permissions boundary"
    if policy.session:
        return "Session policy"
    if policy.arn is None:
        return "Inline"
    return "AWS managed" if is_of_aws(policy.arn) else "Customer managed"
