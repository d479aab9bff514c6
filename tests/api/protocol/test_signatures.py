"""Signature Version 4 through the front door: what is accepted, and each way to be refused."""

import hashlib
import re
import tracemalloc
from datetime import UTC, datetime

import pytest
import time_machine
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from defusedxml.ElementTree import fromstring
from django.http import HttpResponse
from django.test import RequestFactory

from console.models import Event
from console.protocol.errors import SignatureDoesNotMatch
from credentials.models import AccessKey
from tests.api.raw import FORM, URL, Change, Key, body_of, presign, send
from tests.bench import bare_view
from tests.world import World as People
from tests.world import make_world

NOW = datetime(2026, 3, 5, 23, 33, 47, tzinfo=UTC)
GET_USER, IDENTITY = body_of("GetUser"), body_of("GetCallerIdentity", "sts")
NO_MATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details."
)


@pytest.fixture
def people(db: None) -> People:
    with time_machine.travel(NOW, tick=False):
        return make_world()


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def error(response: HttpResponse) -> tuple[int, str, str]:
    root = fromstring(response.content)
    fields = {child.tag.partition("}")[2]: child.text or "" for child in root[0]}
    return response.status_code, fields["Code"], fields["Message"]


def header(name: str, change: str, to: str) -> Change:
    """Replace a pattern in one header of the signed request."""

    def spoil(request: AWSRequest) -> None:
        value = re.sub(change, to, str(request.headers[name]), count=1)
        del request.headers[name]
        if value:
            request.headers[name] = value

    return spoil


def test_the_header_form(key: Key):
    assert send(key, GET_USER).status_code == 200
    assert send(key, IDENTITY, service="sts").status_code == 200
    assert send(key, IDENTITY, service="sts", region="eu-central-1").status_code == 200


