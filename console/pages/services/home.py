"""Console Home: the services, the account, and how this session began."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from console.gate.decorators import signed_in
from console.gate.requests import ConsoleRequest
from console.pages.services.start_here import start_here


@signed_in(
    because="It names the caller, the account and the services; each page decides by itself."
)
@require_safe
def home(request: ConsoleRequest) -> HttpResponse:
    principal = request.gate.principal
    context = {"principal": principal, "start_here": start_here(principal)}
    return render(request, "services/home/home.html", context)


@signed_in(because="It leads to a page, which decides by itself.")
@require_safe
def start(request: ConsoleRequest, page: str) -> HttpResponse:
    """The page that a service begins with, from the service's own URL."""
    return redirect(page)
