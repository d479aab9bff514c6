"""Calls of an operator at the machine, with `manage.py`: no policy decides them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import Action
from accounts.models import Account
from accounts.operations.steps import Step
from console.cloudtrail.events import Call, record_command


@contextmanager
def perform_as_operator(
    account: Account, action: Action, *, command: str, now: datetime, **parameters: Any
) -> Iterator[None]:
    """The block performs the action; operation and event are one transaction.

    `command` is the name of the manage.py command, as the event has it; `parameters` are those of
    the call, in CloudTrail's names. A ServiceError undoes the operation and leaves no event.
    """
    with transaction.atomic():
        yield
        record_command(account, Call(action, parameters or None), command=command, now=now)


@transaction.atomic
def perform_all_as_operator(
    account: Account, steps: Iterable[Step], *, command: str, now: datetime
) -> None:
    """Perform the steps in their order, each with its event: all happen or none."""
    for step in steps:
        with perform_as_operator(account, step.action, command=command, now=now, **step.parameters):
            step.perform()
