"""Bare Django views, what nothing on this stack can beat: one checks a signature, one is a page."""

from datetime import UTC, datetime
from typing import Any

import django
from django.conf import settings

if not settings.configured:  # pytest looks for doctests here under settings of its own
    settings.configure(SECRET_KEY="x", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[])
    django.setup()

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from console.protocol import sigv4

BODY = "x" * 700


def signed(request: HttpRequest) -> HttpResponse:
    meta: dict[str, Any] = request.META

    def header(name: str) -> str:
        key = name.upper().replace("-", "_")
        return meta.get(f"HTTP_{key}") or meta.get(key) or ""

    def has_header(name: str) -> bool:
        return header(name) != ""

    message = sigv4.Message("POST", "/", [], header, has_header, request.body)
    if request.method == "POST":
        service = "sts" if b"GetCallerIdentity" in message.body else "iam"
        sigv4.verify(sigv4.read(message, service, datetime.now(tz=UTC)), message, "secret")
    length = {"Content-Length": str(len(BODY))}
    return HttpResponse(BODY, content_type="text/xml", headers=length)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x" * 20_000)


urlpatterns = [path("", signed), path("signin/", page)]
application = get_wsgi_application()
