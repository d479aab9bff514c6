"""Responses of the API: a status, headers and a body."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the API: its HTTP status, its headers and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


def reply(
    request: HttpRequest, status: int, content_type: str, body: bytes, more: Mapping[str, str]
) -> Reply:
    """The answer with the headers that the middleware gives to pages, which do not run here.

    `more` are further headers. HEAD is answered without the body.
    """
    if request.META["REQUEST_METHOD"] == "HEAD":
        body = b""
    headers = {
        "Content-Type": content_type,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        **more,
    }
    if settings.SECURE_HSTS_SECONDS and request.is_secure():
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return Reply(status, headers, body)
