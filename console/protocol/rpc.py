"""AWS's protocols that send an operation's input as one document: JSON 1.1 and RPC v2 CBOR.

JSON names service and operation in `X-Amz-Target`, CBOR in the URL; newer SDKs choose CBOR where
the service's model lists it. Sources: https://smithy.io/2.0/aws/protocols/ and
https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html. Codes and statuses of failures
are those of AWS's common errors, as services of JSON 1.1 write them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import cbor2
from botocore.model import ListShape, OperationModel, Shape, StructureShape

from accounts.errors import AccessDenied, ServiceError, ValidationError
from console.protocol import rpc_bodies
from console.protocol.errors import (
    ExpiredToken,
    IncompleteSignature,
    InOtherWords,
    InvalidClientTokenId,
    MalformedInput,
    MissingAction,
    MissingAuthenticationToken,
    RequestTooLarge,
    ServiceFailure,
    ServiceUnavailable,
    SignatureDoesNotMatch,
    Words,
)
from console.protocol.json_answers import plain
from console.protocol.other_services import HERE
from console.protocol.query import INT32
from console.protocol.service_models import NO_CBOR, TARGETS

JSON_TYPE = "application/x-amz-json-1.1"
CBOR_TYPE = "application/cbor"
CBOR_HEADERS = {"smithy-protocol": "rpc-v2-cbor"}
TARGET = re.compile(r"([A-Za-z0-9_.]{1,100})\.([A-Za-z0-9]{1,100})")
CBOR_PATH = re.compile(r"/service/([A-Za-z0-9_.]{1,100})/operation/([A-Za-z0-9]{1,100})")
UNKNOWN = "UnknownOperationException"
TYPES = {"boolean": bool, "string": str}
WORDS: Words = {
    AccessDenied: ("AccessDeniedException", 400, ""),
    ExpiredToken: ("ExpiredTokenException", 400, ""),
    IncompleteSignature: ("IncompleteSignatureException", 400, ""),
    InvalidClientTokenId: ("UnrecognizedClientException", 400, ""),
    MalformedInput: ("SerializationException", 400, ""),
    MissingAction: (UNKNOWN, 400, ""),
    MissingAuthenticationToken: (
        "MissingAuthenticationTokenException",
        400,
        "Missing Authentication Token",
    ),
    RequestTooLarge: ("RequestEntityTooLargeException", 413, ""),
    ServiceFailure: ("InternalFailure", 500, ""),
    ServiceUnavailable: ("ServiceUnavailableException", 503, ""),
    SignatureDoesNotMatch: ("InvalidSignatureException", 400, ""),
    ValidationError: ("ValidationException", 400, ""),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: an operation of a service that is here, its address, its encoding."""

    service: str
    operation: str
    path: str
    is_cbor: bool


def asked(meta: Mapping[str, Any]) -> Asked | None:
    """What a request asks in one of these protocols; None for other protocols and services."""
    if meta["REQUEST_METHOD"] != "POST":
        return None
    path = meta.get("PATH_INFO") or "/"
    is_cbor = meta.get("HTTP_SMITHY_PROTOCOL", "") == CBOR_HEADERS["smithy-protocol"]
    if is_cbor:
        named = CBOR_PATH.fullmatch(path)
    else:
        named = TARGET.fullmatch(meta.get("HTTP_X_AMZ_TARGET", "")) if path == "/" else None
    if named is None or named[1] not in TARGETS:
        return None
    if is_cbor and TARGETS[named[1]] in NO_CBOR:
        return None
    return Asked(TARGETS[named[1]], named[2], path, is_cbor)


def sent(wanted: Asked, body: bytes) -> dict[str, Any]:
    """The operation as `Action`, its input as `Input`; MalformedInput for what cannot be read."""
    load = rpc_bodies.cbor if wanted.is_cbor else rpc_bodies.json
    return {"Action": wanted.operation, "Input": load(body) if body else {}}


def read(shape: StructureShape | None, found: Mapping[str, Any]) -> dict[str, Any]:
    """The members of an operation's input that were sent; every other name is ignored.

    MalformedInput for a value that is not of its member's type.
    """
    values: dict[str, Any] = {} if shape is None else _typed(shape, found["Input"])
    return values


def json_result(operation: OperationModel, values: Mapping[str, Any] | None, _: str) -> str:
    """The body of a success."""
    return json.dumps(plain(values or {}))


def cbor_result(operation: OperationModel, values: Mapping[str, Any] | None, _: str) -> bytes:
    """The body of a success. No operation here answers times, which CBOR tags."""
    return cbor2.dumps(plain(values or {}))


def json_error(refused: ServiceError, _: str) -> str:
    """The body of a failure."""
    return json.dumps(_said(refused))


def cbor_error(refused: ServiceError, _: str) -> bytes:
    """The body of a failure."""
    return cbor2.dumps(_said(refused))


def unknown(name: str, version: str) -> ServiceError:
    """The error for an operation that does not exist."""
    return InOtherWords(UNKNOWN, 400, f"The operation {name} is not here. {HERE}")


def _said(refused: ServiceError) -> dict[str, str]:
    return {"__type": refused.code, "Message": plain(str(refused))}


def _typed(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return {
            name: _typed(member, value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_typed(shape.member, each) for each in value]
    if shape.type_name == "integer" and type(value) is int and value in INT32:
        return value
    if shape.type_name == "timestamp" and type(value) in (int, float):
        return _time(value)
    if type(value) is TYPES.get(shape.type_name):
        return value
    raise _untyped(shape.type_name)


def _time(seconds: float) -> datetime:
    """A time of seconds since 1970, which may be a fraction."""
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise _untyped("timestamp") from error


def _untyped(kind: str) -> MalformedInput:
    return MalformedInput(f"A value is not of the type {kind}.")
