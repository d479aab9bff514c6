"""What pages have in common in answering: a wizard's steps, an operation's refusal."""

from collections.abc import Sequence

from django.http import HttpResponse

from accounts.errors import ServiceError
from console import refusals
from console.requests import ConsoleRequest


def steps(titles: Sequence[str], *, active: int, optional: str = "") -> list[dict[str, object]]:
    """A wizard's step list: dicts with title, optional and state."""
    states = ["visited"] * active + ["active"] + ["upcoming"] * (len(titles) - active - 1)
    return [
        {"title": title, "optional": title == optional, "state": state}
        for title, state in zip(titles, states, strict=True)
    ]


def failed(request: ConsoleRequest, error: ServiceError) -> HttpResponse:
    """An operation's error as a page, with AWS's code, text and status."""
    heading = {"AccessDenied": "Access denied", "NoSuchEntity": "Not found"}.get(
        error.code, error.code
    )
    response = refusals.page(request, refusals.Refusal(message=str(error), heading=heading))
    response.status_code = error.status
    return response
