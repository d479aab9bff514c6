"""Results and errors as AWS's Query protocol writes them, by the service model.

Strings that XML 1.0 cannot carry are written with the replacement character; a carriage return is
written as a reference, so that a text comes back byte for byte.
"""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from accounts.errors import ServiceError
from accounts.values.times import in_iso
from console.protocol.service_models import namespace

CONTENT_TYPE = "text/xml"
SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def result(operation: OperationModel, values: Mapping[str, Any] | None, request_id: str) -> str:
    """The body of a success. KeyError for a value that the model does not declare."""
    name = operation.name
    service = operation.service_model.service_name
    shape = operation.output_shape
    body = "" if shape is None else f"<{name}Result>{_members(shape, values or {})}</{name}Result>"
    return (
        f'<{name}Response xmlns="{namespace(service)}">{body}<ResponseMetadata>'
        f"<RequestId>{request_id}</RequestId></ResponseMetadata></{name}Response>"
    )


def error(service: str, refused: ServiceError, request_id: str) -> str:
    """The body of a failure; an error without a text has no Message element."""
    fault = "Receiver" if refused.status >= 500 else "Sender"
    message = f"<Message>{escape(str(refused))}</Message>" if str(refused) else ""
    return (
        f'<ErrorResponse xmlns="{namespace(service)}"><Error><Type>{fault}</Type>'
        f"<Code>{refused.code}</Code>{message}</Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    )


def escape(text: str) -> str:
    """Text as element content.

    >>> escape("a<b\\0" + chr(13))
    'a&lt;b\ufffd&#13;'
    """
    return SPECIAL.sub(lambda found: WRITTEN.get(found.group(), "\ufffd"), text)


def _members(shape: StructureShape, values: Mapping[str, Any]) -> str:
    members = shape.members
    return "".join(
        f"<{name}>{_content(members[name], value)}</{name}>"
        for name, value in values.items()
        if value is not None
    )


def _content(shape: Shape, value: Any) -> str:
    written = _SCALARS.get(shape.type_name)
    if written is not None:
        return written(value)
    if isinstance(shape, StructureShape):
        return _members(shape, value)
    if isinstance(shape, ListShape):
        item = shape.member
        return "".join([f"<member>{_content(item, each)}</member>" for each in value])
    if isinstance(shape, MapShape):
        return "".join(
            f"<entry><key>{escape(key)}</key><value>{_content(shape.value, each)}</value></entry>"
            for key, each in value.items()
        )
    raise TypeError(f"nothing writes a {shape.type_name}")


_SCALARS: dict[str, Callable[[Any], str]] = {
    "string": escape,
    "integer": str,
    "boolean": lambda value: "true" if value else "false",
    "timestamp": in_iso,
    "blob": lambda value: base64.b64encode(value).decode(),
}
