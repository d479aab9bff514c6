"""How a request reaches the endpoint, before everything that only pages need.

Under WSGI, in front of Django's own handler; under Django's test client and live server, in the
first middleware. Both lead to the same endpoint.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse

from console.api.endpoint import endpoint, is_api_request
from console.web.proxies import settle

Environment = dict[str, Any]
Application = Callable[[Environment, Any], Iterable[bytes]]
STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class ApiHttpRequest(HttpRequest):
    """A request of WSGI: its environment and its body, nothing parsed."""

    def __init__(self, environment: Environment) -> None:
        self.META = environment

    def read(self, size: int | None = 0, /) -> bytes:
        """At most so many bytes of the body; the endpoint says how many there may be."""
        body: bytes = self.META["wsgi.input"].read(size)
        return body

    def _get_scheme(self) -> str | None:
        return str(self.META["wsgi.url_scheme"])


def api_first(pages: Application) -> Application:
    """The WSGI application: API requests go to the endpoint, all others to the pages."""

    def application(environment: Environment, start_response: Any) -> Iterable[bytes]:
        settle(environment, settings.TRUSTED_PROXIES)
        if not is_api_request(environment):
            return pages(environment, start_response)
        connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()
        reply = endpoint(ApiHttpRequest(environment))
        start_response(STATUS[reply.status], list(reply.headers.items()))
        return [reply.body]

    return application


class ApiMiddleware:
    """The first middleware: API requests go to the endpoint, all others through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        settle(request.META, settings.TRUSTED_PROXIES)
        if not is_api_request(request.META):
            return self.get_response(request)
        reply = endpoint(request)
        response = HttpResponse(reply.body, status=reply.status, headers=reply.headers)
        response._has_been_logged = True  # type: ignore[attr-defined]  # a refusal is no log line
        return response
