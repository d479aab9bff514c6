"""Delete a class with everything in it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import DELETE_CLASS
from accounts.errors import ServiceError
from console.forms.components.confirmation import NameConfirmationForm
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.training import classes
from console.training.models import Class
from console.training.targets import named_class
from console.web import flashes


@performs(DELETE_CLASS, on=named_class)
@require_safe_or_post
def delete(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """Delete a class, its seats and their accounts, after its name was typed."""
    found: Class = request.gate.row(DELETE_CLASS)
    form, error = NameConfirmationForm(sent(request), noun="class", name=found.name), None
    if form.is_valid():
        try:
            with request.gate.perform(DELETE_CLASS, className=found.name):
                count = classes.delete_class(of=found)
        except ServiceError as refused:
            error = refused
        else:
            text = f"{found.name} and its {count} accounts are gone."
            flashes.success(request, "Class deleted", text)
            return redirect("training")
    context = {
        "class": found,
        "form": form,
        "joined": found.seats.exclude(account=None).count(),
        "back": reverse("class_seats", args=[found.name]),
    }
    return render_with_error(request, "training/classes/delete.html", context, error)
