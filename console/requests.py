"""A request as the middleware leaves it, and what it says about the caller's side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from accounts.authorization import ContextValue

if TYPE_CHECKING:
    from accounts.principals import Principal
    from console.gate import Gate


@dataclass(frozen=True, slots=True)
class Wire:
    """What a request of the AWS wire asks: an operation of a service, by AWS's names.

    `parameters` are typed by the service model and satisfy it.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any]
    request_id: str


class ConsoleRequest(HttpRequest):
    """What the middleware adds, and for the AWS wire its endpoint.

    principal  the caller, or None for nobody
    now        the request's time, UTC
    wire       what is asked over the AWS wire; None for a page
    gate       the decisions of this request, and the way to perform an action
    """

    principal: "Principal | None"
    now: datetime
    wire: Wire | None
    gate: "Gate"


def now() -> datetime:
    """The clock of the console (UTC). The one place that reads it for a request."""
    return datetime.now(tz=UTC)


def client_address(request: HttpRequest) -> str:
    """The client's address as the server saw it; proxies are the server's business."""
    return request.META.get("REMOTE_ADDR") or "127.0.0.1"


def request_context(request: HttpRequest) -> dict[str, ContextValue]:
    """The condition keys that the HTTP request gives (lower-case names)."""
    context: dict[str, ContextValue] = {
        "aws:securetransport": "true" if request.is_secure() else "false",
        "aws:sourceip": client_address(request),
    }
    for key, header in (("aws:useragent", "HTTP_USER_AGENT"), ("aws:referer", "HTTP_REFERER")):
        if header in request.META:
            context[key] = request.META[header]
    return context
