"""The events of calls: the one place where performed, failed and refused calls are recorded."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.actions import Action
from accounts.errors import ServiceError
from console.cloudtrail.events import Call, event_of, record_answered, record_calls
from console.cloudtrail.redaction import answered
from console.gate.calls import Answer, Reading
from console.gate.judgement import Judgement, error_of
from console.requests import CallerRequest, caller_of


def record(request: CallerRequest, readings: Iterable[Reading]) -> None:
    """Write the events of reading calls, allowed or refused, in one insert."""
    arn = caller_of(request).arn
    record_calls(request, [_call(reading, arn) for reading in readings])


def _call(reading: Reading, caller_arn: str) -> Call:
    judgement = reading.judgement
    if not judgement.allowed:
        return _refused(judgement, caller_arn)
    asked = reading.parameters or judgement.target.parameters
    if reading.error is not None:
        return Call.failed(judgement.action, reading.error, asked, resource=judgement.target.arn)
    return Call(judgement.action, asked or None, resource=judgement.target.arn)


def _refused(judgement: Judgement, caller_arn: str) -> Call:
    error = error_of(judgement, caller_arn)
    return Call.failed(judgement.action, error, resource=judgement.target.arn)


def record_refused(request: CallerRequest, judgements: Iterable[Judgement]) -> None:
    """Write the events of calls that were not allowed, in one insert; nothing is performed."""
    arn = caller_of(request).arn
    record_calls(request, [_refused(judgement, arn) for judgement in judgements])


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
