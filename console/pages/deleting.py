"""Delete a user, a group or a policy by its typed name, and what it holds with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import Action
from accounts.errors import ServiceError
from console.command_lines import command_line
from console.events import Call, record_calls
from console.forms.confirmation import NameConfirmationForm
from console.gate import Gate, Judgement
from console.pages.posting import render_with_error, sent
from console.requests import ConsoleRequest
from console.series import Step, denied, perform_all, record_denied


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that goes with its holder: what it is called, and the calls that take it away."""

    name: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of thing that goes with the holder.

    `action` is the call that tells of it, `items` finds the things.
    """

    title: str
    action: Action
    items: Callable[[], list[Item]]


@dataclass(frozen=True, slots=True)
class Deletion:
    """What is deleted, and how.

    noun        "user", as the template and the name of the holder's page have it
    plural      "users", the name of the page that lists them and the folder of the template
    title       "User", as messages begin
    holder      the row, and its name, which is typed to confirm
    last        the step that deletes the holder itself; its parameters name the holder
    lock        takes the locks of all steps
    in_the_way  what must be taken away by hand before, a sentence for each
    """

    noun: str
    plural: str
    title: str
    holder: Any
    name: str
    holdings: Sequence[Holding]
    last: Step
    lock: Callable[[], object]
    in_the_way: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of thing in the dialog: how it is called, its items, and what refuses to take them."""

    title: str
    items: list[Item]
    refusals: list[Judgement]

    @property
    def lacks(self) -> str:
        """The actions that are not allowed, "" where all are."""
        return ", ".join(dict.fromkeys(judgement.action.id for judgement in self.refusals))


def item(name: str, action: Action, about: Any, perform: Callable[[], object], **ids: str) -> Item:
    """A thing that one call takes away; `ids` are its parameters, as `Step.names` has them."""
    return Item(name, [Step(action, about, ids, perform)])


def delete_named(request: ConsoleRequest, deletion: Deletion) -> HttpResponse:
    """Show what goes with the holder and ask for its name (GET); delete all, or nothing (POST)."""
    gate, error, refused = request.gate, None, False
    parts = _parts(gate, deletion)
    steps = [step for part in parts for item in part.items for step in item.steps]
    steps.append(deletion.last)
    lacking = [judgement for part in parts for judgement in part.refusals]
    form = NameConfirmationForm(sent(request), noun=deletion.noun, name=deletion.name)
    if form.is_valid() and lacking:
        record_denied(request, lacking)
        refused = True
    elif form.is_valid():
        try:
            perform_all(request, steps, lock=deletion.lock)
        except ServiceError as failed:
            error = failed
        else:
            text = f"{deletion.name} was permanently deleted."
            messages.success(request, f"{deletion.title} deleted\n{text}")
            return redirect(deletion.plural)
    seen = [holding.action for holding in deletion.holdings if gate.allows(holding.action)]
    record_calls(request, [Call(action, deletion.last.parameters) for action in seen])
    context = {
        deletion.noun: deletion.holder,
        "form": form,
        "parts": parts,
        "in_the_way": deletion.in_the_way,
        "lacking": list(dict.fromkeys(map(_lack, lacking))),
        "refused": refused,
        "unseen": [one.action.id for one in deletion.holdings if not gate.allows(one.action)],
        "commands": [command_line(step.action, **step.names) for step in steps],
        "back": reverse(deletion.noun, args=list(deletion.last.parameters.values())),
    }
    response = render_with_error(request, f"{deletion.plural}/delete.html", context, error)
    if refused:
        response.status_code = 403
    return response


def _parts(gate: Gate, deletion: Deletion) -> list[Part]:
    """What goes with the holder, as far as it may be seen."""
    seen = [holding for holding in deletion.holdings if gate.allows(holding.action)]
    found = [(holding.title, holding.items()) for holding in seen]
    return [
        Part(title, items, denied(gate, [step for item in items for step in item.steps]))
        for title, items in found
        if items
    ]


def _lack(judgement: Judgement) -> str:
    return f"{judgement.action.id} on {judgement.target.printed}"
