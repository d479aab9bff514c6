"""The join address of a class, for a projector."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from accounts.actions import GET_CLASS
from console.gate.decorators import offers, performs, signed_in
from console.gate.requests import ConsoleRequest
from console.pages.training.room import room
from console.refusals import page, refuse
from console.training.join_urls import without_scheme
from console.training.models import Class
from console.training.targets import named_class
from credentials import qr_codes


@performs(GET_CLASS, on=named_class)
@require_safe
def projector(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """The address and its QR code, the server's clock, and how many have joined."""
    found: Class = request.gate.row(GET_CLASS)
    places = room(request, found)
    url = str(places["join_url"])
    context = {
        "class": found,
        **_counts(found),
        "qr_code": mark_safe(qr_codes.svg(url)),  # noqa: S308 - of numbers alone
        "address": without_scheme(url),
        "clock": request.real_now,
        **places,
    }
    return render(request, "training/classes/projector.html", context)


@offers(GET_CLASS, on=named_class)
@signed_in(
    because="It is the number on the projector, asked for again every few seconds: "
    "training:GetClass is decided here, and leaves an event where it is refused alone."
)
@require_safe
def join_count(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """How many have joined; `static/js/training/projector.js` puts it in its place."""
    if not request.gate.allows(GET_CLASS):
        return page(request, refuse(request.gate, GET_CLASS))
    found: Class | None = request.gate.row(GET_CLASS)
    if found is None:
        return HttpResponse(status=404)
    return render(request, "training/classes/join_count.html", _counts(found))


def _counts(found: Class) -> dict[str, int]:
    seats = found.seats.values_list("joined_at", "admitted")
    return {
        "seat_count": len(seats),
        "joined_count": sum(joined is not None for joined, _ in seats),
        "waiting_count": sum(not admitted for _, admitted in seats),
    }
