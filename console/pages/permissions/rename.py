"""Give a user or a group another name, another path, or both."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.errors import ServiceError
from accounts.models import Group, User
from console.gate.requests import ConsoleRequest
from console.pages.components import identities
from console.pages.components.forms import render_with_error, sent
from console.pages.components.identities import name_of
from console.targets.parameters import new_path
from console.web import flashes


def edit(request: ConsoleRequest, row: User | Group, form_class: type[forms.Form]) -> HttpResponse:
    """The form with the present name and path (GET); change what was changed in it (POST)."""
    kind, error = identities.of(row), None
    back = kind.url(kind.noun, row)
    old = {f"new_{kind.noun}_name": name_of(row), "new_path": row.path}
    form = form_class(sent(request), initial=old)
    if form.is_valid():
        try:
            _update(request, row, form)
        except ServiceError as refused:
            error = refused
        else:
            return redirect(kind.noun, name_of(row))
    shown = request.POST.get("shown_path", row.path)
    context = {kind.noun: row, "form": form, "back": back, "shown_path": shown}
    return render_with_error(request, f"{kind.noun}s/edit.html", context, error)


def _update(request: ConsoleRequest, row: User | Group, form: forms.Form) -> None:
    """Change what was changed in the form, and say so.

    A path that was changed in another tab meanwhile stays, unless the form changes it too.
    """
    kind = identities.of(row)
    new = {name: value for name, value in form.cleaned_data.items() if name in form.changed_data}
    stays = "new_path" in new and not new_path(request)
    if stays:
        del new["new_path"]
    if not new:
        text = f"The {kind.noun} has this name and path already."
        flashes.info(request, "Nothing to change", text)
        return
    members = {f"new_{kind.noun}_name": f"new{kind.noun.capitalize()}Name", "new_path": "newPath"}
    asked = {members[name]: value for name, value in new.items()}
    with request.gate.perform(kind.update, **kind.parameters(row, **asked)):
        kind.update_row(**kind.kwargs(row), **new)
    text = f"Its ARN is now {row.arn}."
    if stays:
        text += f" Its path was changed to {row.path} while the form was open, and stays."
    flashes.success(request, f"{kind.title} updated", text)
