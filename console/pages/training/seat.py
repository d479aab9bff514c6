"""A learner's own page: the account, its users and their passwords."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Throttling
from console.gate.decorators import public
from console.requests import CallerRequest
from console.training import browsers, seats
from console.training.codes import shown
from console.training.logins import logins_of
from console.training.models import Seat
from console.training.seats import SeatGone

WHOSE = "The seat's own cookie says whose page it is, whoever is signed in."
BUSY = 2  # seconds until the page loads itself again
WAITING = 5


@public(because=WHOSE)
@require_safe
def seat(request: CallerRequest) -> HttpResponse:
    """What the learner signs in with. A seat gets its account when it is first opened."""
    found = _asked_for(request)
    if found is None:
        return _private(render(request, "training/seats/none.html", status=404))
    try:
        found = seats.open_account(seat=found, now=request.real_now)
    except SeatGone:
        return _private(render(request, "training/seats/gone.html", status=404))
    except Throttling:
        return _later(request, found, BUSY)
    if found.account is None:
        return _later(request, found, WAITING)
    context = {"seat": found, "code": shown(found.code), "logins": logins_of(found)}
    return _private(render(request, "training/seats/seat.html", context))


@public(because=WHOSE)
@require_POST
def leave(request: CallerRequest) -> HttpResponse:
    """Take this browser out of all its seats, for who sits down next; the codes open them again."""
    found = browsers.seats_of(request)
    for each in found:
        seats.leave(seat=each, browser=each.browser)
    in_class = found[0].in_class if found else None
    response = redirect("join_class", in_class.name) if in_class else redirect("sign_in")
    browsers.forget(response)
    return response


def _asked_for(request: CallerRequest) -> Seat | None:
    """The seat of the class in the URL, if this browser has one; else the present one."""
    name = request.GET.get("class", "")
    of_class = (
        each for each in browsers.seats_of(request) if each.in_class and each.in_class.name == name
    )
    return (next(of_class, None) if name else None) or browsers.seat_of(request)


def _later(request: CallerRequest, found: Seat, seconds: int) -> HttpResponse:
    """The page that waits, and asks again by itself."""
    context = {"seat": found, "waiting": not found.admitted}
    response = render(request, "training/seats/waiting.html", context)
    response.headers["Refresh"] = str(seconds)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
