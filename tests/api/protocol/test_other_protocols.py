"""What no SDK sends to EC2 and S3: their own errors, never a 500 or a page, and nothing written."""

import hashlib
from typing import Any
from urllib.parse import quote

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from defusedxml.ElementTree import fromstring
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import UserPolicy
from console.models import Event
from console.protocol import service_models
from tests.api.answers import check_answer
from tests.api.conftest import new_key
from tests.api.raw import (
    URL,
    Key,
    answer,
    body_of,
    code,
    credentials,
    message,
    send,
    unchanged,
)
from tests.support.refusals import DENY_ALL
from tests.support.rows import rows
from tests.world import World as People
from tests.world import make_world

DESCRIBE = body_of("DescribeInstances", "ec2")


def ask_s3(
    key: Key, query: str = "", *, method: str = "GET", change: Any = unchanged, **headers: str
) -> HttpResponse:
    """A request of S3, signed in its header."""
    request = AWSRequest(method, f"{URL}?{query}" if query else URL, headers=headers)
    S3SigV4Auth(credentials(key), "s3", "us-east-1").add_auth(request)
    change(request)
    return answer(request)


def without_use() -> dict[str, list]:
    found = rows()
    found.pop("credentials.AccessKey")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MaxResults=5", (200, "")),
        ("MaxResults=x", (400, "InvalidParameterValue")),
        ("MaxResults=", (400, "InvalidParameterValue")),
        ("MaxResults=9999999999", (400, "InvalidParameterValue")),
        ("MaxResults.1=5", (400, "InvalidParameterValue")),
        ("DryRun=perhaps", (400, "InvalidParameterValue")),
        ("DryRun=true", (412, "DryRunOperation")),
        ("InstanceId=", (200, "")),
        ("InstanceId.1=", (400, "InvalidInstanceID.Malformed")),
        ("InstanceId.1=i-%00", (400, "InvalidParameterValue")),
        ("InstanceId.1=i-1234567%D9%A1", (400, "InvalidInstanceID.Malformed")),
        ("InstanceId.0=i-12345678", (400, "InvalidParameterValue")),
        ("InstanceId.99999=i-12345678", (400, "InvalidParameterValue")),
        ("InstanceId.1=i-12345678&InstanceId.01=i-12345678", (400, "InvalidParameterValue")),
        ("InstanceId.2=i-12345678", (400, "InvalidInstanceID.NotFound")),
        ("InstanceId.1.2.3=i-12345678", (400, "InvalidParameterValue")),
        ("Filter.1.Name=tag:Name&Filter.1.Value.1=web-1", (200, "")),
        ("Filter.2.Name=tag:Name&Filter.2.Value.3=web-1", (200, "")),
        ("Filter.1.Name=tag:Name", (200, "")),
        ("Filter.1.Value.1=x", (400, "InvalidParameterValue")),
        ("Filter.1=x", (400, "InvalidParameterValue")),
        ("Filter.1.Name=tag:Name&Filter.1.Value.1=" + "*?" * 5000, (200, "")),
        ("Filter.1.Name=tag:Name&Filter.1.Value.1=" + "a" * 70_000, (400, "InvalidParameterValue")),
        ("Filter.1.Name=%3Cb%3E%00&Filter.1.Value.1=x", (400, "InvalidParameterValue")),
        ("Filters.member.1.Name=x", (200, "")),
        ("a.b.c.d=1&.=2&..=3&InstanceId.=4", (400, "InvalidParameterValue")),
        ("Action=DescribeInstances", (400, "InvalidParameterValue")),
        ("X=%FF", (400, "InvalidParameterValue")),
    ],
)  # fmt: skip
def test_parameters_of_ec2(key: Key, text: str, expected: tuple[int, str]):
    before = without_use()
    response = send(key, f"{DESCRIBE}&{text}", service="ec2")
    assert code(response) == expected
    assert response.headers["Content-Type"] == "text/xml;charset=UTF-8"
    assert without_use() == before


@pytest.mark.parametrize(
    ("body", "expected", "text"),
    [
        ("Version=2016-11-15", "MissingParameter", "The request must contain the parameter Action"),
        ("Action=RunInstances&Version=2016-11-15", "InvalidAction",
         "The action RunInstances is not valid for this web service."),
        ("Action=GetUser&Version=2016-11-15", "InvalidAction",
         "The action GetUser is not valid for this web service."),
        ("Action=DescribeInstances&Version=2006-03-01", "InvalidAction",
         "The action DescribeInstances is not valid for version 2006-03-01."),
        ("Action=ListBuckets&Version=2016-11-15", "InvalidAction",
         "The action ListBuckets is not valid for this web service."),
        ("Action=DescribeInstances", "InvalidAction",
         "The action DescribeInstances is not valid for version NO_VERSION_SPECIFIED."),
    ],
)  # fmt: skip
def test_what_is_no_operation_of_ec2(key: Key, body: str, expected: str, text: str):
    response = send(key, body, service="ec2")
    assert code(response) == (400, expected)
    assert fromstring(response.content).findtext(".//Message") == text
    assert not Event.objects.exists()


