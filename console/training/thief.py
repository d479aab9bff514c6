"""What the thief does with an access key: calls that are signed and sent as any client's are.

They reach the API by its own entrance, from a foreign address, and the same gate decides them.
"""

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from console.protocol.service_models import VERSIONS

ADDRESS = "203.0.113.66"  # of a range that is for documents: nobody has it
AGENT = "Boto3/1.26.27 Python/3.9.2 Linux/5.10.0-kali"
REGION = "us-east-1"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
CODE = re.compile(rb"<Code>([A-Za-z.]{1,80})</Code>")
DEAD = {"InvalidClientTokenId", "InvalidAccessKeyId", "AuthFailure", "SignatureDoesNotMatch"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the thief, `after` so many seconds. `{user}` in a value is the user's name."""

    after: int
    service: str
    operation: str
    parameters: dict[str, str] = field(default_factory=dict)


PLAN = (
    Call(4, "sts", "GetCallerIdentity"),
    Call(5, "iam", "GetUser"),
    Call(6, "iam", "ListAccountAliases"),
    Call(7, "iam", "ListUsers"),
    Call(5, "iam", "ListAttachedUserPolicies", {"UserName": "{user}"}),
    Call(9, "s3", "ListBuckets"),
    Call(8, "ec2", "DescribeInstances"),
    Call(7, "iam", "ListAccessKeys"),
    Call(6, "iam", "ListMFADevices"),
    Call(12, "iam", "CreateUser", {"UserName": "aws-support"}),
    Call(9, "iam", "CreateAccessKey"),
    Call(10, "sts", "GetSessionToken"),
)
BACK = Call(60, "iam", "ListAccessKeys")  # is the key still good?
BACK_TIMES = 30


def call_after(played: int) -> Call | None:
    """The next call of a thief who has made so many; None for one who gives up."""
    if played < len(PLAN):
        return PLAN[played]
    return BACK if played < len(PLAN) + BACK_TIMES else None


def make_call(call: Call, *, access_key_id: str, secret: str, user_name: str) -> str:
    """Sign the call and send it; the code of the error that answers, "" for success."""
    credentials = Credentials(access_key_id, secret)
    request = _rest(call, credentials) if call.service == "s3" else _query(call, user_name)
    if call.service != "s3":
        SigV4Auth(credentials, call.service, REGION).add_auth(request)
    response = _front_door()(WSGIRequest(_environment(request)))
    if response.status_code < 400:
        return ""
    code = CODE.search(response.content)
    return code.group(1).decode() if code else str(response.status_code)


def _query(call: Call, user_name: str) -> AWSRequest:
    version = next(version for version, service in VERSIONS.items() if service == call.service)
    sent = {name: value.format(user=user_name) for name, value in call.parameters.items()}
    body = urlencode({"Action": call.operation, "Version": version, **sent})
    return _request("POST", body, {"Content-Type": FORM})


def _rest(call: Call, credentials: Credentials) -> AWSRequest:
    request = _request("GET", "", {})
    S3SigV4Auth(credentials, call.service, REGION).add_auth(request)
    return request


def _request(method: str, body: str, headers: dict[str, str]) -> AWSRequest:
    host = urlsplit(settings.BASE_URL).netloc
    headers = {"Host": host, "User-Agent": AGENT, **headers}
    url = f"{settings.BASE_URL}/"
    return AWSRequest(method=method, url=url, data=body.encode(), headers=headers)


def _environment(request: AWSRequest) -> dict[str, Any]:
    """The signed request as a server hands it to the application."""
    body, base = request.prepare().body or b"", urlsplit(settings.BASE_URL)
    environment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": base.hostname,
        "SERVER_PORT": str(base.port or 443),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": ADDRESS,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "wsgi.url_scheme": base.scheme,
        "wsgi.input": BytesIO(body),
    }
    for name, value in request.headers.items():
        text = value.decode() if isinstance(value, bytes) else str(value)
        environment.setdefault(f"HTTP_{name.upper().replace('-', '_')}", text)
    return environment


def _front_door() -> Any:
    """The first middleware, which is the API's entrance; no page is behind it here."""
    return import_string(settings.MIDDLEWARE[0])(_no_page)


def _no_page(request: HttpRequest) -> HttpResponse:
    raise Http404("the thief calls the API alone")
