"""The addresses by which learners join a class."""

from django.urls import reverse

from console.training.codes import shown
from console.training.models import Class, Seat


def join_url(base: str, in_class: Class) -> str:
    """The address that learners type; `base` is scheme, host and port."""
    return base.rstrip("/") + reverse("join_class", args=[in_class.name])


def seat_url(base: str, in_class: Class, seat: Seat) -> str:
    """The address in a seat's QR code. The code stands after `#`: no server and no log sees it."""
    return f"{join_url(base, in_class)}#{shown(seat.code)}"


def without_scheme(url: str) -> str:
    """An address as people type it.

    >>> without_scheme("http://10.0.0.5:8000/join/blue-otter/")
    '10.0.0.5:8000/join/blue-otter'
    """
    return url.partition("://")[2].rstrip("/")
