"""The virtual phone: an authenticator app that is a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.gate.decorators import public


@public(
    because="The phone is a program of the browser; it is the same for everybody and asks nobody."
)
@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """The page; its accounts are in the browser's storage, and what a link hands over is in the
    address's fragment, which browsers do not send.
    """
    return render(request, "training/phone.html")
