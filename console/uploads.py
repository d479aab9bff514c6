"""Forms are small, and uploaded files stay in memory: a private key chosen by mistake must leave
no trace on disk."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse

from console.error_pages import bad_request


class MemoryOnlyUploadHandler(MemoryFileUploadHandler):
    """Refuses what is larger than a form may be, where Django would go on in a temporary file."""

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, str], content_length: int, *rest: Any
    ) -> None:
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig(f"{content_length} bytes")
        super().handle_raw_input(input_data, meta, content_length, *rest)


class FormSizeMiddleware:
    """Answers a form that is too large before anybody reads it: one line in the log, no trace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:12]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return bad_request(request, RequestDataTooBig(f"{length} bytes"))
        return self.get_response(request)
