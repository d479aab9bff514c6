"""Why a call was refused, and the policies as they were then: the API `iam-toolbox`."""

import json
import re
from typing import Any

from accounts.actions import GET_REQUEST_AUTHORIZATION_DETAILS, GET_REQUEST_AUTHORIZATION_POLICY
from accounts.errors import ServiceError, ValidationError
from accounts.explanations.keys import spelled
from accounts.policy import AppliedPolicy, Context, Effect, matching
from accounts.policy import Request as Question
from accounts.policy.document import Statement
from console import targets
from console.api.call import Answer, ApiCall
from console.api.paging import marker_of, place_after
from console.authorization_details.records import Evaluation, FoundRecord, find
from console.gate.decorators import performs

PAGE = 5  # evaluations
NOT_FOUND = (
    "The requested policy or authorization details do not exist in this region or have expired."
)
EFFECTS = {
    Effect.ALLOW: "ALLOW",
    Effect.EXPLICIT_DENY: "EXPLICIT_DENY",
    Effect.IMPLICIT_DENY: "IMPLICIT_DENY",
}
CHECKS = (  # each check by the type of the policies that make it
    ("PRINCIPAL", "IDENTITY_BASED_POLICY"),
    ("PERMISSIONS_BOUNDARY", "PERMISSIONS_BOUNDARY"),
    ("SESSION", "SESSION_POLICY"),
)


class ResourceNotFound(ServiceError):
    code, status = "ResourceNotFoundException", 404
    shape = code


@performs(GET_REQUEST_AUTHORIZATION_DETAILS, on=targets.account)
def get_request_authorization_details(call: ApiCall) -> Answer:
    """A page of the evaluations of a refused call, with its context and all its policies."""
    record = _record(call)
    start = _start(call)
    shown = record.evaluations[start : start + PAGE]
    shared = _shared(record)
    page: dict[str, Any] = {
        "requestContext": _spelled(shared),
        "evaluations": [_evaluation(record, each, shared) for each in shown],
        "policies": [_policy(record, place) for place in range(len(record.policies))],
    }
    if len(record.evaluations) > start + PAGE:
        page["nextToken"] = marker_of(call, str(start + PAGE))
    return page


@performs(GET_REQUEST_AUTHORIZATION_POLICY, on=targets.account)
def get_request_authorization_policy(call: ApiCall) -> Answer:
    """The document of one of the policies of a refused call, as it was then."""
    record = _record(call)
    for place, policy in enumerate(record.policies):
        if _uri(record, place) == call["policyUri"]:
            return {"policyDocument": json.loads(policy.document.text, parse_float=str)}
    raise ResourceNotFound(NOT_FOUND)


def _record(call: ApiCall) -> FoundRecord:
    record = find(call.account, call["authorizationId"], real_now=call.real_now)
    if record is None:
        raise ResourceNotFound(NOT_FOUND)
    return record


def _shared(record: FoundRecord) -> Context:
    """The part of the context that all evaluations have alike."""
    first, *others = [each.request.context for each in record.evaluations]
    return {
        key: value
        for key, value in first.items()
        if all(context.get(key) == value for context in others)
    }


def _spelled(context: Context) -> dict[str, Any]:
    """The keys as AWS spells them; several values of a key are a list."""
    return {
        spelled(key)[0]: value if isinstance(value, str) else list(value)
        for key, value in context.items()
    }


def _evaluation(record: FoundRecord, evaluation: Evaluation, shared: Context) -> dict[str, Any]:
    request = evaluation.request
    checks = _checks(record, request)
    further = {key: value for key, value in request.context.items() if key not in shared}
    return {
        "action": request.action,
        "resource": "" if request.resource == "*" else request.resource,
        "context": _spelled(further),
        "evaluatedEffect": EFFECTS[evaluation.effect],
        "matchedPolicies": [matched for check in checks for matched in check["matchedPolicies"]],
        "checks": checks,
    }


def _checks(record: FoundRecord, request: Question) -> list[dict[str, Any]]:
    """What was asked of each kind of policy: of boundary and session where there are any."""
    kinds = [_type(policy) for policy in record.policies]
    found = []
    for check, kind in CHECKS:
        places = [place for place, one in enumerate(kinds) if one == kind]
        if places or check == "PRINCIPAL":
            found.append(_check(record, request, check, kind, places))
    return found


def _check(
    record: FoundRecord, request: Question, check: str, kind: str, places: list[int]
) -> dict[str, Any]:
    matched = {place: matching(record.policies[place].document, request) for place in places}
    denied = any(denies for denies, _ in matched.values())
    allowed = any(allows for _, allows in matched.values())
    return {
        "checkType": check,
        "evaluatedEffect": "EXPLICIT_DENY" if denied else "ALLOW" if allowed else "IMPLICIT_DENY",
        "relevantPolicyTypes": [kind],
        "matchedPolicies": [
            {
                "uri": _uri(record, place),
                "matchedStatements": [_statement(each) for each in (*denies, *allows)],
            }
            for place, (denies, allows) in matched.items()
            if denies or allows
        ],
    }


def _statement(statement: Statement) -> dict[str, str]:
    """A statement that matched; one without a Sid is named by its place, as no Sid can be."""
    return {
        "sid": statement.sid or f"statement-{statement.index + 1}",
        "evaluatedEffect": statement.effect.upper(),
    }


def _policy(record: FoundRecord, place: int) -> dict[str, Any]:
    policy = record.policies[place]
    holders = (record.caller_arn,) if policy.session else policy.attached_to
    return {
        "type": _type(policy),
        "inline": policy.arn is None,
        "uri": _uri(record, place),
        "attachedTo": [{"arn": arn} for arn in holders],
    }


def _uri(record: FoundRecord, place: int) -> str:
    """A managed policy's ARN; an inline one has a name within its record."""
    return record.policies[place].arn or f"{record.authorization_id}-{place}"


def _type(policy: AppliedPolicy) -> str:
    if policy.session:
        return "SESSION_POLICY"
    return "PERMISSIONS_BOUNDARY" if policy.boundary else "IDENTITY_BASED_POLICY"


def _start(call: ApiCall) -> int:
    """The place of the first evaluation that is wanted."""
    place = place_after(call, "nextToken")
    if not re.fullmatch("[0-9]{0,4}", place):
        raise ValidationError("The token is not one of these details.")
    return int(place or 0)
