"""Look up a refused call by its authorization id."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from console.forms.troubleshooter import FindForm
from console.gate.decorators import signed_in
from console.gate.requests import ConsoleRequest

NOT_FOUND = "No call of this account that was refused in the last 24 hours has this id."


@signed_in(because="It leads to a page by an id; the page decides who may read it.")
@require_safe
def access_troubleshooter(request: ConsoleRequest) -> HttpResponse:
    """The form, or the page of the id that was entered."""
    form = FindForm(request.GET if "authorization_id" in request.GET else None)
    if form.is_valid():
        return redirect("authorization_details", form.cleaned_data["authorization_id"])
    return render(request, "troubleshooter/search.html", {"form": form})


def not_found(request: ConsoleRequest, authorization_id: str) -> HttpResponse:
    """The form with the id that leads to nothing, 404."""
    form = FindForm({"authorization_id": authorization_id})
    if form.is_valid():
        form.add_error("authorization_id", NOT_FOUND)
    return render(request, "troubleshooter/search.html", {"form": form}, status=404)
