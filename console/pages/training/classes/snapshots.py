"""The saved states of a class: save, bring back, delete."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import DELETE_SNAPSHOT, GET_CLASS, RESTORE_CLASS, SAVE_CLASS
from accounts.errors import ServiceError
from console.forms.training.snapshots import RestoreForm, SaveForm
from console.gate.decorators import offers, performs
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.refusals import failed
from console.training.models import Class
from console.training.snapshots import snapshots as operations
from console.training.targets import named_class
from console.web import flashes


@offers(SAVE_CLASS, RESTORE_CLASS, DELETE_SNAPSHOT, on=named_class)
@performs(GET_CLASS, on=named_class)
@require_safe
def snapshots(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """The saved states of a class, the newest first."""
    row: Class = request.gate.row(GET_CLASS)
    found = list(operations.list_snapshots(of=row))
    context = {"class": row, "snapshots": found, "most": operations.PER_CLASS}
    return render(request, "training/snapshots/list.html", context)


@performs(SAVE_CLASS, on=named_class)
@require_safe_or_post
def save(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """Save the class as it is now, under a name."""
    row: Class = request.gate.row(SAVE_CLASS)
    form = SaveForm(sent(request), initial={"snapshot_name": f"{request.real_now:%B %-d, %H:%M}"})
    error: ServiceError | None = None
    if form.is_valid():
        try:
            return _saved(request, row, form.cleaned_data["snapshot_name"])
        except ServiceError as refused:
            form.add_error("snapshot_name", str(refused))
            error = refused
    context = {"form": form, "class": row, "back": _list_of(row)}
    return render_with_error(request, "training/snapshots/save.html", context, error)


def _saved(request: ConsoleRequest, row: Class, name: str) -> HttpResponse:
    asked = {"className": row.name, "snapshotName": name}
    with request.gate.perform(SAVE_CLASS, lambda: operations.collect(row), **asked) as answer:
        found = answer.prepared
        operations.save_class(of=row, name=name, collected=found, real_now=request.real_now)
    text = f"{found.seats} seat{pluralize(found.seats)} can be brought back to it."
    flashes.success(request, f"{name} saved", text)
    return redirect(_list_of(row))


@performs(RESTORE_CLASS, on=named_class)
@require_safe_or_post
def restore(request: ConsoleRequest, class_name: str, snapshot_number: int) -> HttpResponse:
    """Bring all seats, or one, back to a saved state."""
    row: Class = request.gate.row(RESTORE_CLASS)
    asked: dict[str, Any] = {"className": row.name, "snapshotNumber": snapshot_number}
    try:
        found = request.gate.find(
            RESTORE_CLASS,
            lambda: operations.find_snapshot(of=row, number=snapshot_number),
            **asked,
        )
        form = RestoreForm(sent(request), seats=operations.seats_in(found))
        if form.is_valid():
            if form.chosen:
                asked["seatNumber"] = form.chosen.number
            states = lambda: operations.states_of(found, form.chosen)  # noqa: E731
            with request.gate.perform(RESTORE_CLASS, states, **asked) as answer:
                restored = operations.restore_class(of=row, states=answer.prepared)
            return _restored(request, row, restored)
    except ServiceError as error:
        return failed(request, error, heading="The class was not restored", back=_list_of(row))
    context = {"form": form, "snapshot": found, "class": row, "back": _list_of(row)}
    return render(request, "training/snapshots/restore.html", context)


def _restored(request: ConsoleRequest, row: Class, found: operations.Restored) -> HttpResponse:
    text = f"{found.seats} seat{pluralize(found.seats)} brought back."
    if found.left:
        text += f" {found.left} could not be: gone, or with another account now."
    flashes.success(request, "Class restored", text)
    return redirect(_list_of(row))


@performs(DELETE_SNAPSHOT, on=named_class)
@require_safe_or_post
def delete(request: ConsoleRequest, class_name: str, snapshot_number: int) -> HttpResponse:
    """Delete a saved state; the class stays as it is."""
    row: Class = request.gate.row(DELETE_SNAPSHOT)
    return confirm(
        request,
        "training/snapshots/delete.html",
        Change(
            action=DELETE_SNAPSHOT,
            find=lambda: operations.find_snapshot(of=row, number=snapshot_number),
            perform=lambda: operations.delete_snapshot(of=row, number=snapshot_number),
            done="Saved state deleted",
            text=f"The class {row.name} stays as it is.",
            not_done="The saved state was not deleted",
            back=_list_of(row),
            parameters={"className": row.name, "snapshotNumber": snapshot_number},
        ),
    )


def _list_of(row: Class) -> str:
    return reverse("class_snapshots", args=[row.name])
