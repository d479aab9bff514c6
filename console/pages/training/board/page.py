"""The board of a class: where everybody is, what went wrong, who is stuck."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import GET_CLASS, SHIFT_CLOCK, UPDATE_CLASS, UPDATE_SEAT
from console.gate.decorators import offers, performs, signed_in
from console.gate.requests import ConsoleRequest
from console.pages.training.board.seat_changes import CHANGES, action_of, address_of
from console.pages.training.room import room
from console.refusals import page, refuse
from console.training.board.live import live_events
from console.training.board.rows import figures_of, rows_of
from console.training.models import Class
from console.training.schedule import phase_of, time_left
from console.training.targets import named_class

EVERY = 4  # seconds between two looks


@offers(UPDATE_CLASS, UPDATE_SEAT, SHIFT_CLOCK, on=named_class)
@performs(GET_CLASS, on=named_class)
@require_safe
def board(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """The whole page."""
    in_class = request.gate.row(GET_CLASS)
    return render(request, "training/board/board.html", _context(request, in_class))


@offers(GET_CLASS, UPDATE_CLASS, UPDATE_SEAT, on=named_class)
@signed_in(
    because="It is the page of the board, asked for again every few seconds by who has it open: "
    "training:GetClass is decided here, and leaves an event where it is refused alone."
)
@require_safe
def board_parts(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """What changes on the board; `static/js/training/board.js` puts it in its place."""
    if not request.gate.allows(GET_CLASS):
        return page(request, refuse(request.gate, GET_CLASS))
    in_class = request.gate.row(GET_CLASS)
    if in_class is None:
        return HttpResponse(status=404)
    return render(request, "training/board/parts.html", _context(request, in_class))


def _context(request: ConsoleRequest, in_class: Class) -> dict[str, Any]:
    real_now = request.real_now
    rows = rows_of(in_class, real_now)
    return {
        "class": in_class,
        "rows": rows,
        "figures": figures_of(rows),
        "phase": phase_of(in_class, real_now),
        "time_left": time_left(in_class, real_now),
        "now": real_now,
        "every": EVERY,
        "changes": _menu(in_class),
        "events": live_events(rows),
        **room(request, in_class),
    }


def _menu(in_class: Class) -> list[dict[str, str]]:
    """The changes of seats, each with its title, its address and the action that it needs."""
    return [
        {
            "title": change.title,
            "url": address_of(in_class, name),
            "needs": action_of(name).id,
        }
        for name, change in CHANGES.items()
    ]
