"""The CloudTrail-shaped record of each call. No secret is ever given to these functions."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actions import Action
from accounts.database.prepared import insert, store
from accounts.errors import ServiceError
from accounts.models import Account
from accounts.principals import Principal
from accounts.service_names import signing_name
from accounts.values.texts import made_writable
from accounts.values.times import in_iso
from console.cloudtrail.resources import named_in, referenced
from console.cloudtrail.sizes import bounded
from console.models import Event, EventResource
from console.requests import CallerRequest, client_address, real_now

VERSION = "1.11"
REGION = "us-east-1"
OPERATOR = "manage.py"
RESOURCE_MAX = 2048  # characters of an ARN; a refused call may name anything
SIGN_IN_SOURCE = "signin.amazonaws.com"
HOST_MAX = 255  # the longest name of a host
NOTE = "TrainingNote"  # not AWS's
ERROR_MAX = 1024  # an error may repeat what was sent; CloudTrail cuts it here


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an action: what was asked and answered, in CloudTrail's lower-camel names.

    `resource` is the ARN that the call was decided about, or "*".
    A refused one has an `event_id` already: its authorization record is found by it. `note` is of a
    failed one: what those who teach may want to know.
    """

    action: Action
    parameters: Mapping[str, Any] | None = None
    response: Mapping[str, Any] | None = None
    error_code: str = ""
    error_message: str = ""
    resource: str = ""
    event_id: str = ""
    note: str = ""

    @classmethod
    def failed(
        cls,
        action: Action,
        error: ServiceError,
        parameters: Mapping[str, Any] | None = None,
        *,
        resource: str = "",
    ) -> "Call":
        """A call that was answered with an error; one that asked for nothing has no parameters."""
        code, text = error.trail_code, error.recorded[:ERROR_MAX]
        return cls(action, parameters or None, None, code, text, resource, note=error.note)

    @classmethod
    def refused(
        cls, action: Action, error: ServiceError, *, resource: str, event_id: str
    ) -> "Call":
        """A call that the policies do not allow; its text is kept whole."""
        code, text = error.trail_code, error.recorded
        return cls(action, None, None, code, text, resource, event_id)


def record_calls(request: CallerRequest, calls: Iterable[Call]) -> None:
    """Write the events of a request's calls: in one insert, where they name no resources."""
    _write([event_of(request, call) for call in calls])


def record_answered(event: dict[str, Any], response: Mapping[str, Any] | None) -> None:
    """Write the event of a call that only now has its answer."""
    event["record"]["responseElements"] = bounded(response)
    _write([event])


def record_sign_in_event(
    request: CallerRequest,
    name: str,
    account: Account,
    identity: dict[str, str],
    additional: dict[str, str],
    failure: str = "",
) -> None:
    """Write an event of signing in, which is no call of an action."""
    record = _envelope(request, SIGN_IN_SOURCE, name, identity, read_only=False)
    record |= {
        "eventType": "AwsConsoleSignIn",
        "requestParameters": None,
        "responseElements": {name: "Failure" if failure else "Success"},
        "additionalEventData": additional,
        "recipientAccountId": account.account_id,
    }
    if failure:
        record["errorMessage"] = failure
    _write([_row(record, account, request.now, "Failure" if failure else "")])


def record_command(
    account: Account, call: Call, *, command: str, now: datetime, by: str = OPERATOR
) -> None:
    """Write the event of what an operator did at the machine with `manage.py <command>`, or of what
    else, named by `by`, no policy decides. `now` is the account's time."""
    identity = {"type": "AWSService", "invokedBy": f"{by} {command}"}
    record = _record(_source(call), call.action.operation, identity, read_only=False, now=now)
    record |= {
        "eventType": "AwsServiceEvent",
        "requestParameters": bounded(call.parameters),
        "responseElements": bounded(call.response),
        "recipientAccountId": account.account_id,
    }
    _write([_row(record, account, now)])


def event_of(request: CallerRequest, call: Call) -> dict[str, Any]:
    """The values of a call's event, by the model's columns; LookupError without a caller."""
    principal, name, read_only = request.principal, call.action.operation, call.action.read_only
    if principal is None:
        raise LookupError("an event needs a caller")
    asked = None if call.error_code == "AccessDenied" else call.parameters
    record = _envelope(request, _source(call), name, _identity(principal), read_only=read_only)
    record |= {
        "eventType": "AwsApiCall",
        "requestParameters": bounded(asked),
        "responseElements": None if read_only else bounded(call.response),
        "recipientAccountId": principal.account.account_id,
    }
    if request.api_request is None:
        record["sessionCredentialFromConsole"] = "true"
    if call.error_code:
        record |= {"errorCode": call.error_code, "errorMessage": call.error_message}
    elif not read_only:
        record |= referenced(call.resource, principal.account.account_id)
    if call.note:
        record["additionalEventData"] = {NOTE: call.note}
    if call.event_id:
        record["eventID"] = call.event_id
    return _row(record, principal.account, request.now, call.error_code, call.resource)


