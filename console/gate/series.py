"""Several calls that are one change: all are decided before the first, all happen or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.actions import Action
from accounts.errors import ServiceError
from console.cloudtrail.events import Call, record_calls
from console.gate.decisions import call_for, refused
from console.gate.gate import Gate
from console.gate.judgement import Judgement
from console.gate.requests import ConsoleRequest
from console.protocol.validation import lower_camel


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a series.

    `about` is what its target is found by, as the view's `@offers_each` declares; `names` are its
    parameters by the service model's names (`UserName`); `perform` does it.
    """

    action: Action
    about: Any
    names: Mapping[str, str]
    perform: Callable[[], object]

    @property
    def parameters(self) -> dict[str, str]:
        """The same parameters, as events name them."""
        return recorded(self.names)


def recorded(names: Mapping[str, str]) -> dict[str, str]:
    """Parameters by the service model's names, as events name them.

    >>> recorded({"UserName": "alice"})
    {'userName': 'alice'}
    """
    return {lower_camel(name): value for name, value in names.items()}


def denied(gate: Gate, steps: Sequence[Step]) -> list[Judgement]:
    """The judgements that refuse a step, in the order of the steps."""
    judged = [gate.judge(step.action, gate.for_each[step.action](step.about)) for step in steps]
    return [judgement for judgement in judged if not judgement.allowed]


def record_denied(request: ConsoleRequest, judgements: Sequence[Judgement]) -> None:
    """Write the events of the refused steps; nothing was done."""
    record_calls(request, [refused(request.gate, judgement) for judgement in judgements])


def perform_all(
    request: ConsoleRequest, steps: Sequence[Step], *, lock: Callable[[], object]
) -> None:
    """Call each step, with its event; a ServiceError undoes all and leaves an event of its own.

    `lock` takes the locks of all steps first, in the order of accounts/operations/locks.py.
    """
    tried: Step | None = None
    try:
        with transaction.atomic():
            lock()
            for step in steps:
                tried = step
                with call_for(request.gate, step.action, step.about, **step.parameters):
                    step.perform()
    except ServiceError as error:
        if tried is not None:
            record_calls(request, [Call.failed(tried.action, error, tried.parameters)])
        raise
