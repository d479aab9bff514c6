"""Calls that no policy decides: of an operator at the machine, with `manage.py`, and of whoever
runs a class, in the accounts of its learners.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import Action
from accounts.models import Account
from accounts.operations.steps import Step
from console.cloudtrail.events import OPERATOR, Call, record_command


@contextmanager
def perform_as_operator(
    account: Account,
    action: Action,
    *,
    command: str,
    now: datetime,
    by: str = OPERATOR,
    **parameters: Any,
) -> Iterator[None]:
    """The block performs the action; operation and event are one transaction.

    `command` is the name of the manage.py command, as the event has it, or of what else does it,
    which `by` names; `parameters` are those of the call, in CloudTrail's names. A ServiceError
    undoes the operation and leaves no event.
    """
    with transaction.atomic():
        yield
        record_command(account, Call(action, parameters or None), command=command, by=by, now=now)


@transaction.atomic
def perform_all_as_operator(
    account: Account, steps: Iterable[Step], *, command: str, now: datetime, by: str = OPERATOR
) -> None:
    """Perform the steps in their order, each with its event: all happen or none."""
    for step in steps:
        with perform_as_operator(
            account, step.action, command=command, by=by, now=now, **step.parameters
        ):
            step.perform()
