"""The gate of one request: the few ways in which an action is called."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction

from accounts.actions import Action
from accounts.errors import ServiceError
from console.gate.calls import Answer, Reading
from console.gate.decisions import Decisions
from console.gate.judgement import Judgement, error_of
from console.gate.recording import (
    record,
    record_failed,
    record_performed,
    record_refused,
    taken_down,
)
from console.requests import SAFE

Row = TypeVar("Row")


@dataclass
class Gate(Decisions):
    """Made by `with_gate` for a request with a caller: its decisions, and the calls they allow.

    perform      one call of an action that was decided before the view ran
    perform_for  one call of an action declared for each row, decided here
    find         the row that a form is about, before its call
    read, read_each   the events of what a page reads, where nothing can fail
    show         the same for a panel, once
    refuse       the events of calls that are asked for and not allowed

    Several calls that happen together or not at all are `console.gate.series.perform_all`.
    """

    unread: dict[Action, Judgement] = field(default_factory=dict)  # of panels, until shown

    @contextmanager
    def perform(
        self, action: Action, first: Callable[[], Any] | None = None, /, **parameters: Any
    ) -> Iterator[Answer]:
        """Perform an allowed action: `with gate.perform(ACTION, userName=...) as answer:`.

        The operation and its event are one transaction; what only reads needs none. A ServiceError
        undoes the operation (but for a counted attempt), is recorded in an event of its own, and
        goes on to the view. `first` is what takes long and may be refused as well: it is done
        before the transaction, so that nobody waits for it, and stands in `answer.prepared`.
        PermissionError for an action that was refused, KeyError for one that was not declared.
        """
        self._must_allow(self.judgements[action])
        resource = self.judgements[action].target.arn
        answer, event = Answer(), taken_down(self.request, action, parameters, resource=resource)
        kept: ServiceError | None = None
        try:
            if first is not None:
                answer.prepared = first()
            with nullcontext() if action.read_only else transaction.atomic():
                try:
                    yield answer
                    record_performed(event, action, answer)
                except ServiceError as error:
                    if error.undoes:
                        raise
                    kept = error
                    record_failed(self.request, action, error, parameters, resource=resource)
        except ServiceError as error:
            record_failed(self.request, action, error, parameters, resource=resource)
            raise
        if kept is not None:
            raise kept

    @contextmanager
    def perform_for(self, action: Action, row: Any, /, **parameters: Any) -> Iterator[Answer]:
        """Perform an action that the view declared for each row on this one, if it is allowed.

        A refused one leaves its event and is the error that AWS answers, so that a view of several
        calls can go on with the next.
        """
        judgement = self.judge(action, self.for_each[action](row))
        if not judgement.allowed:
            self.refuse(judgement)
            raise error_of(judgement, self.request)
        with self.perform(action, **parameters) as answer:
            yield answer

    def find(self, action: Action, find: Callable[[], Row], /, **parameters: Any) -> Row:
        """The row that a form is about, found by `find` before the action is performed.

        A ServiceError goes on to the view. Where the form was sent, it is what the call is
        answered, and leaves its event.
        """
        try:
            return find()
        except ServiceError as error:
            if self.request.method not in SAFE:
                record_failed(self.request, action, error, parameters)
            raise

    def read(self, action: Action, **parameters: Any) -> None:
        """Write the event of an allowed reading action; its parameters are those of its target
        where none are named."""
        self.read_each([Reading(self.judgements[action], parameters)])

    def read_each(self, readings: Iterable[Reading]) -> None:
        """Write the events of several allowed calls in their order, in one insert."""
        found = list(readings)
        for reading in found:
            self._must_allow(reading.judgement)
        if found:
            record(self, found)

    def show(self, action: Action) -> Judgement:
        """The judgement of a panel's action; its event, read or refused, is written once."""
        judgement = self.unread.pop(action, None)
        if judgement is not None:
            record(self, [Reading(judgement)])
        return self.judgements[action]

    def refuse(self, *judgements: Judgement) -> None:
        """Write the events of refused calls, in one insert: of offered actions that a form requests
        nevertheless, or of the steps of a series."""
        record_refused(self, judgements)

    def _must_allow(self, judgement: Judgement) -> None:
        if not judgement.allowed:
            raise PermissionError(f"{judgement.action.id} was not allowed")
