"""Start, end, extend, freeze a class: for all of it at once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.actions import UPDATE_CLASS
from console.forms.training.schedule import ExtendForm, StartForm
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import require_safe_or_post, sent
from console.training import schedule
from console.training.targets import named_class
from console.web import flashes


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    """A change of a class's time. `perform(class, real_now=real time, **what the form asks)`."""

    title: str
    explains: str
    done: str
    perform: Callable[..., None]
    form: type[Form] = Form


CHANGES = {
    "start": ScheduleChange(
        "Start the class",
        "Everybody's labs open now, and the time begins.",
        "The class has begun.",
        schedule.start,
        StartForm,
    ),
    "extend": ScheduleChange(
        "Give more time", "The end moves for everybody.", "The end has moved.",
        schedule.extend, ExtendForm,
    ),
    "freeze": ScheduleChange(
        "Freeze the class",
        "The time stands still. Learners keep their console, but no step counts until it goes on.",
        "The time stands still.",
        schedule.freeze,
    ),
    "go-on": ScheduleChange(
        "Go on", "The time goes on, and so do the labs.", "The class goes on.", schedule.go_on
    ),
    "end": ScheduleChange(
        "End the class",
        "No step counts any more. Learners keep their accounts until the class is deleted.",
        "The class has ended.",
        schedule.end,
    ),
}  # fmt: skip


@performs(UPDATE_CLASS, on=named_class)
@require_safe_or_post
def change_schedule(request: ConsoleRequest, class_name: str, schedule_change: str) -> HttpResponse:
    """Ask (GET), or do it and go back to the board (POST)."""
    if schedule_change not in CHANGES:
        raise Http404
    chosen, in_class = CHANGES[schedule_change], request.gate.row(UPDATE_CLASS)
    form = chosen.form(sent(request))
    back = reverse("class_board", args=[in_class.name])
    if not form.is_valid():
        context = {"change": chosen, "form": form, "class": in_class, "back": back}
        return render(request, "training/board/change.html", context)
    asked = {"className": in_class.name, "change": schedule_change}
    with request.gate.perform(UPDATE_CLASS, **asked):
        chosen.perform(in_class, real_now=request.real_now, **form.cleaned_data)
    flashes.success(request, chosen.title, chosen.done)
    return redirect(back)
