"""Delete users, a group or a policy after a typed word, and what they hold with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import Action
from accounts.errors import ServiceError
from console.forms.components.confirmation import NameConfirmationForm
from console.gate.calls import Reading
from console.gate.gate import Gate
from console.gate.judgement import Judgement
from console.gate.requests import ConsoleRequest
from console.gate.series import Step, denied, perform_all
from console.pages.components.forms import render_with_error, sent
from console.web import flashes
from console.web.command_lines import command_line


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
    judge       the judgement of the call that tells of a kind of thing
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
    judge: Callable[[Action], Judgement]
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


@dataclass(frozen=True, slots=True)
class Plan:
    """A deletion with what goes with it, as far as the caller may see that.

    `judged` are the calls that tell of it, each decided once; `steps` are all calls of the
    deletion, the holder's own last; `lacking` are the judgements that refuse one.
    """

    deletion: Deletion
    judged: list[Judgement]
    parts: list[Part]
    steps: list[Step]
    lacking: list[Judgement]

    @property
    def unseen(self) -> list[str]:
        """The actions that would list more of what the holder has, and are not allowed."""
        return [judgement.action.id for judgement in self.judged if not judgement.allowed]

    @property
    def readings(self) -> list[Reading]:
        """The calls that told of what goes with the holder."""
        return [Reading(judgement) for judgement in self.judged if judgement.allowed]


def item(name: str, action: Action, about: Any, perform: Callable[[], object], **ids: str) -> Item:
    """A thing that one call takes away; `ids` are its parameters, as `Step.names` has them."""
    return Item(name, [Step(action, about, ids, perform)])


def plan_of(gate: Gate, deletion: Deletion) -> Plan:
    """What the deletion would do, and what of it is refused."""
    judged = [deletion.judge(holding.action) for holding in deletion.holdings]
    found = [
        (holding.title, holding.items())
        for holding, judgement in zip(deletion.holdings, judged, strict=True)
        if judgement.allowed
    ]
    parts = [
        Part(title, items, denied(gate, [step for item in items for step in item.steps]))
        for title, items in found
        if items
    ]
    steps = [step for part in parts for item in part.items for step in item.steps]
    lacking = [judgement for part in parts for judgement in part.refusals]
    last = deletion.last
    return Plan(deletion, judged, parts, [*steps, last], [*lacking, *denied(gate, [last])])


def delete_named(request: ConsoleRequest, deletion: Deletion) -> HttpResponse:
    """Show what goes with the holder and ask for its name (GET); delete all, or nothing (POST)."""
    plan = plan_of(request.gate, deletion)
    form = NameConfirmationForm(sent(request), noun=deletion.noun, name=deletion.name)
    context = {
        deletion.noun: deletion.holder,
        "parts": plan.parts,
        "in_the_way": deletion.in_the_way,
        "unseen": plan.unseen,
        "back": reverse(deletion.noun, args=list(deletion.last.parameters.values())),
    }
    title, text = f"{deletion.title} deleted", f"{deletion.name} was permanently deleted."
    template = f"{deletion.plural}/delete.html"
    return delete_planned(request, [plan], form, deletion.lock, template, context, (title, text))


def delete_planned(
    request: ConsoleRequest,
    plans: Sequence[Plan],
    form: Form,
    lock: Callable[[], object],
    template: str,
    context: Mapping[str, Any],
    done: tuple[str, str],
) -> HttpResponse:
    """Ask for confirmation, and then delete all that is planned, or nothing.

    `lock` takes the locks of all plans; `done` are the title and the text of the message.
    """
    gate, error, refused = request.gate, None, False
    steps = [step for plan in plans for step in plan.steps]
    lacking = [judgement for plan in plans for judgement in plan.lacking]
    if form.is_valid() and lacking:
        gate.refuse(*lacking)
        refused = True
    elif form.is_valid():

        def begin() -> list[Step]:
            lock()
            return steps

        try:
            perform_all(gate, begin)
        except ServiceError as failed:
            error = failed
        else:
            flashes.success(request, *done)
            return redirect(plans[0].deletion.plural)
    gate.read_each(reading for plan in plans for reading in plan.readings)
    shown = {
        "form": form,
        "lacking": list(dict.fromkeys(map(_lack, lacking))),
        "refused": refused,
        "commands": [command_line(step.action, **step.names) for step in steps],
    }
    response = render_with_error(request, template, {**context, **shown}, error)
    if refused:
        response.status_code = 403
    return response


def _lack(judgement: Judgement) -> str:
    return f"{judgement.action.id} on {judgement.target.printed}"
