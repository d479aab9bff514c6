"""Cookies in which a browser keeps what its user chose; no script reads them."""

from django.conf import settings
from django.http import HttpResponse

YEAR = 31_536_000  # seconds


def keep_for_a_year(response: HttpResponse, name: str, value: str) -> None:
    """Have the browser keep a value that is no secret, and send it to this server alone."""
    _keep(response, name, value, max_age=YEAR)


def keep_until_closed(response: HttpResponse, name: str, value: str) -> None:
    """The same, until the browser is closed."""
    _keep(response, name, value, max_age=None)


def _keep(response: HttpResponse, name: str, value: str, *, max_age: int | None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
