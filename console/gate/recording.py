"""The events of calls: the one place where performed, failed and refused calls are recorded.

A refused call leaves an authorization record beside its event, by which it is explained for a day.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.actions import Action
from accounts.errors import ServiceError
from console.authorization_details.records import RefusedCall, write
from console.cloudtrail.events import Call, event_of, record_answered, record_calls
from console.cloudtrail.redaction import answered
from console.gate.calls import Answer, Reading
from console.gate.decisions import Decisions
from console.gate.judgement import Judgement, error_of
from console.requests import CallerRequest


def record(decisions: Decisions, readings: Sequence[Reading]) -> None:
    """Write the events of reading calls, allowed or refused, in one insert; the records of those
    that were refused in another."""
    calls = [_call(decisions.request, reading) for reading in readings]
    refused = [reading.judgement for reading in readings if not reading.judgement.allowed]
    if not refused:
        record_calls(decisions.request, calls)
        return
    with transaction.atomic():
        record_calls(decisions.request, calls)
        write(
            decisions.request,
            [RefusedCall(each.event_id, (*each.before, each.decision)) for each in refused],
            context=decisions.context,
            policies=decisions.policies + decisions.session_policies,
        )


def _call(request: CallerRequest, reading: Reading) -> Call:
    judgement = reading.judgement
    if not judgement.allowed:
        error, found_by = error_of(judgement, request), judgement.event_id
        return Call.refused(
            judgement.action, error, resource=judgement.target.arn, event_id=found_by
        )
    asked = reading.parameters or judgement.target.parameters
    if reading.error is not None:
        return Call.failed(judgement.action, reading.error, asked, resource=judgement.target.arn)
    return Call(judgement.action, asked or None, resource=judgement.target.arn)


def record_refused(decisions: Decisions, judgements: Iterable[Judgement]) -> None:
    """Write the events and the records of calls that were not allowed; nothing is performed."""
    record(decisions, [Reading(judgement) for judgement in judgements])


def record_failed(
    request: CallerRequest,
    action: Action,
    error: ServiceError,
    parameters: Mapping[str, Any],
    *,
    resource: str = "",
) -> None:
    """Write the event of a call that was allowed on this resource and answered with an error."""
    record_calls(request, [Call.failed(action, error, parameters, resource=resource)])


def taken_down(
    request: CallerRequest, action: Action, parameters: Mapping[str, Any], *, resource: str
) -> dict[str, Any]:
    """The event of a call that begins, allowed on this resource: it may change the caller's own
    name."""
    return event_of(request, Call(action, parameters or None, resource=resource))


def record_performed(event: dict[str, Any], action: Action, answer: Answer) -> None:
    """Write the event of a call that was taken down and has its answer."""
    record_answered(event, answered(action, answer.response))
