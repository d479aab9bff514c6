"""Signed requests by hand, for what no SDK would send."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from defusedxml.ElementTree import fromstring
from django.http import HttpResponse
from django.test import Client

from tests.support.refusals import without_id

FORM = "application/x-www-form-urlencoded; charset=utf-8"
URL = "http://testserver/"
VERSIONS = {"ec2": "2016-11-15", "iam": "2010-05-08", "sts": "2011-06-15"}
Key = dict[str, str]
Change = Callable[[AWSRequest], None]


def unchanged(_: AWSRequest) -> None:
    """Send what was signed."""


def body_of(action: str, service: str = "iam", **parameters: Any) -> str:
    return urlencode({"Action": action, "Version": VERSIONS[service], **parameters})


def send(
    key: Key | None,
    body: str | bytes,
    *,
    service: str = "iam",
    region: str = "us-east-1",
    scoped: str = "",
    headers: dict[str, str] | None = None,
    change: Change = unchanged,
) -> HttpResponse:
    """POST a form signed in its header; `change` spoils it after it was signed."""
    request = AWSRequest("POST", URL, data=body, headers={"Content-Type": FORM, **(headers or {})})
    if key:
        SigV4Auth(credentials(key), scoped or service, region).add_auth(request)
    change(request)
    return answer(request)


def presign(
    key: Key,
    action: str,
    *,
    service: str = "sts",
    method: str = "GET",
    change: Change = unchanged,
    **parameters: Any,
) -> HttpResponse:
    """The presigned form: everything stands in the URL."""
    request = AWSRequest(method, f"{URL}?{body_of(action, service, **parameters)}")
    SigV4QueryAuth(credentials(key), service, "us-east-1", expires=60).add_auth(request)
    change(request)
    return answer(request)


def code(response: HttpResponse) -> tuple[int, str]:
    """The status of an answer and the error's code, "" for a success."""
    found = fromstring(response.content).find(".//{*}Code")
    return response.status_code, "" if found is None else found.text or ""


def message(response: HttpResponse) -> str | None:
    """The text of an error, without an authorization id."""
    text = raw_message(response)
    return text and without_id(text)


def raw_message(response: HttpResponse) -> str | None:
    """The text of an error, as it is answered."""
    return fromstring(response.content).findtext(".//{*}Message")


def error_of(response: HttpResponse) -> tuple[int, str, str]:
    """The status of an answer, and the error's code and text."""
    return *code(response), message(response) or ""


def credentials(key: Key) -> Credentials:
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"], key.get("SessionToken"))


def answer(request: AWSRequest) -> HttpResponse:
    query = request.url.partition("?")[2]
    body = request.data if isinstance(request.data, bytes) else str(request.data or "").encode()
    headers = {"Host": "testserver"} | {n: str(v) for n, v in request.headers.items()}
    kind = headers.pop("Content-Type", "")
    return Client().generic(
        request.method, f"/?{query}" if query else "/", body, content_type=kind, headers=headers
    )
