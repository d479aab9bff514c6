"""AWS's REST protocol with JSON: an operation is a method and an address of the service's model.

Parameters are labels of the address, the query string and one JSON body. Sources:
https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html and the model's `http` traits. Codes
of failures are those of AWS's common errors, with the statuses that REST services give them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from botocore.model import OperationModel, StructureShape

from accounts.errors import AccessDenied, ServiceError, ValidationError
from console.protocol import query, rpc, rpc_bodies, service_models
from console.protocol.errors import (
    ExpiredToken,
    IncompleteSignature,
    InOtherWords,
    InvalidClientTokenId,
    MalformedInput,
    MissingAuthenticationToken,
    ServiceFailure,
    SignatureDoesNotMatch,
    Words,
)
from console.protocol.json_answers import plain
from console.protocol.other_services import HERE
from console.protocol.sigv4 import Message

CONTENT_TYPE = "application/json"
LABEL = re.compile(r"\\\{(\w+)\\\}")
PATH_MAX = 2048
WORDS: Words = {
    **rpc.WORDS,
    AccessDenied: ("AccessDeniedException", 403, ""),
    ExpiredToken: ("ExpiredTokenException", 403, ""),
    IncompleteSignature: ("IncompleteSignatureException", 403, ""),
    InvalidClientTokenId: ("UnrecognizedClientException", 403, ""),
    MissingAuthenticationToken: (
        "MissingAuthenticationTokenException",
        403,
        "Missing Authentication Token",
    ),
    ServiceFailure: ("InternalServerException", 500, ""),
    SignatureDoesNotMatch: ("InvalidSignatureException", 403, ""),
    ValidationError: ("ValidationException", 400, ""),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: an operation of a service, and the labels of its address."""

    service: str
    operation: str
    labels: Mapping[str, str]
    path: str


@dataclass(frozen=True, slots=True)
class Route:
    """The address of an operation, as its model has it."""

    method: str
    address: re.Pattern[str]
    service: str
    operation: str


def asked(meta: Mapping[str, Any], signed_for: str) -> Asked | None:
    """What a request asks of a service that is here; None for every other one.

    `signed_for` is the service of the signature: without one nothing is asked, so that these
    addresses never stand in the way of the console's own pages.
    """
    if signed_for not in service_models.RESTFUL.values():
        return None
    raw = (meta.get("PATH_INFO") or "/").encode("latin-1", "replace")
    if len(raw) > PATH_MAX:
        return None
    path = raw.decode("utf-8", "replace")
    for service, name in service_models.RESTFUL.items():
        for route in _routes(service) if name == signed_for else ():
            found = route.address.fullmatch(path)
            if found and route.method == meta["REQUEST_METHOD"]:
                signed = quote(quote(raw, safe="/-_.~"), safe="/-_.~")
                return Asked(service, route.operation, found.groupdict(), signed)
    return None


def sent(wanted: Asked, message: Message) -> dict[str, Any]:
    """The operation as `Action` and all that was sent; MalformedInput for what cannot be read."""
    return {
        "Action": wanted.operation,
        "Labels": wanted.labels,
        "Queried": query.parameters(message.query),
        "Input": rpc_bodies.json(message.body) if message.body else {},
    }


def read(shape: StructureShape | None, found: Mapping[str, Any]) -> dict[str, Any]:
    """The members of an operation's input, each from its place; every other name is ignored.

    MalformedInput for a value that is not of its member's type.
    """
    if shape is None:
        return {}
    if not isinstance(found["Input"], dict):
        raise MalformedInput("The body is not a JSON object.")
    places = {"uri": found["Labels"], "querystring": found["Queried"]}
    texts: dict[str, str] = {}
    body: dict[str, Any] = {}
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        place = places[location] if location else found["Input"]
        sent_name = member.serialization.get("name", name)
        if sent_name in place:
            (texts if location else body)[name] = place[sent_name]
    return {**rpc.read(shape, {"Input": body}), **query.read(shape, texts)}


def result(operation: OperationModel, values: Mapping[str, Any] | None, _: str) -> str:
    """The body of a success."""
    return json.dumps(plain(values or {}))


def error(refused: ServiceError, _: str) -> str:
    """The body of a failure; its code is in a header as well (`error_headers`)."""
    said: dict[str, Any] = {"__type": refused.code, "message": plain(str(refused))}
    if refused.code == "ValidationException":
        said["reason"] = getattr(refused, "reason", "fieldValidationFailed")
    return json.dumps(said)


def error_headers(refused: ServiceError) -> dict[str, str]:
    """The header by which clients know a failure."""
    return {"x-amzn-ErrorType": refused.code}


def unknown(name: str, version: str) -> ServiceError:
    """The error for an operation that nobody here can do."""
    return InOtherWords(rpc.UNKNOWN, 404, f"The operation {name} is not here. {HERE}")


@lru_cache(maxsize=8)
def _routes(service: str) -> tuple[Route, ...]:
    """The addresses of a service's operations; read once, at the first request signed for it."""
    return tuple(
        Route(method, re.compile(_pattern(address)), service, name)
        for name, method, address in service_models.addresses(service)
    )


def _pattern(address: str) -> str:
    return LABEL.sub(r"(?P<\1>[^/]+)", re.escape(address))
