"""Requests for AWS services that are not here: an error in the request's own protocol.

An SDK reads an error of its own protocol only; a page or the XML of IAM it prints raw or trips
over. How each protocol writes an error: https://smithy.io/2.0/aws/protocols/. Nothing of the
request is believed, so nothing is verified, decided or recorded.
"""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.protocol.xml import escape

OURS = ("ec2", "iam", "s3", "sts")
IN_DOCUMENTS = (
    "access-analyzer",
    "cloudtrail",
    "organizations",
    "tagging",
)  # here too, asked as `rpc` reads it
IN_XML = ("cloudfront", "route53")
SCOPES = (
    re.compile(r"(?:/|%2F)([a-z0-9.-]{1,40})(?:/|%2F)aws4_request", re.IGNORECASE),
    re.compile(r"(?:/|%2F)(ec2|iam|s3|sts)(?:/|%2F)", re.IGNORECASE),  # in a malformed scope
)
SIGNED_MAX = 4096  # characters of a signature in which its scope is looked for
FORM = "application/x-www-form-urlencoded"
REPOSITORIES = "/v1/repos/"
CODE = "UnknownOperationException"
HERE = (
    "This server answers for IAM, STS, EC2's instances and regions, the list of S3's buckets, "
    "whether there is an organization, which resources have tags, CloudTrail's event history, and "
    "Access Analyzer's checks of policies."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer: its status, its type, further headers and its body."""

    status: int
    content_type: str
    headers: Mapping[str, str]
    body: bytes


def is_of_an_sdk(meta: Mapping[str, Any]) -> bool:
    """Whether a request is for an API, whatever its address: signed, or sent by an SDK or Git."""
    signed, queried = meta.get("HTTP_AUTHORIZATION", ""), meta.get("QUERY_STRING", "")
    return (
        signed.startswith(("AWS4-", "AWS "))
        or "X-Amz-Credential=" in queried
        or _is_older_presigned_url(queried)
        or "HTTP_X_AMZ_TARGET" in meta
        or "HTTP_SMITHY_PROTOCOL" in meta
        or "HTTP_AMZ_SDK_INVOCATION_ID" in meta
        or meta.get("PATH_INFO", "").startswith(REPOSITORIES)
    )


def refusal(meta: Mapping[str, Any], service: str) -> Refusal | None:
    """What a request of a service that is not here is answered; None for a service that is here.

    `service` is the one that it was signed for.
    """
    if meta.get("PATH_INFO", "").startswith(REPOSITORIES) and not service:
        return _of_git()
    said = (
        HERE
        if service in ("", *OURS, *IN_DOCUMENTS)
        else f"The service {service} is not here. {HERE}"
    )
    if "HTTP_X_AMZ_TARGET" in meta:
        version = "1.0" if "json-1.0" in meta.get("CONTENT_TYPE", "") else "1.1"
        return _in_json(400, f"application/x-amz-json-{version}", said)
    if "cbor" in meta.get("HTTP_SMITHY_PROTOCOL", ""):
        return _in_cbor(said)
    elsewhere = (meta.get("PATH_INFO") or "/") != "/"
    if service in OURS:
        if service == "s3" or not elsewhere:
            return None
        return _in_xml(f"The endpoint of {service} is at /, not at a longer address.")
    if not elsewhere and (not service or _is_query(meta)):
        return None
    return _in_xml(said) if service in IN_XML else _in_json(404, "application/json", said)


def signed_for(meta: Mapping[str, Any]) -> str:
    """The service of the signature's scope, "" for none.

    An older signature is one for S3. So is what an SDK reads without any: S3 alone has something
    to read for who signs nothing.
    """
    signed, queried = meta.get("HTTP_AUTHORIZATION", ""), meta.get("QUERY_STRING", "")
    if signed.startswith("AWS ") or _is_older_presigned_url(queried):
        return "s3"
    if not signed.startswith("AWS4-"):
        signed = queried.partition("X-Amz-Credential=")[2].partition("&")[0]
    if not signed and _reads_unsigned(meta):
        return "s3"
    signed = signed[:SIGNED_MAX]
    found = SCOPES[0].search(signed) or SCOPES[1].search(signed)
    return found.group(1).lower() if found else ""


def _is_older_presigned_url(queried: str) -> bool:
    """Whether an address is signed in S3's older way."""
    return "AWSAccessKeyId=" in queried and "Signature=" in queried


def _reads_unsigned(meta: Mapping[str, Any]) -> bool:
    """Whether an SDK reads something without a signature, and without a token in place of one."""
    return (
        "HTTP_AMZ_SDK_INVOCATION_ID" in meta
        and meta.get("REQUEST_METHOD") in ("GET", "HEAD")
        and "HTTP_AUTHORIZATION" not in meta
        and "HTTP_X_AMZ_SSO_BEARER_TOKEN" not in meta
        and not _is_query(meta)
    )


def _is_query(meta: Mapping[str, Any]) -> bool:
    """Whether the operation is a parameter, as in IAM's own protocol, which many services have."""
    return meta.get("CONTENT_TYPE", "").startswith(FORM) or "Action=" in meta.get(
        "QUERY_STRING", ""
    )


def _in_json(status: int, content_type: str, said: str) -> Refusal:
    body = json.dumps({"__type": CODE, "message": said}).encode()
    return Refusal(status, content_type, _headers(**{"x-amzn-ErrorType": CODE}), body)


def _in_cbor(said: str) -> Refusal:
    """A map of two texts, in RFC 8949's encoding."""
    pairs = {"__type": f"com.amazon.coral.service#{CODE}", "message": said}
    body = bytes([0xA0 + len(pairs)])
    for text in (part for pair in pairs.items() for part in pair):
        encoded = text.encode()
        body += b"\x79" + len(encoded).to_bytes(2) + encoded
    return Refusal(400, "application/cbor", _headers(**{"smithy-protocol": "rpc-v2-cbor"}), body)


def _in_xml(said: str) -> Refusal:
    headers = _headers()
    request_id = headers["x-amzn-RequestId"]
    body = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{CODE}</Code>"
        f"<Message>{escape(said)}</Message></Error><RequestId>{request_id}</RequestId>"
        "</ErrorResponse>"
    )
    return Refusal(404, "text/xml", headers, body.encode())


def _of_git() -> Refusal:
    """The refusal for Git, which shows the server's text to its user."""
    said = (
        "There are no repositories here: Git credentials and SSH keys are made and open nothing.\n"
    )
    return Refusal(501, "text/plain; charset=utf-8", {}, said.encode())


def _headers(**more: str) -> dict[str, str]:
    return {"x-amzn-RequestId": str(uuid.uuid4()), **more}
