"""The CloudTrail-shaped record of each call. No secret is ever given to these functions."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actions import Action
from accounts.errors import HIDDEN, ServiceError
from accounts.models import Account, User
from accounts.prepared import insert
from accounts.principals import Principal
from accounts.times import in_iso
from console.models import Event
from console.requests import ConsoleRequest, client_address

VERSION = "1.11"
REGION = "us-east-1"
ERROR_MAX = 1024  # an error may repeat what was sent; CloudTrail cuts it here


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an action: what was asked and answered, in CloudTrail's lower-camel names."""

    action: Action
    parameters: Mapping[str, Any] | None = None
    response: Mapping[str, Any] | None = None
    error_code: str = ""
    error_message: str = ""

    @classmethod
    def failed(
        cls, action: Action, error: ServiceError, parameters: Mapping[str, Any] | None = None
    ) -> "Call":
        """A call that was answered with an error; one that asked for nothing has no parameters."""
        code, text = error.trail_code, error.recorded
        return cls(action, parameters or None, error_code=code, error_message=text)


def event_date(moment: datetime) -> str:
    """A time in the answer of a call, as CloudTrail prints it: "Nov 25, 2026 6:49:56 PM"."""
    return f"{moment:%b %-d, %Y %-I:%M:%S %p}"


def record_calls(request: ConsoleRequest, calls: Iterable[Call]) -> None:
    """Write the events of a request's calls, in one insert."""
    insert(Event, [event_of(request, call) for call in calls])


def record_performed(event: dict[str, Any], response: Mapping[str, Any] | None) -> None:
    """Write the event of a call that only now has its answer."""
    if not event["read_only"]:
        event["record"]["responseElements"] = response
    insert(Event, [event])


def record_sign_in(
    request: ConsoleRequest,
    *,
    account: Account,
    user: User | None,
    name: str = "ConsoleLogin",
    failure: str = "",
    mfa_serial: str = "",
    mfa_used: bool = False,
    mfa_type: str = "",
) -> None:
    """Write a ConsoleLogin or CheckMfa event; an unknown user's name is hidden, as on AWS."""
    identity: dict[str, Any] = {"type": "IAMUser", "accountId": account.account_id}
    if user is None:
        identity |= {"userName": HIDDEN, "accessKeyId": ""}
    else:
        identity |= {"principalId": user.user_id, "arn": user.arn, "userName": user.user_name}
    additional = {
        "LoginTo": request.build_absolute_uri("/"),
        "MobileVersion": "No",
        "MFAUsed": "Yes" if mfa_used else "No",
    }
    if name == "CheckMfa":
        additional = {"MfaType": mfa_type}
    elif mfa_serial:
        additional["MFAIdentifier"] = mfa_serial
    outcome = "Failure" if failure else "Success"
    record = _envelope(request, "signin.amazonaws.com", name, identity, read_only=False)
    record |= {
        "eventType": "AwsConsoleSignIn",
        "requestParameters": None,
        "responseElements": {name: outcome},
        "additionalEventData": additional,
        "recipientAccountId": account.account_id,
    }
    if failure:
        record["errorMessage"] = failure
    Event.objects.create(
        event_id=record["eventID"],
        event_time=request.now,
        account=account,
        event_source=record["eventSource"],
        event_name=name,
        user_name=identity["userName"],
        read_only=False,
        error_code="Failure" if failure else "",
        record=record,
    )


def record_command(account: Account, call: Call, *, command: str, now: datetime) -> None:
    """Write the event of what an operator did at the machine with `manage.py <command>`."""
    source = f"{call.action.service}.amazonaws.com"
    identity = {"type": "AWSService", "invokedBy": f"manage.py {command}"}
    record = _record(source, call.action.operation, identity, read_only=False, now=now) | {
        "eventType": "AwsServiceEvent",
        "requestParameters": call.parameters,
        "responseElements": call.response,
        "recipientAccountId": account.account_id,
    }
    Event.objects.create(
        event_id=record["eventID"],
        event_time=now,
        account=account,
        event_source=source,
        event_name=call.action.operation,
        user_name="manage.py",
        read_only=False,
        record=record,
    )


def event_of(request: ConsoleRequest, call: Call) -> dict[str, Any]:
    """The values of a call's event, by the model's columns; LookupError without a caller."""
    principal = request.principal
    if principal is None:
        raise LookupError("an event needs a caller")
    record = _envelope(
        request,
        f"{call.action.service}.amazonaws.com",
        call.action.operation,
        _identity(principal),
        read_only=call.action.read_only,
    )
    denied = call.error_code == "AccessDenied"
    record |= {
        "eventType": "AwsApiCall",
        "requestParameters": None if denied else call.parameters,
        "responseElements": None if call.action.read_only else call.response,
        "recipientAccountId": principal.account.account_id,
    }
    if request.wire is None:
        record["sessionCredentialFromConsole"] = "true"
    if call.error_code:
        record |= {
            "errorCode": call.error_code,
            "errorMessage": call.error_message[:ERROR_MAX],
        }
    return {
        "event_id": record["eventID"],
        "event_time": request.now,
        "account_id": principal.account.pk,
        "event_source": record["eventSource"],
        "event_name": call.action.operation,
        "user_name": principal.user.user_name,
        "read_only": call.action.read_only,
        "error_code": call.error_code,
        "record": record,
    }


def _identity(principal: Principal) -> dict[str, Any]:
    user = principal.user
    identity: dict[str, Any] = {
        "type": "IAMUser",
        "principalId": user.user_id,
        "arn": user.arn,
        "accountId": principal.account.account_id,
        "userName": user.user_name,
    }
    if principal.access_key_id:
        identity["accessKeyId"] = principal.access_key_id
    if principal.issued_at and principal.mfa is not None:
        identity["sessionContext"] = {
            "sessionIssuer": {},
            "webIdFederationData": {},
            "attributes": {
                "creationDate": in_iso(principal.issued_at),
                "mfaAuthenticated": "true" if principal.mfa else "false",
            },
        }
    return identity


def _envelope(
    request: ConsoleRequest, source: str, name: str, identity: dict[str, Any], *, read_only: bool
) -> dict[str, Any]:
    return _record(source, name, identity, read_only=read_only, now=request.now) | {
        "sourceIPAddress": client_address(request),
        "userAgent": request.META.get("HTTP_USER_AGENT", "")[:512].replace("\0", ""),
        "requestID": request.wire.request_id if request.wire else str(uuid.uuid4()),
    }


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
