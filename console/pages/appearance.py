"""The settings menu of the top bar: colours and text size of this browser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from console.forms.appearance import AppearanceForm
from console.gate.decorators import public
from console.requests import own_url
from console.web import appearance, errors


@public(because="How pages look is kept in the browser; it is no action, and sign-in has it too.")
@require_POST
def change_appearance(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen, and go back to the page on which it was."""
    form = AppearanceForm(request.POST)
    if not form.is_valid():
        return errors.bad_request(request)
    response = redirect(own_url(request, form.cleaned_data["next"]) or "home")
    appearance.keep(response, mode=form.mode, size=form.size)
    return response
