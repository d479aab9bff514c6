"""AWS's JSON 1.1 protocol, of which Organizations' DescribeOrganization alone is here.

The operation stands in the header `X-Amz-Target`, parameters in a JSON body; this one has none, so
that no body is read. How the protocol is written:
https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

import json
from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel, StructureShape

from accounts.errors import AccessDenied, ServiceError
from console.protocol.errors import (
    ExpiredToken,
    IncompleteSignature,
    InvalidAction,
    InvalidClientTokenId,
    MalformedInput,
    MissingAuthenticationToken,
    ServiceFailure,
    ServiceUnavailable,
    SignatureDoesNotMatch,
    Words,
)

SERVICE = "organizations"
VERSION = "2016-11-28"
OPERATION = "DescribeOrganization"
TARGET = f"AWSOrganizationsV20161128.{OPERATION}"
CONTENT_TYPE = "application/x-amz-json-1.1"
REQUEST_ID = "x-amzn-RequestId"
# The errors that every service of this protocol has:
# https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
WORDS: Words = {
    AccessDenied: ("AccessDeniedException", 400, ""),
    ExpiredToken: ("ExpiredTokenException", 400, ""),
    IncompleteSignature: ("IncompleteSignatureException", 400, ""),
    InvalidClientTokenId: ("UnrecognizedClientException", 400, ""),
    MalformedInput: ("SerializationException", 400, ""),
    MissingAuthenticationToken: (
        "MissingAuthenticationTokenException", 400, "Missing Authentication Token",
    ),
    ServiceFailure: ("InternalFailure", 500, ""),
    ServiceUnavailable: ("ServiceUnavailableException", 503, ""),
    SignatureDoesNotMatch: ("InvalidSignatureException", 400, ""),
}  # fmt: skip


def is_for(meta: Mapping[str, Any]) -> bool:
    """Whether a request asks for the operation that is here, by its header and its address."""
    at_root = (meta.get("PATH_INFO") or "/") == "/"
    return at_root and meta["REQUEST_METHOD"] == "POST" and meta.get("HTTP_X_AMZ_TARGET") == TARGET


def asked() -> dict[str, str]:
    """The operation, named as the Query protocol names one."""
    return {"Action": OPERATION, "Version": VERSION}


def unknown(name: str, version: str) -> ServiceError:
    """The error for an operation that there is not."""
    return InvalidAction(f"Could not find operation {name} for version {version}")


def read(shape: StructureShape | None, sent: Mapping[str, str]) -> dict[str, Any]:
    """The members of the operation's input: it has none."""
    return {}


def result(operation: OperationModel, values: Mapping[str, Any] | None, request_id: str) -> str:
    """The body of a success."""
    return json.dumps(dict(values or {}))


def error(refused: ServiceError, request_id: str) -> str:
    """The body of a failure."""
    return json.dumps({"__type": refused.code, "Message": str(refused)})
