"""S3's protocol: parameters in the query string, results and errors in XML of their own.

The texts were recorded from AWS where they are known.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from botocore.model import OperationModel, StructureShape

from accounts.errors import ServiceError, ValidationError
from console.protocol import elements, query
from console.protocol.errors import (
    ExpiredToken,
    IncompleteSignature,
    InOtherWords,
    InvalidClientTokenId,
    InvalidToken,
    LengthRequired,
    MalformedInput,
    MissingAuthenticationToken,
    NotImplementedHere,
    OutOfTime,
    PresignedOutOfTime,
    RequestTooLarge,
    ServiceFailure,
    ServiceUnavailable,
    SignatureDoesNotMatch,
    Words,
    WrongRegion,
    WrongScope,
)
from console.protocol.sigv4 import Message
from console.protocol.xml import escape

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
CONTENT_TYPE = "application/xml"
REQUEST_ID = "x-amz-request-id"
UNSIGNED = "UNSIGNED-PAYLOAD"
SHA256 = re.compile(r"[0-9a-f]{64}")
# The model does not say what a result is called where that is not the name of its shape.
ROOTS = {"ListBucketsOutput": "ListAllMyBucketsResult"}
WORDS: Words = {
    ExpiredToken: ("ExpiredToken", 400, "The provided token has expired."),
    IncompleteSignature: ("AuthorizationHeaderMalformed", 400, ""),
    InvalidClientTokenId: (
        "InvalidAccessKeyId",
        403,
        "The AWS Access Key Id you provided does not exist in our records.",
    ),
    InvalidToken: ("InvalidToken", 400, "The provided token is malformed or otherwise invalid."),
    LengthRequired: ("MissingContentLength", 411, ""),
    MalformedInput: ("InvalidArgument", 400, ""),
    MissingAuthenticationToken: ("AccessDenied", 403, "Access Denied"),
    OutOfTime: (
        "RequestTimeTooSkewed",
        403,
        "The difference between the request time and the current time is too large.",
    ),
    PresignedOutOfTime: ("AccessDenied", 403, ""),
    RequestTooLarge: ("EntityTooLarge", 400, ""),
    ServiceFailure: (
        "InternalError",
        500,
        "We encountered an internal error. Please try again.",
    ),
    ServiceUnavailable: ("ServiceUnavailable", 503, ""),
    SignatureDoesNotMatch: (
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check "
        "your key and signing method.",
    ),
    ValidationError: ("InvalidArgument", 400, ""),
    WrongScope: ("AuthorizationHeaderMalformed", 400, ""),
}


def unknown(name: str, version: str) -> ServiceError:
    """The error for what S3 can do and nobody here can."""
    return NotImplementedHere("A header you provided implies functionality that is not implemented")


def read(shape: StructureShape | None, sent: Mapping[str, str]) -> dict[str, Any]:
    """The members of an operation's input that the query string holds."""
    if shape is None:
        return {}
    renamed = {}
    for name, member in shape.members.items():
        sent_name = member.serialization.get("name", name)
        if member.serialization.get("location") == "querystring" and sent_name in sent:
            renamed[name] = sent[sent_name]
    return query.read(shape, renamed)


def with_payload(message: Message) -> Message:
    """The message with what it says was signed of its body; an error where that is not its body.

    A presigned URL says nothing, and signs none.
    """
    if not message.header("authorization"):
        return replace(message, payload=UNSIGNED)
    said = message.header("x-amz-content-sha256")
    if not said:
        raise InOtherWords(
            "InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256"
        )
    if said != UNSIGNED and not SHA256.fullmatch(said):
        raise InOtherWords(
            "InvalidArgument",
            400,
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, or a valid sha256 value.",
        )
    if said not in (UNSIGNED, hashlib.sha256(message.body).hexdigest()):
        raise InOtherWords(
            "XAmzContentSHA256Mismatch",
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        )
    return replace(message, payload=said)


def result(operation: OperationModel, values: Mapping[str, Any] | None, request_id: str) -> str:
    """The body of a success."""
    shape = operation.output_shape
    if shape is None:
        return ""
    name = ROOTS.get(shape.name, shape.name)
    body = elements.members(shape, values or {})
    return f'{elements.DECLARATION}<{name} xmlns="{NAMESPACE}">{body}</{name}>'


def error(refused: ServiceError, request_id: str) -> str:
    """The body of a failure."""
    region = f"<Region>{refused.region}</Region>" if isinstance(refused, WrongRegion) else ""
    return (
        f"{elements.DECLARATION}<Error><Code>{refused.code}</Code>"
        f"<Message>{escape(str(refused))}</Message>{region}<RequestId>{request_id}</RequestId>"
        f"<HostId>{host_id(request_id)}</HostId></Error>"
    )


def host_id(request_id: str) -> str:
    """The second id that S3 gives a request, made from the first."""
    return base64.b64encode(hashlib.sha384(request_id.encode()).digest()).decode()
