"""Helpers for pages with a form that is sent to the page's own URL."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.errors import ServiceError

require_safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


def sent(request: HttpRequest) -> QueryDict | None:
    """What was filled in; None where the page is only opened, which leaves a form unbound."""
    return request.POST if request.method == "POST" else None


def render_with_error(
    request: HttpRequest, template: str, context: Mapping[str, Any], error: ServiceError | None
) -> HttpResponse:
    """The page with the operation's error, or None, as `error`; an error's status is the page's."""
    status = error.status if error else 200
    return render(request, template, {**context, "error": error}, status=status)
