"""AWS Signature Version 4, verified: the Authorization header and the presigned query.

Source: AWS's reference of Signature Version 4. The order of checks is that of a verifier that
mimics AWS; the texts were recorded from AWS where they are known.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from console.protocol.errors import (
    IncompleteSignature,
    MissingAuthenticationToken,
    SignatureDoesNotMatch,
)
from console.protocol.scopes import TERMINATOR, check_region_of_s3, check_scope
from console.protocol.signed_times import basic, check_clock, check_lifetime

ALGORITHM = "AWS4-HMAC-SHA256"
SPACES = re.compile(r" +")
NO_MATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details."
)
HEADER_PARTS = ("Credential", "Signature", "SignedHeaders")
SIGNED_MAX = 50  # names of signed headers; an SDK signs about ten
CREDENTIAL_MAX = 256  # characters: a key's id has 128 at most, a scope some forty
QUERY_PARTS = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
    "X-Amz-Date",
)
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Message:
    """A request as it was sent.

    `header` gives a header's value by its lower-case name, as WSGI does (Latin-1), "" for none;
    `has_header` says whether it was sent. `query` are the decoded names and values of the query
    string. `payload` is what was signed in place of the body's hash, where the service lets the
    sender say that.
    """

    method: str
    path: str
    query: Pairs
    header: Callable[[str], str]
    has_header: Callable[[str], bool]
    body: bytes
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a message says of its signature; nothing of it is proved yet.

    `timestamp` is the signed time in ISO 8601's basic format.
    """

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str
    timestamp: str
    session_token: str
    presigned: bool


def read(message: Message, service: str, now: datetime) -> Signature:
    """What the message says of its signature, checked for form, time and scope.

    In order: the parts that must be there, the clock (fifteen minutes either way), the five parts
    of the credential, its scope, the names of signed headers.
    """
    authorization = message.header("authorization")
    if authorization:
        parts, timestamp, token = _from_header(message, authorization)
    else:
        parts, timestamp, token = _from_query(message)
    if service == "s3" and not authorization:
        check_lifetime(dict(message.query).get("X-Amz-Expires", ""), timestamp, now)
    else:
        check_clock(timestamp, now)
    credential = parts["Credential"]
    fields = credential.split("/")
    if len(fields) != 5 or len(credential) > CREDENTIAL_MAX:
        raise IncompleteSignature(
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            f"keyid/date/region/service/term, got '{credential}'"
        )
    if service == "s3":
        check_region_of_s3(fields[2], presigned=not authorization)
    check_scope(fields, service, timestamp)
    names = _signed_headers(parts["SignedHeaders"], message)
    key_id, date, region, _, _ = fields
    return Signature(
        access_key_id=key_id,
        date=date,
        region=region,
        service=service,
        signed_headers=names,
        signature=parts["Signature"],
        timestamp=timestamp,
        session_token=token,
        presigned=not authorization,
    )


def verify(signature: Signature, message: Message, secret: str) -> None:
    """SignatureDoesNotMatch unless the message was signed with the secret."""
    canonical = hashlib.sha256(_canonical(signature, message)).hexdigest()
    scope = f"{signature.date}/{signature.region}/{signature.service}/{TERMINATOR}"
    text = f"{ALGORITHM}\n{signature.timestamp}\n{scope}\n{canonical}"
    key = signing_key(secret, signature.date, signature.region, signature.service)
    expected = hmac.digest(key, text.encode(), "sha256").hex()
    if not hmac.compare_digest(expected.encode(), signature.signature.encode()):
        raise SignatureDoesNotMatch(NO_MATCH)


@lru_cache(maxsize=1024)
def signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    """The key of one day, region and service; the newest are kept."""
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _from_header(message: Message, authorization: str) -> tuple[dict[str, str], str, str]:
    algorithm, _, rest = authorization.strip().partition(" ")
    if algorithm != ALGORITHM:
        raise IncompleteSignature(f"Unsupported AWS 'algorithm': '{algorithm}'.")
    fields = [part.strip().partition("=") for part in rest.split(",")]
    parts = {name: value for name, _, value in fields}
    date = message.header("x-amz-date") or message.header("date")
    missing = [
        f"Authorization header requires '{name}' parameter."
        for name in HEADER_PARTS
        if not parts.get(name)
    ]
    if not date:
        missing.append(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    if missing or len(parts) < len(fields):
        raise IncompleteSignature(" ".join([*missing, f"Authorization={authorization}"]))
    return parts, basic(date), message.header("x-amz-security-token")


def _from_query(message: Message) -> tuple[dict[str, str], str, str]:
    sent = dict(message.query)
    if "X-Amz-Algorithm" not in sent and "X-Amz-Signature" not in sent:
        raise MissingAuthenticationToken("Request is missing Authentication Token")
    missing = [
        f"AWS query-string parameters must include '{name}'."
        for name in QUERY_PARTS
        if not sent.get(name)
    ]
    if missing:
        raise IncompleteSignature(" ".join([*missing, "Re-examine the query-string parameters."]))
    if sent["X-Amz-Algorithm"] != ALGORITHM:
        raise IncompleteSignature(f"Unsupported AWS 'algorithm': '{sent['X-Amz-Algorithm']}'.")
    parts = {name: sent[f"X-Amz-{name}"] for name in HEADER_PARTS}
    return parts, basic(sent["X-Amz-Date"]), sent.get("X-Amz-Security-Token", "")


def _signed_headers(text: str, message: Message) -> tuple[str, ...]:
    """The names of the signed headers, each of them sent, none of them twice.

    AWS makes its canonical request of the headers that it received, each once: no signature over
    others can match. They are refused here, before a value is written once for each name.
    """
    names = text.lower().split(";", SIGNED_MAX)
    if "host" not in names:
        raise SignatureDoesNotMatch("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    if (
        len(names) > SIGNED_MAX
        or len(set(names)) < len(names)
        or not all(map(message.has_header, names))
    ):
        raise SignatureDoesNotMatch(NO_MATCH)
    return tuple(names)


def _canonical(signature: Signature, message: Message) -> bytes:
    """The canonical request: method, path, query, signed headers, hash of the body."""
    query = "" if not message.query else _canonical_query(message.query, signature.presigned)
    headers = "".join(
        [f"{name}:{_header(message.header(name))}\n" for name in signature.signed_headers]
    )
    names = ";".join(signature.signed_headers)
    payload = message.payload or hashlib.sha256(message.body).hexdigest()
    text = f"{message.method}\n{message.path}\n{query}\n{headers}\n{names}\n{payload}"
    return text.encode("latin-1", "replace")


def _header(value: str) -> str:
    return SPACES.sub(" ", value.strip()) if "  " in value else value.strip()


def _canonical_query(query: Pairs, presigned: bool) -> str:
    encoded = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in query
        if not (presigned and name == "X-Amz-Signature")
    )
    return "&".join([f"{name}={value}" for name, value in encoded])
