"""Error pages outside of views: unknown URLs, bad requests, failures. They need no row.

Signed-in users keep the top bar and the menu, except on pages about a failure of the server.
"""

import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from console.authentication.returning import form_page
from console.targets.parameters import NothingChosen
from console.web.sizes import HEAD_MAX


def _page(
    request: HttpRequest,
    status: int,
    title: str,
    text: str,
    *,
    back: str = "",
    back_text: str = "Security credentials",
) -> HttpResponse:
    context = {
        "title": title,
        "text": text,
        "back": back or reverse("security_credentials"),
        "back_text": back_text,
    }
    principal = getattr(request, "principal", None)
    inside = status < 500 and principal is not None and not principal.must_change_password
    template = "errors/inside.html" if inside else "errors/error.html"
    return render(request, template, context, status=status)


def _kilobytes(size: int) -> str:
    """A bound in bytes as a page says it.

    >>> _kilobytes(65_536)
    '64 KB'
    """
    return f"{size // 1024} KB"


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400, or 413 for a form that is too large; in either case it was not read."""
    if isinstance(exception, RequestDataTooBig):
        return _page(
            request,
            413,
            "Too large",
            f"A form may have {_kilobytes(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)}, its file "
            "included. Nothing was read or kept.",
        )
    return _page(
        request,
        400,
        "Bad request",
        "The server could not read this request. Go back and try again.",
    )


def head_too_large(request: HttpRequest) -> HttpResponse:
    """431: the headers and the query string are longer than browsers send to this console."""
    return _page(
        request,
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "Too large",
        f"The URL and the headers of a request may have {_kilobytes(HEAD_MAX)}. "
        "Nothing was read or kept.",
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 403, "Forbidden", "You may not open this page.")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: an unknown URL, or a page whose URL names no row."""
    if isinstance(exception, NothingChosen):
        text = "This page is about one row of a list. Go back, select a row, and try again."
        return _page(request, 404, "Nothing is selected", text)
    return _page(request, 404, "Page not found", "There is no page at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _page(
            request,
            503,
            "Service unavailable",
            "The database does not answer. Nothing was changed. Try again in a moment.",
        )
    return _page(
        request, 500, "Something went wrong", "The error was logged. Nothing was shown or kept."
    )


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF failure: most often a form that was opened before signing in or out.

    A request that is no form of a page gets a text of its own.
    """
    if request.method != "POST":
        return method_not_allowed(request, "GET, HEAD, POST")
    signing_in = request.path.startswith(reverse("sign_in"))
    return _page(
        request,
        403,
        "This form has expired",
        "It was opened in another session, or cookies are off. Nothing was changed. Open the page "
        "again, and send the form again.",
        back=reverse("sign_in") if signing_in else form_page(request),
        back_text="Back to sign in" if signing_in else "Open the page again",
    )


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: a page that only shows something, or only takes a form, was asked otherwise."""
    text = f"This page answers {allowed}. Nothing was changed."
    response = _page(request, 405, "Method not allowed", text)
    response.headers["Allow"] = allowed
    return response


def unmarked(request: HttpRequest) -> HttpResponse:
    """403: a view without a mark."""
    return _page(
        request,
        403,
        "Forbidden",
        "This page does not say which action it performs, so it is closed.",
    )
