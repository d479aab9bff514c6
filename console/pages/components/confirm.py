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
from console.web.subject import subject_url
from credentials.models import Status


@dataclass(frozen=True, slots=True)
class Change:
    """A change that a dialog asks to confirm.

    action      what is performed, with its API `parameters` in CloudTrail's names
    find        the row that the dialog shows; a ServiceError where there is none
    perform     the operation, which finds the row by itself
    done, text  the heading and the body of the message afterwards
    not_done    the heading of the page that says why it was not done
    back        the URL of the page that is shown then; "" for the page of credentials
    status      what the row's status becomes; where it is that `already`, that is said instead
    """

    action: Action
    find: Callable[[], object]
    perform: Callable[[], object]
    done: str
    text: str
    not_done: str
    back: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    status: Status | None = None
    already: str = ""


def confirm(request: ConsoleRequest, template: str, change: Change) -> HttpResponse:
    """Ask (GET), or do it, say so and go back (POST); an operation's error is a page."""
    back = change.back or subject_url(request, "security_credentials")
    try:
        if request.method != "POST":
            row: Any = change.find()
            if change.status and row.status == change.status:
                flashes.info(request, "Nothing to change", change.already)
                return redirect(back)
            context = {"row": row, "status": change.status, "back": back}
            return render(request, template, context)
        with request.gate.perform(change.action, **change.parameters):
            change.perform()
    except ServiceError as error:
        return failed(request, error, heading=change.not_done, back=back)
    flashes.success(request, change.done, change.text)
    return redirect(back)
