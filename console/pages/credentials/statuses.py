"""Activate and deactivate a credential of any kind, by the same dialog."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse

from accounts.actions import Action
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from credentials.models import Status


@dataclass(frozen=True, slots=True)
class Switch:
    """A kind of credential that has a status.

    noun        "Access key", as messages begin
    action      the API's call, with the `parameter` that names the credential, as events spell it
    argument    the same in the operations `find` and `update`
    template    the dialog
    """

    noun: str
    action: Action
    parameter: str
    argument: str
    find: Callable[..., Any]
    update: Callable[..., None]
    template: str


def set_status(
    request: ConsoleRequest,
    switch: Switch,
    credential_id: str,
    status: Status,
    *,
    name: str = "",
    back: str = "",
) -> HttpResponse:
    """Give a credential of the view's user a status, once it is confirmed.

    `name` is what the user knows the credential by, where that is not its id; `back` is the URL
    of the page that lists it, unless that is the page of credentials.
    """
    user = request.gate.row(switch.action)
    ids = {"user": user, switch.argument: credential_id}
    name, done = name or credential_id, "activated" if status == Status.ACTIVE else "deactivated"
    change = Change(
        action=switch.action,
        find=partial(switch.find, **ids),
        perform=partial(switch.update, **ids, status=status),
        done=f"{switch.noun} {done}",
        text=f"{name} is now {status.lower()}.",
        not_done=f"{switch.noun} not {done}",
        back=back,
        parameters={
            "userName": user.user_name,
            switch.parameter: credential_id,
            "status": str(status),
        },
        status=status,
        already=f"{name} is {status.lower()} already.",
    )
    return confirm(request, switch.template, change)