def test_nobody_asks_ec2(people: People):
    response = send(None, DESCRIBE, service="ec2")
    assert code(response) == (400, "MissingParameter")
    assert b"The request must contain the parameter AWSAccessKeyId" in response.content
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", (200, "")),
        ("x-id=ListBuckets", (200, "")),
        ("x-id=ListObjects", (501, "NotImplemented")),
        ("list-type=2", (501, "NotImplemented")),
        ("Action=ListBuckets&Version=2006-03-01", (501, "NotImplemented")),
        ("prefix=doc", (200, "")),
        ("prefix=%00%FF", (400, "InvalidArgument")),
        ("prefix=a&prefix=b", (400, "InvalidArgument")),
        ("max-buckets=1", (200, "")),
        ("max-buckets=0", (400, "InvalidArgument")),
        ("max-buckets=10001", (400, "InvalidArgument")),
        ("max-buckets=" + "9" * 50, (400, "InvalidArgument")),
        ("max-buckets=%D9%A1", (400, "InvalidArgument")),
        ("max-buckets=", (400, "InvalidArgument")),
        ("continuation-token=%C3%A9", (400, "InvalidArgument")),
        ("continuation-token=abc", (400, "InvalidArgument")),
        ("continuation-token=_w%3D%3D", (400, "InvalidArgument")),
        ("bucket-region=nowhere", (200, "")),
    ],
)
def test_queries_of_s3(key: Key, query: str, expected: tuple[int, str]):
    before = without_use()
    response = ask_s3(key, query)
    assert code(response) == expected
    assert response.headers["Content-Type"] == "application/xml"
    assert without_use() == before


def test_s3_says_for_which_region_to_sign(key: Key):
    """s3cmd signs for `US` and goes on by the region of the answer."""
    header = AWSRequest("GET", URL)
    S3SigV4Auth(credentials(key), "s3", "US").add_auth(header)
    address = AWSRequest("GET", URL)
    S3SigV4QueryAuth(credentials(key), "s3", "US", expires=60).add_auth(address)
    for request, expected, what in (
        (header, "AuthorizationHeaderMalformed", "The authorization header is malformed"),
        (address, "AuthorizationQueryParametersError",
         "Error parsing the X-Amz-Credential parameter"),
    ):  # fmt: skip
        response = answer(request)
        assert code(response) == (400, expected)
        assert message(response) == f"{what}; the region 'US' is wrong; expecting 'us-east-1'"
        assert fromstring(response.content).findtext("Region") == "us-east-1"


def test_what_is_said_of_the_body(key: Key):
    empty = hashlib.sha256(b"").hexdigest()
    for said, expected in (
        (empty, (200, "")),
        ("UNSIGNED-PAYLOAD", (200, "")),
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", (400, "InvalidArgument")),
        ("0" * 64, (400, "XAmzContentSHA256Mismatch")),
    ):
        request = AWSRequest("GET", URL, headers={"X-Amz-Content-SHA256": said})
        signer = S3SigV4Auth(credentials(key), "s3", "us-east-1")
        signer.payload = lambda _, said=said: said
        signer.add_auth(request)
        request.headers.replace_header("X-Amz-Content-SHA256", said)
        assert code(answer(request)) == expected, said

    def without(request: AWSRequest) -> None:
        del request.headers["X-Amz-Content-SHA256"]

    assert code(ask_s3(key, change=without)) == (400, "InvalidRequest")


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"])
@pytest.mark.parametrize(
    "path", ["/", "/bucket", "/bucket/a%20b", "/iam/security-credentials/", "/signin/"]
)
def test_whatever_is_signed_for_s3_is_answered_by_it(key: Key, method: str, path: str):
    scope = f"{key['AccessKeyId']}/20260101/us-east-1/s3/aws4_request"
    header = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    query = f"{path}?x=1&X-Amz-Credential={quote(scope, safe='')}&X-Amz-Signature=0"
    for response in (
        Client().generic(method, path + "?x=1", headers={"Authorization": header}),
        Client().generic(method, query),
    ):
        assert response.status_code == 501
        assert response.headers["Content-Type"] == "application/xml"
        assert len(response.headers["x-amz-request-id"]) == 16
        assert response.content == b"" if method == "HEAD" else code(response)[1]
    assert not Event.objects.exists()


