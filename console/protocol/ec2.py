"""EC2's own kind of the Query protocol: lists without `member`, other names, other errors.

The texts were recorded from AWS where they are known.
"""

from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from accounts.errors import ServiceError, ValidationError
from console.protocol import elements, query
from console.protocol.errors import (
    ExpiredToken,
    IncompleteSignature,
    InvalidAction,
    InvalidClientTokenId,
    MalformedInput,
    MissingAction,
    MissingAuthenticationToken,
    OutOfTime,
    ServiceFailure,
    ServiceUnavailable,
    SignatureDoesNotMatch,
    Words,
    WrongScope,
)
from console.protocol.service_models import VERSIONS
from console.protocol.xml import escape

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
CONTENT_TYPE = "text/xml;charset=UTF-8"
REQUEST_ID = "x-amzn-requestid"
TEXT_MAX = 65_536  # the model has no limits, and an event keeps what was sent
NOT_VALIDATED = ("AuthFailure", 401, "AWS was not able to validate the provided access credentials")
EXPIRED = ("RequestExpired", 400, "Request has expired.")
WORDS: Words = {
    ExpiredToken: EXPIRED,
    IncompleteSignature: NOT_VALIDATED,
    InvalidClientTokenId: NOT_VALIDATED,
    MalformedInput: ("InvalidParameterValue", 400, ""),
    MissingAction: ("MissingParameter", 400, "The request must contain the parameter Action"),
    MissingAuthenticationToken: (
        "MissingParameter",
        400,
        "The request must contain the parameter AWSAccessKeyId",
    ),
    OutOfTime: EXPIRED,
    ServiceFailure: ("InternalError", 500, "An internal error has occurred"),
    ServiceUnavailable: ("Unavailable", 503, ""),
    SignatureDoesNotMatch: NOT_VALIDATED,
    ValidationError: ("InvalidParameterValue", 400, ""),
    WrongScope: ("AuthFailure", 401, ""),
}


def unknown(name: str, version: str) -> ServiceError:
    """The error for an action or a version that does not exist."""
    if VERSIONS.get(version) == "ec2":
        return InvalidAction(f"The action {name} is not valid for this web service.")
    return InvalidAction(f"The action {name} is not valid for version {version}.")


def read(shape: StructureShape | None, sent: Mapping[str, str]) -> dict[str, Any]:
    """The members of an operation's input that were sent, named as in the model.

    Numbers of list elements may leave gaps. MalformedInput for what a type cannot hold.
    """
    if shape is None:
        return {}
    if sum(map(len, sent.values())) > TEXT_MAX:
        raise MalformedInput("The values are too long.")
    renamed = {}
    for name, text in sent.items():
        found = _as_query(shape, name.split("."))
        if found:
            renamed[".".join(found)] = text
    values: dict[str, Any] = _closed(query.read(shape, renamed))
    return values


def result(operation: OperationModel, values: Mapping[str, Any] | None, request_id: str) -> str:
    """The body of a success."""
    shape = operation.output_shape
    body = elements.members(shape, values or {}) if shape is not None else ""
    name = f"{operation.name}Response"
    return (
        f'{elements.DECLARATION}<{name} xmlns="{NAMESPACE}"><requestId>{request_id}</requestId>'
        f"{body}</{name}>"
    )


def error(refused: ServiceError, request_id: str) -> str:
    """The body of a failure."""
    return (
        f"{elements.DECLARATION}<Response><Errors><Error><Code>{refused.code}</Code>"
        f"<Message>{escape(str(refused))}</Message></Error></Errors>"
        f"<RequestID>{request_id}</RequestID></Response>"
    )


def _as_query(shape: Shape, parts: list[str]) -> list[str] | None:
    """A parameter's name as the Query protocol has it: `Filter.1.Name` -> Filters.member.1.Name."""
    if not parts:
        return []
    head, *rest = parts
    if isinstance(shape, ListShape):
        inner = _as_query(shape.member, rest)
        return None if inner is None else ["member", head, *inner]
    if not isinstance(shape, StructureShape):
        return parts
    for name, member in shape.members.items():
        if _sent_name(name, member) == head:
            inner = _as_query(member, rest)
            return None if inner is None else [name, *inner]
    return None


def _sent_name(name: str, member: Shape) -> str:
    location = member.serialization.get("name", name)
    return str(member.serialization.get("queryName", location[0].upper() + location[1:]))


def _closed(value: Any) -> Any:
    """The same value; its lists have no gaps."""
    if isinstance(value, dict):
        return {name: _closed(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_closed(each) for each in value if each is not None]
    return value
