"""The seats of a class, and who may join: what the class is after it was created."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import DELETE_CLASS, GET_CLASS, UPDATE_CLASS, UPDATE_SEAT
from accounts.errors import InvalidInput, ServiceError
from console.forms.training.classes import JOINING, JoiningForm, MoreSeatsForm
from console.gate.decorators import offers, performs
from console.gate.requests import ConsoleRequest
from console.pages.training.room import base_of, room
from console.refusals import failed
from console.training import classes
from console.training.codes import shown
from console.training.join_urls import join_url
from console.training.logins import logins_of
from console.training.models import Class
from console.training.rosters import SEATS_MAX
from console.training.targets import named_class
from console.web import flashes
from console.web.downloads import csv_uri_of_rows

COLUMNS = ("Seat", "Name", "Seat code", "Join at", "Account", "User name", "Password")
DIGITS = 3  # of a seat's number


@offers(UPDATE_CLASS, UPDATE_SEAT, DELETE_CLASS, on=named_class)
@performs(GET_CLASS, on=named_class)
@require_safe
def list_of_seats(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """The seats with their codes; files and pages for the room; who waits, who may join."""
    found: Class = request.gate.row(GET_CLASS)
    seats = list(found.seats.select_related("account").order_by("number"))
    context = {
        "class": found,
        "seats": seats,
        "rows": [(seat, shown(seat.code)) for seat in seats],
        "joined": [seat for seat in seats if seat.joined_at],
        "waiting": [seat for seat in seats if not seat.admitted],
        "joining": JOINING,
        "more_form": MoreSeatsForm(),
        "joining_form": JoiningForm(initial={"joining": found.joining}),
        "csv_uri": csv_uri_of_rows(COLUMNS, _rows(request, found), exact=("Password",)),
        **room(request, found),
    }
    return render(request, "training/classes/seats.html", context)


@performs(UPDATE_CLASS, on=named_class)
@require_POST
def update_joining(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """Open joining, close it, or admit by hand."""
    found: Class = request.gate.row(UPDATE_CLASS)
    form = JoiningForm(request.POST)
    if not form.is_valid():
        flashes.error(request, "Nothing was changed", "Choose who may join.")
        return redirect("class_seats", found.name)
    joining = form.cleaned_data["joining"]
    try:
        with request.gate.perform(UPDATE_CLASS, className=found.name, joining=joining):
            classes.update_joining(of=found, joining=joining)
    except ServiceError as error:
        return failed(request, error, heading="Class not changed", back="/training/")
    title, text = JOINING[joining]
    flashes.success(request, f"Joining: {title.lower()}", text)
    return redirect("class_seats", found.name)


@performs(UPDATE_CLASS, on=named_class)
@require_POST
def add_seats(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """Free seats for who came late."""
    found: Class = request.gate.row(UPDATE_CLASS)
    form = MoreSeatsForm(request.POST)
    if not form.is_valid():
        flashes.error(request, "No seats were added", f"Enter a number up to {SEATS_MAX}.")
        return redirect("class_seats", found.name)
    more = form.cleaned_data["more"]
    try:
        with request.gate.perform(UPDATE_CLASS, className=found.name, moreSeats=more):
            count = classes.add_seats(to=found, count=more, now=request.real_now)
    except InvalidInput as error:
        flashes.error(request, "No seats were added", str(error))
    except ServiceError as error:
        return failed(request, error, heading="Class not changed", back="/training/")
    else:
        flashes.success(request, "Seats added", f"{found.name} has {count} seats now.")
    return redirect("class_seats", found.name)


@performs(UPDATE_SEAT, on=named_class)
@require_POST
def admit(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """Let learners in who wait; the form names their seats."""
    found: Class = request.gate.row(UPDATE_SEAT)
    sent = request.POST.getlist("seat")[:SEATS_MAX]
    numbers = [int(each) for each in sent if each.isdecimal() and len(each) <= DIGITS]
    with request.gate.perform(UPDATE_SEAT, className=found.name, seats=numbers, admitted=True):
        count = classes.admit(to=found, numbers=numbers)
    if count:
        flashes.success(request, "Admitted", f"{count} of the learners who waited.")
    else:
        flashes.info(request, "Nobody was admitted", "Nobody waits in these seats.")
    return redirect("class_seats", found.name)


def _rows(request: HttpRequest, of: Class) -> list[tuple[str, ...]]:
    """A line for each user, and one for a seat that nobody has joined."""
    url = join_url(base_of(request), of)
    found: list[tuple[str, ...]] = []
    for seat in of.seats.select_related("account").order_by("number"):
        own = (str(seat.number), seat.name, shown(seat.code), url, str(seat.account or ""))
        logins = [(login.user_name, login.password) for login in logins_of(seat)]
        found += [(*own, *login) for login in logins or [("", "")]]
    return found
