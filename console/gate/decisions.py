"""Whether a marked view may be entered: one decision for pages and API."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts.actions import Action
from console.cloudtrail.events import Call, record_calls
from console.gate.decorators import Mark
from console.gate.gate import Answer, Gate
from console.gate.judgement import Judgement, error_of
from console.gate.requests import ConsoleRequest


def decide(request: ConsoleRequest, mark: Mark, kwargs: dict[str, Any]) -> Judgement | None:
    """The judgement that refuses the view's own action, its event written; None to enter it."""
    gate = request.gate
    if mark.performs is None:
        raise LookupError("a view that is not public performs an action")
    action, find_target = mark.performs
    target = find_target(request, **kwargs)
    own = gate.grant(action, target) if mark.undeniable else gate.judge(action, target)
    if own.allowed:
        return None
    record_refused(gate, own)
    return own


@contextmanager
def call_for(gate: Gate, action: Action, row: Any, **parameters: Any) -> Iterator[Answer]:
    """Perform an action that the view declared for each row, on this one, if it is allowed.

    A refused one leaves its event and is the error that AWS answers, so that a view of several
    calls can go on with the next.
    """
    judgement = gate.judge(action, gate.for_each[action](row))
    if not judgement.allowed:
        record_refused(gate, judgement)
        raise error_of(judgement, gate.principal.arn)
    with gate.call(action, **parameters) as answer:
        yield answer


def record_refused(gate: Gate, judgement: Judgement) -> None:
    """Write the event of an action that was not allowed."""
    record_calls(gate.request, [refused(gate, judgement)])


def read(judgement: Judgement) -> Call:
    """The call of a reading action that was allowed, for its event."""
    return Call(judgement.action, judgement.target.parameters or None)


def refused(gate: Gate, judgement: Judgement) -> Call:
    """The call of an action that was not allowed, for its event."""
    return Call.failed(judgement.action, error_of(judgement, gate.principal.arn))
