"""IAM Access Analyzer's checks of policy documents that are sent: nothing stored is read."""

from collections.abc import Sequence
from typing import Any

from accounts.actions import CHECK_ACCESS_NOT_GRANTED, CHECK_NO_NEW_ACCESS, VALIDATE_POLICY
from accounts.errors import ServiceError, ValidationError
from accounts.policy import Document, MalformedPolicyDocument, Statement, parse
from accounts.validation import (
    LENGTH_MAX,
    Finding,
    Location,
    Place,
    TooMuchWork,
    granting,
    newly_granting,
    validate,
)
from console import targets
from console.api.call import Answer, ApiCall
from console.api.paging import marker_of, place_after
from console.gate.decorators import performs

IDENTITY = "IDENTITY_POLICY"
PAGE = 100
PAGE_MAX = 1000
NOT_GRANTED = "The policy document does not grant access to perform the listed {}."
GRANTED = "The policy document grants access to perform one or more of the listed {}."
NOTHING_NEW = "The modified permissions do not grant new access compared to your existing policy."
NEW = "The modified permissions grant new access compared to your existing policy."


class NotSupported(ServiceError):
    """What Access Analyzer does elsewhere and not here."""

    code, status = "ValidationException", 400
    reason = "notSupported"


class InvalidParameter(ServiceError):
    code, status = "InvalidParameterException", 400


class UnprocessableEntity(ServiceError):
    code, status = "UnprocessableEntityException", 422


@performs(VALIDATE_POLICY, on=targets.account)
def validate_policy(call: ApiCall) -> Answer:
    """A page of AWS's findings; ours are shown by the policy editor alone."""
    _only_identity_policies(call)
    size, after = call.get("maxResults", PAGE), place_after(call, "nextToken")
    if not 1 <= size <= PAGE_MAX:
        raise ValidationError(f"maxResults must be between 1 and {PAGE_MAX}.")
    try:
        found = validate(call["policyDocument"], ours=False)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    begin = int(after) if after.isascii() and after.isdigit() else 0
    page: dict[str, Any] = {"findings": [_finding(one) for one in found[begin : begin + size]]}
    if begin + size < len(found):
        page["nextToken"] = marker_of(call, str(begin + size))
    return page


@performs(CHECK_ACCESS_NOT_GRANTED, on=targets.account)
def check_access_not_granted(call: ApiCall) -> Answer:
    _only_identity_policies(call)
    [access] = call["access"] or [{}]
    actions, resources = access.get("actions", []), access.get("resources", [])
    if not (actions or resources):
        raise InvalidParameter("The access to be checked names no actions and no resources.")
    document = _document(call, "policyDocument")
    try:
        found = granting(document, actions, resources)
    except TooMuchWork as error:
        raise _too_much() from error
    listed = " or ".join(
        word for word, held in (("actions", actions), ("resources", resources)) if held
    )
    if not found:
        return {"result": "PASS", "message": NOT_GRANTED.format(listed)}
    reasons = _reasons(f"One or more of the listed {listed}", found)
    return {"result": "FAIL", "message": GRANTED.format(listed), "reasons": reasons}


@performs(CHECK_NO_NEW_ACCESS, on=targets.account)
def check_no_new_access(call: ApiCall) -> Answer:
    _only_identity_policies(call)
    before, after = _document(call, "existingPolicyDocument"), _document(call, "newPolicyDocument")
    try:
        found = newly_granting(before, after)
    except TooMuchWork as error:
        raise _too_much() from error
    if not found:
        return {"result": "PASS", "message": NOTHING_NEW}
    return {"result": "FAIL", "message": NEW, "reasons": _reasons("New access", found)}


def _only_identity_policies(call: ApiCall) -> None:
    if call["policyType"] != IDENTITY or "validatePolicyResourceType" in call:
        raise NotSupported(f"Only policies of the type {IDENTITY} are checked here.")


def _document(call: ApiCall, name: str) -> Document:
    text = call[name]
    if len(text) > LENGTH_MAX:
        raise InvalidParameter(f"{name} has more than {LENGTH_MAX} characters.")
    try:
        return parse(text)
    except MalformedPolicyDocument as error:
        raise InvalidParameter(f"{name} is not valid: {error}") from error


def _too_much() -> UnprocessableEntity:
    return UnprocessableEntity("The policies have too many actions and resources to be compared.")


def _reasons(what: str, statements: Sequence[Statement]) -> list[dict[str, Any]]:
    return [
        {
            "description": f"{what} in the statement with {_named(statement)}.",
            "statementIndex": statement.index,
            "statementId": statement.sid or None,
        }
        for statement in statements
    ]


def _named(statement: Statement) -> str:
    return f"sid: {statement.sid}" if statement.sid else f"index: {statement.index}"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "findingDetails": finding.details,
        "findingType": finding.type.name,
        "issueCode": finding.code,
        "learnMoreLink": finding.learn_more,
        "locations": [_location(location) for location in finding.locations],
    }


def _location(location: Location) -> dict[str, Any]:
    span = {"start": _place(location.start), "end": _place(location.end)}
    return {"path": list(location.path), "span": span}


def _place(place: Place) -> dict[str, int]:
    return {"line": place.line, "column": place.column, "offset": place.offset}
