"""The operation of an S3 request, from its method, URL and host."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from console.protocol import query, s3
from console.protocol.errors import InOtherWords, MissingAuthenticationToken
from console.protocol.sigv4 import ALGORITHM, Message

VERSION = "2006-03-01"
LIST_BUCKETS = "ListBuckets"
FILTERS = {"bucket-region", "continuation-token", "max-buckets", "prefix"}
BUCKETS_MAX = 10_000


def asked_of_s3(meta: Mapping[str, Any], message: Message) -> tuple[dict[str, str], Message]:
    """The operation and its parameters, named as in the Query protocol, and what was signed."""
    sent = query.parameters(message.query)
    if not (message.header("authorization") or "Signature" in sent or "X-Amz-Signature" in sent):
        raise MissingAuthenticationToken("Request is missing Authentication Token")
    if not (message.header("authorization").startswith(ALGORITHM) or "X-Amz-Credential" in sent):
        raise InOtherWords(
            "InvalidRequest",
            400,
            "The authorization mechanism you have provided is not supported. "
            f"Please use {ALGORITHM}.",
        )
    if not _lists_buckets(meta, sent):
        raise s3.unknown("", VERSION)
    wanted = sent.get("max-buckets", "1")
    if not (wanted.isascii() and wanted.isdecimal() and 1 <= int(wanted[:6]) <= BUCKETS_MAX):
        text = f"Argument max-buckets must be an integer between 1 and {BUCKETS_MAX}"
        raise InOtherWords("InvalidArgument", 400, text)
    return {**sent, "Action": LIST_BUCKETS, "Version": VERSION}, s3.with_payload(message)


def _lists_buckets(meta: Mapping[str, Any], sent: Mapping[str, str]) -> bool:
    """Whether a request is a GET of the root, which is no bucket, with parameters of ListBuckets
    alone."""
    return (
        meta["REQUEST_METHOD"] == "GET"
        and (meta.get("PATH_INFO") or "/") == "/"
        and not _is_buckets_host(str(meta.get("HTTP_HOST", "")))
        and sent.get("x-id", LIST_BUCKETS) == LIST_BUCKETS
        and all(name in FILTERS or name.startswith(("X-Amz-", "x-id")) for name in sent)
    )


def _is_buckets_host(host: str) -> bool:
    """A subdomain of one of the console's hosts is a bucket's name, as SDKs put it before the
    host.
    """
    name = host.partition(":")[0].lower()
    ours = {allowed.lower() for allowed in settings.ALLOWED_HOSTS}
    return name not in ours and any(name.endswith(f".{allowed}") for allowed in ours)