def _write(rows: Sequence[dict[str, Any]]) -> None:
    """Store events, and what finds them by their resources."""
    named = [named_in(row["record"], row["resource_arn"]) for row in rows]
    if not any(named):
        insert(Event, rows)
        return
    for row, resources in zip(rows, named, strict=True):
        event = Event(**row)
        store(event)
        insert(EventResource, [_found_by(event, *resource) for resource in resources])


def _found_by(event: Event, kind: str, name: str) -> dict[str, Any]:
    return {
        "event_id": event.pk,
        "account_id": event.account_id,
        "event_time": event.event_time,
        "resource_type": kind,
        "resource_name": name,
    }


def _identity(principal: Principal) -> dict[str, Any]:
    user = principal.user
    issuer = {
        "type": "IAMUser",
        "principalId": user.user_id,
        "arn": user.arn,
        "accountId": principal.account.account_id,
        "userName": user.user_name,
    }
    identity: dict[str, Any] = issuer
    if principal.federation is not None:
        identity = {
            "type": "FederatedUser",
            "principalId": principal.user_id,
            "arn": principal.arn,
            "accountId": principal.account.account_id,
        }
    if principal.access_key_id:
        identity["accessKeyId"] = principal.access_key_id
    if principal.issued_at and principal.mfa is not None:
        identity["sessionContext"] = {
            "sessionIssuer": issuer if principal.federation else {},
            "webIdFederationData": {},
            "attributes": {
                "creationDate": in_iso(principal.issued_at),
                "mfaAuthenticated": "true" if principal.mfa else "false",
            },
        }
    return identity


def _envelope(
    request: CallerRequest, source: str, name: str, identity: dict[str, Any], *, read_only: bool
) -> dict[str, Any]:
    record = _record(source, name, identity, read_only=read_only, now=request.now)
    record |= {
        "sourceIPAddress": client_address(request),
        "userAgent": made_writable(request.META.get("HTTP_USER_AGENT", "")[:512]),
        "requestID": request.api_request.request_id if request.api_request else str(uuid.uuid4()),
    }
    if request.is_secure() and "HTTP_HOST" in request.META:  # the proxy keeps the rest to itself
        host = made_writable(request.META["HTTP_HOST"][:HOST_MAX])
        record["tlsDetails"] = {"clientProvidedHostHeader": host}
    return record


def _record(
    source: str, name: str, identity: dict[str, Any], *, read_only: bool, now: datetime
) -> dict[str, Any]:
    return {
        "eventVersion": VERSION,
        "userIdentity": identity,
        "eventTime": in_iso(now),
        "eventSource": source,
        "eventName": name,
        "awsRegion": REGION,
        "eventID": str(uuid.uuid4()),
        "readOnly": read_only,
        "managementEvent": True,
        "eventCategory": "Management",
    }


def _row(
    record: dict[str, Any],
    account: Account,
    now: datetime,
    error_code: str = "",
    resource: str = "",
) -> dict[str, Any]:
    """The values of an event, by the model's columns."""
    return {
        "event_id": record["eventID"],
        "event_time": now,
        "recorded_at": real_now(),
        "account_id": account.pk,
        "event_source": record["eventSource"],
        "event_name": record["eventName"],
        "user_name": _user_name(record["userIdentity"]),
        "read_only": record["readOnly"],
        "error_code": error_code,
        "access_key_id": record["userIdentity"].get("accessKeyId", ""),
        "resource_arn": made_writable(resource[:RESOURCE_MAX]),
        "record": record,
    }


def _user_name(identity: Mapping[str, Any]) -> str:
    """Whose doing it was: of a federated user, the user's who let it in."""
    if identity["type"] == "FederatedUser":
        identity = identity["sessionContext"]["sessionIssuer"]
    return str(identity.get("userName") or identity.get("invokedBy", OPERATOR).split()[0])


def _source(call: Call) -> str:
    return f"{signing_name(call.action.api)}.amazonaws.com"
