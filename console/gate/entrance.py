"""Whether a marked view or operation may be entered: decided before it runs, for pages and API."""

from typing import Any

from accounts.errors import ServiceError
from console.gate.calls import Reading
from console.gate.decorators import Mark
from console.gate.gate import Gate
from console.gate.judgement import Judgement
from console.gate.recording import record, record_failed
from console.gate.requests import ConsoleRequest
from console.requests import SAFE


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
    gate.refuse(own)
    return own


def find_missing(request: ConsoleRequest, mark: Mark) -> ServiceError | None:
    """The error for what the URL names and the account does not have. Only a caller with permission
    is told. The call leaves its event; opening a form leaves none."""
    if mark.performs is None:
        return None
    action = mark.performs[0]
    target = request.gate.judgements[action].target
    if target.missing is not None and (action.read_only or request.method not in SAFE):
        record_failed(request, action, target.missing, target.parameters, resource=target.arn)
    return target.missing


def decide_page(request: ConsoleRequest, mark: Mark, kwargs: dict[str, Any]) -> None:
    """Decide the panels and controls of a page that may be entered.

    Opening it is the call of its own reading action and of all that its panels read, recorded in
    one insert, refused panels included; what answers a form reads only the panels that it shows.
    """
    gate = request.gate
    readings = _own_reading(gate, mark)
    for shown, find_target in mark.shows:
        gate.unread[shown] = gate.judge(shown, find_target(request, **kwargs))
    for offered, find_target in mark.offers:
        gate.judge(offered, find_target(request, **kwargs))
    gate.for_each.update(mark.each)
    if request.method in SAFE:
        readings += map(Reading, gate.unread.values())
        gate.unread.clear()
    if readings:
        record(gate, readings)


def _own_reading(gate: Gate, mark: Mark) -> list[Reading]:
    if mark.performs is None or mark.calls or not mark.performs[0].read_only:
        return []
    return [Reading(gate.judgements[mark.performs[0]])]
