"""The cookie by which a browser is known to sit in a seat, whoever is signed in in it.

It has a random token, the same for all seats of the browser, made when it first opens a page of
joining. A seat keeps the token's SHA-256 alone. Nothing is derived from the server's keys, so that
changing them takes nobody out of a seat.
"""

import hashlib
import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from console.requests import CallerRequest
from console.training.models import Seat
from console.web.cookies import YEAR

COOKIE = "seat"
BYTES = 32
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)  # 32 bytes as `secrets.token_urlsafe` writes them


def token_of(request: HttpRequest) -> str:
    """The token that the browser sent; "" for none."""
    sent = request.COOKIES.get(COOKIE, "")
    return sent if TOKEN.fullmatch(sent) else ""


def new_token() -> str:
    """A token that nobody has."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What a seat keeps of a token; "" for none."""
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def keep(response: HttpResponse, token: str) -> None:
    """Have the browser keep the token for a year, unseen by scripts and by other sites."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    """Have the browser forget the token."""
    response.delete_cookie(COOKIE, samesite="Lax")


def seats_of(request: HttpRequest) -> list[Seat]:
    """The seats that this browser sits in, the one that it joined last first."""
    token = token_of(request)
    if not token:
        return []
    rows = Seat.objects.select_related("in_class__account", "account")
    return list(rows.filter(browser=digest(token)).order_by("-joined_at", "-pk"))


def seat_of(request: CallerRequest) -> Seat | None:
    """The seat that a page of this browser is about: the one in whose account somebody is signed in
    here, else the one that was joined last; None for a browser without one."""
    seats = seats_of(request)
    account = request.principal.account.pk if request.principal else None
    signed_in = (seat for seat in seats if account and seat.account_id == account)
    return next(signed_in, seats[0] if seats else None)
