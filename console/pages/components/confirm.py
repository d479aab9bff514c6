"""A dialog that asks before one change is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.actions import Action
from accounts.errors import ServiceError
from console.gate.requests import ConsoleRequest
from console.refusals import failed
from console.web import flashes
from console.web.subject import address
from credentials.models import Status


@dataclass(frozen=True, slots=True)
class Change:
    """A change that a dialog asks to confirm.

    action      what is performed, with its API `parameters` in CloudTrail's names
    find        the row that the dialog shows; a ServiceError where there is none
    perform     the operation, which finds the row by itself
    done        the message afterwards: a heading, a line break, a text
    back        the name of the page that is shown then, or its address
    """

    action: Action
    find: Callable[[], object]
    perform: Callable[[], object]
    done: str
    back: str = "security_credentials"
    parameters: Mapping[str, Any] = field(default_factory=dict)


def confirm(request: ConsoleRequest, template: str, change: Change) -> HttpResponse:
    """Ask (GET), or do it, say so and go back (POST); an operation's error is a page.

    Nothing is asked where the row has the status that it would be given.
    """
    back = address(request, change.back)
    try:
        if request.method != "POST":
            row, status = change.find(), change.parameters.get("status", "")
            if status and getattr(row, "status", None) == status:
                flashes.info(request, "Nothing to change", f"{row} is {status.lower()} already.")
                return redirect(back)
            context = {"row": row, "status": status, "back": back}
            return render(request, template, context)
        with request.gate.call(change.action, **change.parameters):
            change.perform()
    except ServiceError as error:
        return failed(request, error, heading=not_done(change.done), back=back)
    flashes.success(request, *change.done.split("\n", 1))
    return redirect(back)


def switched(noun: str, name: str, status: Status) -> str:
    """What is said when a credential was activated or deactivated.

    >>> switched("Access key", "AKIA", Status.INACTIVE)
    'Access key deactivated\\nAKIA is now inactive.'
    """
    done = "activated" if status == Status.ACTIVE else "deactivated"
    return f"{noun} {done}\n{name} is now {status.lower()}."


def not_done(done: str) -> str:
    """The heading of a failure, from the message of a success.

    >>> not_done("Access key deleted\\nIt is gone.")
    'Access key not deleted'
    """
    thing, _, participle = done.partition("\n")[0].rpartition(" ")
    return f"{thing} not {participle}"
