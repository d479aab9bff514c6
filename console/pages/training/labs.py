"""Labs: their cards, and the panel's changes. The seat's cookie says whose lab it is."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import LimitExceeded, ServiceError
from console.authentication import sessions
from console.gate.decorators import public
from console.requests import CallerRequest, client_address, own_url
from console.training import browsers, looking, runs
from console.training.alone import take_seat
from console.training.labs.labs import Lab, all_labs, find_lab
from console.training.models import LabRun, Seat
from console.training.panel import panel_of
from console.training.schedule import why_waiting
from console.training.seats import SeatGone, open_account

WHOSE = "The seat's own cookie says whose lab it is, whoever is signed in."
ANSWER_MAX = 300


@public(because="What can be learnt is no secret; whose lab goes on, the seat's cookie says.")
@require_safe
def labs(request: CallerRequest) -> HttpResponse:
    """Every lab that this browser's seat may do: those of its class, or all for somebody alone."""
    seat = browsers.seat_of(request)
    done = _done(seat)
    context = {
        "labs": [(lab, done.get(lab.slug, "")) for lab in _labs_of(seat)],
        "seat": seat,
        "running": panel_of(request),
        "waiting": why_waiting(seat.in_class, request.real_now) if seat else "",
    }
    return render(request, "training/labs/list.html", context)


@public(because=WHOSE)
@require_safe
def lab_panel(request: CallerRequest) -> HttpResponse:
    """The panel as a page of its own."""
    panel = panel_of(request)
    if panel is None:
        return redirect("labs")
    context = {"lab_panel": None, "panel": panel}
    response = render(request, "training/labs/page.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@public(because="Anybody may learn: who has no seat gets one, within limits.")
@require_POST
def start_lab(request: CallerRequest, slug: str) -> HttpResponse:
    """Bring the seat's account to the lab's start, and sign out of what was there before."""
    lab, seat = find_lab(slug), browsers.seat_of(request)
    if lab is None or lab not in _labs_of(seat):
        raise Http404("no such lab")
    waiting = why_waiting(seat.in_class, request.real_now) if seat else ""
    if waiting:
        return _not_started(request, lab, waiting)
    token = browsers.token_of(request) or browsers.new_token()
    try:
        seat = _seat_with_account(request, seat, token)
        if seat.account is None:
            return redirect("labs")
        runs.start_lab(seat=seat, lab=lab, real_now=request.real_now)
    except (ServiceError, SeatGone) as error:
        return _not_started(request, lab, error)
    sessions.end(request)
    response = redirect("lab_panel")
    browsers.keep(response, token)
    response.delete_cookie("lab_panel")
    return response


@public(because=WHOSE)
@require_POST
def leave_lab(request: CallerRequest) -> HttpResponse:
    """End the lab; the account stays as it is."""
    seat = browsers.seat_of(request)
    if seat is not None:
        runs.leave_lab(seat=seat, real_now=request.real_now)
    return redirect("labs")


@public(because=WHOSE)
@require_POST
def check_step(request: CallerRequest) -> HttpResponse:
    """Ask whether the present step is done, with the answer to its question if it has one."""
    seat = browsers.seat_of(request)
    if seat is not None:
        answer = request.POST.get("answer", "").strip()[:ANSWER_MAX]
        looking.go_on(seat=seat, real_now=request.real_now, attempt=True, answer=answer)
    return _back(request)


@public(because=WHOSE)
@require_POST
def take_hint(request: CallerRequest) -> HttpResponse:
    """Show one more hint."""
    seat = browsers.seat_of(request)
    if seat is not None:
        runs.take_hint(seat=seat)
    return _back(request)


def _labs_of(seat: Seat | None) -> list[Lab]:
    """The labs that a seat may do; a class's in the class's order."""
    if seat is None or seat.in_class is None:
        return all_labs()
    found = (find_lab(slug) for slug in seat.in_class.labs)
    return [lab for lab in found if lab is not None]


def _done(seat: Seat | None) -> dict[str, str]:
    """Which labs the seat finished, or began, by the lab's name."""
    found: dict[str, str] = {}
    if seat is not None:
        for run in LabRun.objects.filter(seat=seat).order_by("pk"):
            found[run.lab] = "done" if run.finished_at else found.get(run.lab) or "begun"
    return found


def _seat_with_account(request: CallerRequest, seat: Seat | None, token: str) -> Seat:
    """The browser's seat, or one of its own for somebody alone."""
    if seat is None:
        return take_seat(
            browser=browsers.digest(token),
            address=client_address(request),
            real_now=request.real_now,
        )
    return open_account(seat=seat, now=request.real_now)


def _not_started(request: CallerRequest, lab: Lab, error: Exception | str) -> HttpResponse:
    status = 429 if isinstance(error, LimitExceeded) else getattr(error, "status", 409)
    context = {"lab": lab, "error": str(error) or "This seat is not there any more."}
    return render(request, "training/labs/not_started.html", context, status=status)


def _back(request: CallerRequest) -> HttpResponse:
    """To the page that the panel stood on."""
    url = own_url(request, request.POST.get("next", "")) or reverse("lab_panel")
    return redirect(f"{url}#lab-news")
