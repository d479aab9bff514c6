"""Several calls that are one change: all are decided before the first, all happen or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.actions import Action
from accounts.errors import ServiceError
from console.gate.calls import Answer
from console.gate.gate import Gate
from console.gate.judgement import Judgement
from console.gate.recording import record_failed, record_performed, taken_down
from console.protocol.validation import lower_camel


class Refused(Exception):
    """Steps of a series are not allowed: none was performed, each refused one has its event.

    `judgements` are those that refuse, in the order of the steps.
    """

    def __init__(self, judgements: Sequence[Judgement]) -> None:
        super().__init__()
        self.judgements = judgements


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a series.

    `about` is what its target is found by, as the view's `@offers_each` declares; `names` are its
    parameters by the service model's names (`UserName`); `perform` does it. `answer` makes what the
    call answers, by the same names, of what that gives.
    """

    action: Action
    about: Any
    names: Mapping[str, Any]
    perform: Callable[[], object]
    answer: Callable[[Any], Mapping[str, Any] | None] | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """The same parameters, as events name them."""
        return recorded(self.names)


def recorded(names: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters by the service model's names, as events name them.

    >>> recorded({"UserName": "alice"})
    {'userName': 'alice'}
    """
    return {lower_camel(name): value for name, value in names.items()}


def denied(gate: Gate, steps: Sequence[Step]) -> list[Judgement]:
    """The judgements that refuse a step, in the order of the steps."""
    return [judgement for judgement in _judged(gate, steps) if not judgement.allowed]


def _judged(gate: Gate, steps: Sequence[Step]) -> list[Judgement]:
    return [gate.judge(step.action, gate.for_each[step.action](step.about)) for step in steps]


def perform_all(
    gate: Gate, begin: Callable[[], Sequence[Step]], *, meant: Action | None = None
) -> None:
    """Call each step, with its event, in one transaction; Refused where one is not allowed.

    `begin` takes the locks of all steps, in the order of accounts/operations/locks.py, and gives
    the steps. A ServiceError undoes all and leaves an event of its own: of the step that raised it,
    or of the action that is `meant` where `begin` raised it.
    """
    tried: tuple[Step, str] | None = None
    try:
        with transaction.atomic():
            steps = begin()
            judged = _judged(gate, steps)
            refused = [judgement for judgement in judged if not judgement.allowed]
            if refused:
                raise Refused(refused)
            for step, judgement in zip(steps, judged, strict=True):
                tried = step, judgement.target.arn
                _perform(gate, *tried)
    except Refused as error:
        gate.refuse(*error.judgements)
        raise
    except ServiceError as error:
        if tried is not None:
            step, arn = tried
            record_failed(gate.request, step.action, error, step.parameters, resource=arn)
        elif meant is not None:
            record_failed(gate.request, meant, error, {})
        raise


def _perform(gate: Gate, step: Step, resource: str) -> None:
    event = taken_down(gate.request, step.action, step.parameters, resource=resource)
    made = step.perform()
    record_performed(event, step.action, Answer(step.answer(made) if step.answer else None))