def test_a_host_of_a_bucket_is_no_list_of_buckets(key: Key):
    request = AWSRequest("GET", "http://backups.testserver/")
    S3SigV4Auth(credentials(key), "s3", "us-east-1").add_auth(request)
    headers = {name: str(value) for name, value in request.headers.items()}
    response = Client().get("/", headers={**headers, "Host": "backups.testserver"})
    assert code(response) == (501, "NotImplemented")


@pytest.mark.parametrize(
    "spoil",
    [
        ("X-Amz-Expires=60", "X-Amz-Expires=604801"),
        ("X-Amz-Expires=60", "X-Amz-Expires=-1"),
        ("X-Amz-Expires=60", "Y=60"),
        ("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=x"),
        ("X-Amz-Algorithm=AWS4-HMAC-SHA256&", ""),
        ("X-Amz-Date=2", "X-Amz-Date=9"),
        ("X-Amz-Date=", "X-Amz-Date=x"),
        ("%2Faws4_request", ""),
        ("us-east-1", "nowhere"),
        ("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=x"),
        ("X-Amz-Signature=", "X-Amz-Signature=%FF"),
    ],
)
def test_addresses_that_were_changed(key: Key, spoil: tuple[str, str]):
    request = AWSRequest("GET", URL)
    S3SigV4QueryAuth(credentials(key), "s3", "us-east-1", expires=60).add_auth(request)
    assert code(answer(request)) == (200, "")
    assert spoil[0] in request.url
    request.url = request.url.replace(*spoil)
    status, error = code(answer(request))
    assert status in (400, 403, 501)
    assert error
    assert Event.objects.count() == 1


def test_a_refused_call_writes_nothing_but_its_event(people: People, key: Key):
    UserPolicy.objects.create(user=people.admin, policy_name="Nothing", document=DENY_ALL)
    before = without_use()
    assert code(send(key, DESCRIBE, service="ec2")) == (403, "UnauthorizedOperation")
    assert code(ask_s3(key)) == (403, "AccessDenied")
    assert without_use() == before
    assert set(Event.objects.values_list("event_name", "error_code")) == {
        ("DescribeInstances", "Client.UnauthorizedOperation"),
        ("ListBuckets", "AccessDenied"),
    }


def test_what_goes_wrong_inside(key: Key, monkeypatch, caplog):
    def lost(*_: object) -> None:
        raise OperationalError("gone")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(
        "console.api.handlers.services.instances.instances.describe_instances", broken
    )
    monkeypatch.setattr("console.api.handlers.services.buckets.buckets.list_buckets", broken)
    assert code(send(key, DESCRIBE, service="ec2")) == (500, "InternalError")
    assert code(ask_s3(key)) == (500, "InternalError")
    monkeypatch.setattr("console.api.authentication.find_signing_key", lost)
    assert code(send(key, DESCRIBE, service="ec2")) == (503, "Unavailable")
    assert code(ask_s3(key)) == (503, "ServiceUnavailable")
    assert not Event.objects.exists()


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["1", "0", "", "true", "i-12345678", "tag:Name", "web-*", "\0", "\r\n", "<&>", "\ufffe"]
)
NAMES = (
    st.lists(
        st.sampled_from(
            ["Filter", "InstanceId", "MaxResults", "Name", "Value", "DryRun", "1", "2", ""]
        ),
        min_size=1,
        max_size=5,
    ).map(".".join)
    | WORDS
)
QUERIES = st.sampled_from(["prefix", "max-buckets", "continuation-token", "x-id", "X-Amz-x"])


class AnyCall(TestCase):
    """For random requests the answer is a valid result or an error of the service, never a 500."""

    key: Key

    @classmethod
    def setUpTestData(cls) -> None:
        cls.key = new_key(make_world().admin)

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(sent=st.dictionaries(NAMES, WORDS, max_size=4))
    def test_of_ec2(self, sent: dict[str, str]) -> None:
        sent = {name: text for name, text in sent.items() if name not in ("Action", "Version")}
        text = "&".join(f"{quote(name)}={quote(value)}" for name, value in sent.items())
        response = send(self.key, f"{DESCRIBE}&{text}", service="ec2")
        assert response.status_code < 500, response.content
        model = service_models.operation("ec2", "DescribeInstances")
        check_answer(model, response.status_code, response.content)

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(sent=st.dictionaries(QUERIES, WORDS, max_size=3))
    def test_of_s3(self, sent: dict[str, str]) -> None:
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in sent.items())
        response = ask_s3(self.key, query)
        assert response.status_code in (200, 400, 403, 501), response.content
        model = service_models.operation("s3", "ListBuckets")
        check_answer(model, response.status_code, response.content)
