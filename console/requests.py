"""A request with its caller and its time, before the gate has decided anything about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Account, Group, User
from accounts.policy import ContextValue
from accounts.principals import Principal
from credentials.operations.mfa.mfa_devices import Guard

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")  # methods that change nothing
OWN_PATH = re.compile(r"/(?![/\\])")
OWN_URL_MAX = 1500  # characters, as they stand in the header


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """What a request of the API asks for: an operation of a service, by AWS's names.

    `parameters` are typed by the service model and satisfy it.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any]
    request_id: str


class CallerRequest(HttpRequest):
    """A request whose caller is known: made by `with_caller`, for pages and for the API.

    principal  the caller, or None for nobody
    now        the time of the caller's account, UTC: of sessions, credentials, decisions and events
    real_now   the real time, UTC: of codes of MFA devices, of signatures, of limits of attempts
    api_request  what is asked of the API; None for a page
    users      those that targets looked up by name, each once; None for one that is not there
    groups     the same, of groups
    guard      the service's own guard of the caller's MFA devices, for pages to say so beforehand
    """

    principal: Principal | None
    now: datetime
    real_now: datetime
    api_request: ApiRequest | None
    users: dict[str, User | None]
    groups: dict[str, Group | None]
    guard: Guard


def with_caller(
    request: HttpRequest,
    principal: Principal | None,
    *,
    real_now: datetime,
    api_request: ApiRequest | None = None,
) -> CallerRequest:
    """The same request, with its caller, its two times and, for the API, what it asks."""
    known = cast(CallerRequest, request)
    known.principal, known.api_request = principal, api_request
    known.now = known.real_now = real_now
    if principal is not None:
        in_time_of(known, principal.account)
    known.users, known.groups, known.guard = {}, {}, Guard(principal)
    return known


def caller_of(request: CallerRequest) -> Principal:
    """The caller, where there must be one; LookupError for nobody."""
    if request.principal is None:
        raise LookupError("the request has no caller")
    return request.principal


def real_now() -> datetime:
    """The real clock (UTC). The one place that reads it for a request."""
    return datetime.now(tz=UTC)


def time_of(account: Account) -> datetime:
    """What the account's clock shows now (UTC)."""
    return account.time_at(real_now())


def in_time_of(request: CallerRequest, account: Account) -> None:
    """Let the request's time be that of an account: of its caller's, or of whoever signs in."""
    request.now = account.time_at(request.real_now)


def client_address(request: HttpRequest) -> str:
    """The client's IPv4 or IPv6 address, as `console.web.proxies.settle` left it in the request."""
    return str(request.META["REMOTE_ADDR"])


def own_url(request: HttpRequest, url: str) -> str:
    """The URL if it is a path of this server that a redirect may lead to, else "".

    It begins with one slash, is printable (browsers drop tabs and line ends, so that what follows
    could become a host) and no longer than browsers and Django's redirects take.
    """
    if not url.isprintable() or not OWN_PATH.match(url):
        return ""
    if len(iri_to_uri(url) or "") > OWN_URL_MAX:
        return ""
    return url if url_has_allowed_host_and_scheme(url, None, request.is_secure()) else ""


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
