"""A request as the middleware leaves it, and what it says about the caller's side."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from accounts.authorization import ContextValue

if TYPE_CHECKING:
    from accounts.principals import Principal
    from console.gate import Gate


class ConsoleRequest(HttpRequest):
    """What PrincipalMiddleware and AuthorizationMiddleware add.

    principal  the caller, or None for nobody
    now        the request's time, UTC
    gate       the decisions of this request, and the way to perform an action
    """

    principal: "Principal | None"
    now: datetime
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
    if "User-Agent" in request.headers:
        context["aws:useragent"] = request.headers["User-Agent"]
    if "Referer" in request.headers:
        context["aws:referer"] = request.headers["Referer"]
    return context
