"""Uploaded files stay in memory: a private key chosen by mistake must leave no trace on disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class MemoryOnlyUploadHandler(MemoryFileUploadHandler):
    """Refuses what is larger than a form may be, where Django would go on in a temporary file."""

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, str], content_length: int, *rest: Any
    ) -> None:
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig(f"{content_length} bytes")
        super().handle_raw_input(input_data, meta, content_length, *rest)
