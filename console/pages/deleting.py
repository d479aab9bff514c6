"""Delete a user, a group or a policy by its typed name, once nothing is in the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import Action
from accounts.errors import ServiceError
from console.events import Call, record_calls
from console.forms.confirmation import NameConfirmationForm
from console.gate import Gate
from console.pages.posting import render_with_error, sent
from console.requests import ConsoleRequest


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of thing that is in the way.

    `action` is the call that tells of it, `count` how many there are, `page` the holder's page
    where they are taken away.
    """

    title: str
    action: Action
    count: Callable[[Any], int]
    page: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """How holders of one kind are deleted.

    noun        "user", as the operation, the template and the name of the holder's page have it
    plural      "users", the name of the page that lists them and the folder of the template
    title       "User", as messages begin
    """

    noun: str
    plural: str
    title: str
    action: Action
    operation: Callable[..., None]
    holdings: Sequence[Holding]


def delete_named(
    request: ConsoleRequest, deletion: Deletion, holder: Any, name: str, **named: str
) -> HttpResponse:
    """Show what is in the way and ask for the name (GET); delete, and go to the list (POST).

    `named` is the parameter of the calls that names the holder: `userName="dave"`.
    """
    error: ServiceError | None = None
    form = NameConfirmationForm(sent(request), noun=deletion.noun, name=name)
    if form.is_valid():
        try:
            with request.gate.call(deletion.action, **named):
                deletion.operation(**{deletion.noun: holder})
        except ServiceError as refused:
            error = refused
        else:
            messages.success(request, f"{deletion.title} deleted\n{name} was permanently deleted.")
            return redirect(deletion.plural)
    context = {
        deletion.noun: holder,
        "form": form,
        "held": _held(request.gate, deletion.holdings, holder, **named),
        "unseen": _unseen(request.gate, deletion.holdings),
        "back": reverse(deletion.noun, args=list(named.values())),
    }
    return render_with_error(request, f"{deletion.plural}/delete.html", context, error)


def _held(
    gate: Gate, holdings: Sequence[Holding], holder: Any, **named: str
) -> list[dict[str, object]]:
    """What is in the way, as far as it may be seen: dicts with title, count and url."""
    seen = [holding for holding in holdings if gate.allows(holding.action)]
    record_calls(gate.request, [Call(holding.action, named) for holding in seen])
    counted = [(holding, holding.count(holder)) for holding in seen]
    return [
        {
            "title": holding.title,
            "count": count,
            "url": reverse(holding.page, args=list(named.values())),
        }
        for holding, count in counted
        if count
    ]


def _unseen(gate: Gate, holdings: Sequence[Holding]) -> list[str]:
    """The actions that would tell of more, and are not allowed."""
    return [holding.action.id for holding in holdings if not gate.allows(holding.action)]