def test_further_headers_may_be_signed(key: Key):
    body = GET_USER.encode()
    headers = {
        "X-Amz-Content-Sha256": hashlib.sha256(body).hexdigest(),
        "X-Odd": "  a   b  ",
        "Amz-Sdk-Request": "attempt=1",
    }
    assert send(key, body, headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_presigned_form(key: Key, method: str):
    assert presign(key, "GetCallerIdentity", method=method).status_code == 200
    odd = presign(key, "GetUser", service="iam", method=method, UserName="a b+c~&=%")
    assert error(odd)[1] == "ValidationError"
    response = presign(key, "GetUser", service="iam", method=method, UserName="bob")
    assert b"<UserName>bob</UserName>" in response.content


def test_a_date_header_will_do_too(key: Key):
    def with_date(request: AWSRequest) -> None:
        request.headers["Date"] = "Thu, 05 Mar 2026 23:33:47 GMT"
        del request.headers["X-Amz-Date"]

    answer = error(send(key, GET_USER, change=with_date))
    assert answer == (403, "SignatureDoesNotMatch", NO_MATCH)  # read, but signed otherwise


@pytest.mark.parametrize(
    "change",
    [
        header("Authorization", "Signature=.{4}", "Signature=0000"),
        header("Authorization", "Signature=.*", "Signature=\u00e9"),
        header("Authorization", "SignedHeaders=content-type;", "SignedHeaders="),
        header("Content-Type", "utf-8", "latin-1"),
        header("X-Amz-Date", "T2333", "T2334"),
    ],
    ids=["signature", "not ASCII", "headers", "a signed header", "time"],
)
def test_whatever_was_changed_after_signing_shows(key: Key, change: Change):
    assert error(send(key, GET_USER, change=change)) == (403, "SignatureDoesNotMatch", NO_MATCH)
    assert not Event.objects.exists()


def test_a_changed_body_query_or_method_shows(key: Key):
    def body(request: AWSRequest) -> None:
        request.data = str(request.data).replace("GetUser", "DeleteAccessKey")

    def query(request: AWSRequest) -> None:
        request.url += "?UserName=bob"

    def address(request: AWSRequest) -> None:
        request.url = request.url.replace("GetCallerIdentity", "GetSessionToken")

    def method(request: AWSRequest) -> None:
        request.method = "POST"

    expected = (403, "SignatureDoesNotMatch", NO_MATCH)
    for change in (body, query):
        assert error(send(key, GET_USER, change=change)) == expected
    for change in (address, method):
        assert error(presign(key, "GetCallerIdentity", change=change)) == expected


def test_a_wrong_secret_and_an_unknown_key(key: Key):
    wrong = {**key, "SecretAccessKey": "x" * 40}
    assert error(send(wrong, GET_USER)) == (403, "SignatureDoesNotMatch", NO_MATCH)
    invalid = (
        403,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    )
    assert error(send({**key, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}, GET_USER)) == invalid
    assert error(send({**key, "AccessKeyId": "AKIA\u00e9"}, GET_USER)) == invalid
    AccessKey.objects.update(status="Inactive")
    assert error(send(key, GET_USER)) == invalid
    AccessKey.objects.all().delete()
    assert error(send(key, GET_USER)) == invalid
    assert AccessKey.objects.filter(last_used_at=None).count() == 0


def test_an_unsigned_call(people: People):
    missing = (403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    assert error(send(None, GET_USER)) == missing


@pytest.mark.parametrize(
    ("pattern", "to", "missing"),
    [
        ("Credential=[^,]*, ", "", ["'Credential' parameter."]),
        (", Signature=.*", "", ["'Signature' parameter."]),
        ("SignedHeaders=[^,]*, ", "", ["'SignedHeaders' parameter."]),
        (" .*", " x", [f"'{name}' parameter." for name in
                       ("Credential", "Signature", "SignedHeaders")]),
        (" Cred.*", "", [f"'{name}' parameter." for name in
                         ("Credential", "Signature", "SignedHeaders")]),
    ],
)  # fmt: skip
def test_a_header_that_lacks_a_part(key: Key, pattern: str, to: str, missing: list[str]):
    status, code, text = error(send(key, GET_USER, change=header("Authorization", pattern, to)))
    assert (status, code) == (400, "IncompleteSignature")
    head, _, echoed = text.partition(" Authorization=")
    assert head == " ".join(f"Authorization header requires {part}" for part in missing)
    assert echoed.startswith("AWS4-HMAC-SHA256")


def test_a_header_without_a_date(key: Key):
    text = error(send(key, GET_USER, change=header("X-Amz-Date", ".*", "")))[2]
    assert text.startswith(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        "Authorization="
    )


@pytest.mark.parametrize("date", ["yesterday", "20261345T000000Z", "2026-03-05T23:33:47Z", "0"])
def test_a_date_that_is_none(key: Key, date: str):
    answer = error(send(key, GET_USER, change=header("X-Amz-Date", ".+", date)))
    assert answer[:2] == (400, "IncompleteSignature")
    assert answer[2].startswith(f"Date must be in ISO-8601 'basic format'. Got '{date}'.")


def test_other_algorithms(key: Key):
    for other in ("AWS3-HMAC-SHA256", "Bearer", "AWS"):
        change = header("Authorization", "^AWS4-HMAC-SHA256", other)
        answer = error(send(key, GET_USER, change=change))
        assert answer == (400, "IncompleteSignature", f"Unsupported AWS 'algorithm': '{other}'.")


@pytest.mark.parametrize("seconds", [901, -901])
def test_the_clock_may_be_fifteen_minutes_off(key: Key, clock, seconds: int):
    def later(request: AWSRequest) -> None:
        clock.shift(seconds)

    within = seconds - (1 if seconds > 0 else -1)
    clock.shift(-within)

    def back(request: AWSRequest) -> None:
        clock.shift(within)

    assert send(key, GET_USER, change=back).status_code == 200
    answer = error(send(key, GET_USER, change=later))
    if seconds > 0:
        text = (
            "Signature expired: 20260305T233347Z is now earlier than 20260305T233348Z "
            "(20260305T234848Z - 15 min.)"
        )
    else:
        text = (
            "Signature not yet current: 20260305T233347Z is still later than 20260305T233346Z "
            "(20260305T231846Z + 15 min.)"
        )
    assert answer == (403, "SignatureDoesNotMatch", text)


@pytest.mark.parametrize(
    ("part", "to", "text"),
    [
        (1, "20260304", "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of "
         "date from HTTP: '20260304' != '20260305', from '20260305T233347Z'."),
        (2, "mars", "Credential should be scoped to a valid region, not 'mars'. "),
        (2, "", "Credential should be scoped to a valid region, not ''. "),
        (2, "US-EAST-1", "Credential should be scoped to a valid region, not 'US-EAST-1'. "),
        (3, "s3", "Credential should be scoped to correct service: 'iam'. "),
        (4, "aws5", "Credential should be scoped with a valid terminator: 'aws4_request', "
         "not 'aws5'."),
    ],
)  # fmt: skip
def test_the_scope(key: Key, part: int, to: str, text: str):
    def spoil(request: AWSRequest) -> None:
        found = re.search("Credential=([^,]+)", request.headers["Authorization"])
        fields = found.group(1).split("/")
        fields[part] = to
        header("Authorization", found.group(1), "/".join(fields))(request)

    assert error(send(key, GET_USER, change=spoil)) == (403, "SignatureDoesNotMatch", text)


@pytest.mark.parametrize("region", ["eu-west-1", "ap-southeast-4", "us-gov-west-1", "cn-north-1"])
def test_every_region_is_signed_for(key: Key, region: str):
    """SDKs that are given an endpoint sign for their own region; IAM's use is that of its own."""
    assert send(key, GET_USER, region=region).status_code == 200
    assert AccessKey.objects.get().last_used_region == "us-east-1"
    AccessKey.objects.update(last_used_at=None)
    assert send(key, IDENTITY, service="sts", region=region).status_code == 200
    assert AccessKey.objects.get().last_used_region == region
    ec2 = body_of("DescribeInstances", "ec2")
    assert send(key, ec2, service="ec2", region=region).status_code == 200


def test_the_scope_s_service_is_that_of_the_version(key: Key):
    answer = error(send(key, IDENTITY, service="sts", scoped="iam"))
    assert answer[2] == "Credential should be scoped to correct service: 'sts'. "
    wrong = error(send(key, IDENTITY, service="sts", region="nowhere"))
    assert wrong[2] == "Credential should be scoped to a valid region, not 'nowhere'. "


def test_a_credential_of_four_parts(key: Key):
    change = header("Authorization", "/aws4_request", "")
    text = error(send(key, GET_USER, change=change))[2]
    given = f"{key['AccessKeyId']}/20260305/us-east-1/iam"
    assert text == (
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        f"keyid/date/region/service/term, got '{given}'"
    )


def test_the_host_must_be_signed(key: Key):
    change = header("Authorization", ";host", "")
    answer = error(send(key, GET_USER, change=change))
    assert answer[1:] == (
        "SignatureDoesNotMatch",
        "'Host' must be a 'SignedHeader' in the AWS Authorization.",
    )


@pytest.mark.parametrize("name", ["Algorithm", "Credential", "Signature", "SignedHeaders", "Date"])
def test_a_presigned_address_that_lacks_a_part(key: Key, name: str):
    def spoil(request: AWSRequest) -> None:
        request.url = re.sub(f"X-Amz-{name}=[^&]*&?", "", request.url).rstrip("&")

    answer = error(presign(key, "GetCallerIdentity", change=spoil))
    assert answer == (
        400,
        "IncompleteSignature",
        f"AWS query-string parameters must include 'X-Amz-{name}'. "
        "Re-examine the query-string parameters.",
    )


def test_a_presigned_address_ends_after_fifteen_minutes(key: Key, clock):
    def later(request: AWSRequest) -> None:
        clock.shift(901)

    answer = error(presign(key, "GetCallerIdentity", change=later))
    assert answer[2].startswith("Signature expired: ")


def test_checks_come_in_order(key: Key, clock):
    """The parts, the clock, the credential, its scope, the key, the signature."""

    def all_wrong(request: AWSRequest) -> None:
        header("Authorization", "/us-east-1", "/nowhere")(request)
        header("Authorization", "Signature=.", "Signature=")(request)
        clock.shift(1000)

    unknown = {**key, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}
    assert error(send(unknown, GET_USER, change=all_wrong))[2].startswith("Signature expired")
    clock.shift(-1000)
    change = header("Authorization", "/us-east-1", "/nowhere")
    assert "valid region" in error(send(unknown, GET_USER, change=change))[2]
    assert error(send(unknown, GET_USER))[1] == "InvalidClientTokenId"


def signed_headers(names: str) -> Change:
    return header("Authorization", "SignedHeaders=[^,]*", f"SignedHeaders={names}")


@pytest.mark.parametrize(
    "names",
    [
        "content-type;host;x-amz-date;x-amz-date",
        "host" + ";x-odd" * 5000,
        "host;" + ";".join(f"x-{number}" for number in range(5000)),
        "content-type;host;x-amz-date;x-nobody-sent-this",
        "content-type;host;;x-amz-date",
    ],
    ids=["twice", "thousands of times", "thousands", "not sent", "empty"],
)
def test_signed_headers_are_sent_and_each_is_named_once(key: Key, names: str):
    """Also in the presigned form; nothing is written for what was not signed so."""
    refused = (403, "SignatureDoesNotMatch", NO_MATCH)
    headers = {"X-Odd": "a" * 20_000}
    answer = send(key, GET_USER, headers=headers, change=signed_headers(names))
    assert error(answer) == refused

    def presigned(request: AWSRequest) -> None:
        request.url = re.sub("SignedHeaders=[^&]*", f"SignedHeaders={names}", request.url)

    assert error(presign(key, "GetCallerIdentity", change=presigned)) == refused
    assert not Event.objects.exists()


def test_the_canonical_text_is_not_built_for_repeated_names(key: Key):
    """A known key id and no secret: 25 KB must not become 100 MB."""
    names = "host" + ";x-odd" * 5000
    tracemalloc.start()
    answer = send(key, GET_USER, headers={"X-Odd": "a" * 20_000}, change=signed_headers(names))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 403
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("part", "to"),
    [("Credential=[^/]*", f"Credential={'A' * 300}"), ("us-east-1", f"us-{'e' * 300}-1")],
    ids=["key", "region"],
)
def test_a_long_credential_is_none(key: Key, part: str, to: str):
    answer = error(send(key, GET_USER, change=header("Authorization", part, to)))
    assert answer[:2] == (400, "IncompleteSignature")
    assert answer[2].startswith("Credential must have exactly 5 slash-delimited elements")


def test_the_view_that_the_benchmark_compares_with_verifies_too():
    """It must do the work that it is compared by."""
    headers = {"Content-Type": FORM, "Host": "testserver"}
    request = AWSRequest("POST", URL, data=GET_USER, headers=headers)
    signer = Credentials("AKIAIOSFODNN7EXAMPLE", "secret")
    SigV4Auth(signer, "iam", "us-east-1").add_auth(request)
    sent = {name: str(value) for name, value in request.headers.items()}
    kind = sent.pop("Content-Type")

    def ask(body: str) -> HttpResponse:
        return bare_view.signed(RequestFactory().post("/", body, content_type=kind, headers=sent))

    assert ask(GET_USER).status_code == 200
    with pytest.raises(SignatureDoesNotMatch):
        ask(GET_USER + "&a=b")
