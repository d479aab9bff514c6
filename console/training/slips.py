"""Slips of paper, one for each seat of a class."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from console.training.codes import shown
from console.training.join_urls import join_url, seat_url, without_scheme
from console.training.logins import Login, logins_of
from console.training.models import Class, Seat
from credentials import qr_codes

STYLES = "css/slips.css"


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on one: `code` and `address` alone until somebody has joined the seat."""

    seat: Seat
    address: str
    code: str
    qr_code: SafeString
    logins: list[Login]


def slips_of(in_class: Class, base: str) -> list[Slip]:
    """The slips of a class; `base` is the server's scheme, host and port, as the room has them."""
    address = without_scheme(join_url(base, in_class))
    seats = in_class.seats.select_related("account").order_by("number")
    return [
        Slip(
            seat=seat,
            address=address,
            code=shown(seat.code),
            qr_code=mark_safe(qr_codes.svg(seat_url(base, in_class, seat))),  # noqa: S308 - of numbers alone
            logins=logins_of(seat),
        )
        for seat in seats
    ]


def slips_file(in_class: Class, base: str) -> str:
    """The slips as one HTML file that needs nothing else."""
    styles = (settings.BASE_DIR / "static" / STYLES).read_text()
    context = {
        "class": in_class,
        "slips": slips_of(in_class, base),
        "styles": mark_safe(styles),  # noqa: S308 - a file of ours
    }
    return render_to_string("training/classes/slips_file.html", context)
