"""The clock of the caller's account: shift it, pick a time, go back to the real one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.actions import SHIFT_CLOCK
from accounts.errors import ServiceError
from console.authentication import sessions
from console.authentication.returning import SHIFTED, sign_in_url
from console.forms.training.clock import SHIFTS, BackForm, SetForm, ShiftForm
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.requests import in_time_of, own_url
from console.training.clock import ahead, said, set_clock, shift_clock
from console.training.targets import own_clock
from console.web import flashes


@performs(SHIFT_CLOCK, on=own_clock)
@require_safe_or_post
def clock(request: ConsoleRequest) -> HttpResponse:
    """What the clock shows; sent, it is set to the time that was picked."""
    form = SetForm(sent(request), initial={"time": request.now})
    if not form.is_valid():
        return _page(request, form)
    account, seconds = request.gate.principal.account, ahead(form.utc, request.real_now)
    try:
        with request.gate.perform(SHIFT_CLOCK, clockShift=seconds):
            set_clock(account=account, seconds=seconds)
    except ServiceError as error:
        form.add_error("time", str(error))
        return _page(request, form, error)
    return _done(request)


@performs(SHIFT_CLOCK, on=own_clock)
@require_POST
def shift(request: ConsoleRequest) -> HttpResponse:
    """Move the clock on by one of the times that are offered."""
    form, picking = ShiftForm(request.POST), SetForm(initial={"time": request.now})
    if not form.is_valid():
        return _page(request, picking)
    account, seconds = request.gate.principal.account, form.cleaned_data["by"]
    try:
        with request.gate.perform(SHIFT_CLOCK, seconds=seconds):
            shift_clock(account=account, seconds=seconds)
    except ServiceError as error:
        return _page(request, picking, error)
    return _done(request)


@performs(SHIFT_CLOCK, on=own_clock)
@require_POST
def back(request: ConsoleRequest) -> HttpResponse:
    """Back to the real time, and to the page whose bar was used."""
    form = BackForm(request.POST)
    with request.gate.perform(SHIFT_CLOCK, clockShift=0):
        set_clock(account=request.gate.principal.account, seconds=0)
    return _done(request, own_url(request, form.cleaned_data["next"]) if form.is_valid() else "")


def _page(
    request: ConsoleRequest, form: SetForm, error: ServiceError | None = None
) -> HttpResponse:
    context = {"form": form, "shifts": SHIFTS}
    return render_with_error(request, "training/clock.html", context, error)


def _done(request: ConsoleRequest, next_url: str = "") -> HttpResponse:
    """The page whose form it was; whoever's session is over by the new time signs in first."""
    principal = request.gate.principal
    next_url = next_url or reverse("clock")
    in_time_of(request, principal.account)
    if principal.issued_at and sessions.has_ended(principal.issued_at, now=request.now):
        sessions.end(request)
        account = str(principal.account)
        return redirect(sign_in_url(reason=SHIFTED, next_url=next_url, account=account))
    where = said(principal.account.clock_shift)
    flashes.success(request, "The clock was set", f"The clock of this account {where}.")
    return redirect(next_url)
