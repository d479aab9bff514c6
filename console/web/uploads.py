"""Limits of forms and uploads. Uploaded files stay in memory: a private key chosen by mistake must
not reach the disk.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import parse_header_parameters

from accounts.values.texts import is_writable, made_writable
from console.web.errors import bad_request, head_too_large
from console.web.sizes import HEAD_MAX, body_size, head_size


class MemoryOnlyUploadHandler(MemoryFileUploadHandler):
    """Refuses what is larger than a form may be, where Django would go on in a temporary file."""

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, str], content_length: int, *rest: Any
    ) -> None:
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig(f"{content_length} bytes")
        super().handle_raw_input(input_data, meta, content_length, *rest)


class RequestBoundsMiddleware:
    """Answers a request that is too large, or in another encoding than UTF-8, before it is read.

    Characters that no database stores are replaced in the query string. In a form they are left to
    the operations, which refuse them in AWS's words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if head_size(request.META) > HEAD_MAX:
            return head_too_large(request)
        try:
            size = body_size(request.META)
        except ValueError as error:
            return bad_request(request, error)
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return bad_request(request, RequestDataTooBig(f"{size} bytes"))
        if not _is_utf_8((request.content_params or {}).get("charset", "utf-8")):
            return bad_request(request)
        if not is_writable(request.path_info):
            return bad_request(request)
        if not is_writable(unquote(request.META.get("QUERY_STRING", ""))):
            request.GET = _writable(request.GET)  # type: ignore[assignment]
        return self.get_response(request)


def _writable(sent: QueryDict) -> QueryDict:
    """The same fields without characters that no database keeps, so that they are found nowhere."""
    found = QueryDict(mutable=True)
    for name, values in sent.lists():
        found.setlist(made_writable(name), list(map(made_writable, values)))
    found._mutable = False
    return found


def _is_utf_8(charset: str) -> bool:
    """What browsers send. Others are refused: Python knows some that are not for text at all."""
    return charset.strip().lower().replace("_", "-") in ("utf-8", "utf8")


class PageRequest(WSGIRequest):
    """A request of a page. Its charset is looked at by the middleware, which can refuse it.

    Django would decode the query string by it in the constructor, where an exception is no answer.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            found = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            found = "", {"charset": ""}
        self.content_type, self.content_params = found


class PageHandler(WSGIHandler):
    """Django's own handler, for such requests."""

    request_class = PageRequest
