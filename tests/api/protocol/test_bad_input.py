"""What no SDK sends: AWS's error or a plain 4xx, never a 500, and nothing written."""

import http.client
import socket
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from console.models import Event
from credentials.models import AccessKey
from tests.api.raw import FORM, Key, body_of, code, message, send
from tests.support.rows import rows
from tests.world import World as People
from tests.world import sign_in

LIST = body_of("ListAccessKeys")
TAG = body_of("TagUser", UserName="bob")
IDENTITY = body_of("GetCallerIdentity", "sts")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MaxItems=1", (200, "")),
        ("MaxItems=01", (200, "")),
        ("MaxItems=" + "0" * 5000 + "1", (200, "")),
        ("MaxItems=-" + "0" * 5000 + "1", (400, "ValidationError")),
        ("MaxItems=%2B1", (200, "")),
        ("MaxItems=+1", (400, "MalformedInput")),
        ("MaxItems=1%09", (400, "MalformedInput")),
        ("MaxItems=1.0", (400, "MalformedInput")),
        ("MaxItems=1e0", (400, "MalformedInput")),
        ("MaxItems=", (400, "MalformedInput")),
        ("MaxItems=%D9%A1", (400, "MalformedInput")),
        ("MaxItems=2147483648", (400, "MalformedInput")),
        ("MaxItems=" + "9" * 100_000, (400, "MalformedInput")),
        ("MaxItems=-1", (400, "ValidationError")),
        ("MaxItems=0", (400, "ValidationError")),
        ("MaxItems=1001", (400, "ValidationError")),
        ("MaxItems.member.1=1", (400, "MalformedInput")),
        ("UserName=admin&UserName=bob", (400, "MalformedInput")),
        ("UserName=%FF%FE", (400, "MalformedInput")),
        ("UserName=\u00e9", (400, "ValidationError")),
        ("UserName=a%00b", (400, "ValidationError")),
        ("UserName=a%0Ab", (400, "ValidationError")),
        ("UserName=admin%0D%0ASet-Cookie:x", (400, "ValidationError")),
        ("UserName=", (400, "ValidationError")),
        ("UserName=%", (400, "ValidationError")),
        ("Marker=%00", (400, "ValidationError")),
        ("Nonsense=1&=&&Path=/x/", (200, "")),
        ("=x&" * 10, (400, "MalformedInput")),
        ("a" + "&b" * 5001, (400, "MalformedInput")),
    ],
)  # fmt: skip
def test_parameters_are_read_as_aws_reads_them(key: Key, text: str, expected: tuple[int, str]):
    before = rows()
    assert code(send(key, f"{LIST}&{text}".encode())) == expected
    before.pop("credentials.AccessKey")
    after = rows()
    after.pop("credentials.AccessKey")
    assert after == before
    assert Event.objects.count() == (1 if expected[0] == 200 else 0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", (200, "")),
        ("false", (200, "")),
        ("1", (200, "")),
        ("0", (200, "")),
        *((text, (400, "MalformedInput")) for text in ("True", "TRUE", "", "null", "yes", " true")),
    ],
)
def test_booleans(key: Key, value: str, expected: tuple[int, str]):
    body = body_of("UpdateAccountPasswordPolicy", RequireSymbols=value)
    assert code(send(key, body)) == expected


@pytest.mark.parametrize(
    ("tags", "expected", "stored"),
    [
        ("Tags.member.1.Key=a&Tags.member.1.Value=b", 200, {"a": "b"}),
        ("Tags.member.01.Key=a&Tags.member.1.Value=b", 200, {"a": "b"}),
        ("Tags.member.1.Key=a&Tags.member.1.Value=b&Tags.member.1.Odd=c", 200, {"a": "b"}),
        ("Tags.member.2.Key=a&Tags.member.2.Value=b", "ValidationError", {}),
        ("Tags.member.1.Key=a", "ValidationError", {}),
        ("Tags.member.0.Key=a&Tags.member.0.Value=b", "MalformedInput", {}),
        ("Tags.member.-1.Key=a&Tags.member.-1.Value=b", "MalformedInput", {}),
        ("Tags.member.11.Key=a&Tags.member.11.Value=b", "ValidationError", {}),
        ("Tags.member.9999999999.Key=a", "MalformedInput", {}),
        ("Tags.member.x.Key=a", "MalformedInput", {}),
        ("Tags.member.1=a", "MalformedInput", {}),
        ("Tags.member.1.Key=a&Tags.member.01.Key=b", "MalformedInput", {}),
        ("Tags=a", "MalformedInput", {}),
        ("Tags=&Tags.member.1.Key=a", "MalformedInput", {}),
        ("Tags=", "InvalidInput", {}),
        ("", "ValidationError", {}),
    ],
)
def test_lists(people: People, key: Key, tags: str, expected: int | str, stored: dict[str, str]):
    status, found = code(send(key, f"{TAG}&{tags}"))
    assert (found or status) == expected
    assert User.objects.get(pk=people.bob.pk).tags == stored


@pytest.mark.parametrize(
    ("indices", "text"),
    [
        (["+1"], "Start of list found where not expected"),
        (["one"], "Start of list found where not expected"),
        (["9" * 5000], "Start of list found where not expected"),
        (["0"], "0 is not a valid index"),
        (["0" * 5000], "0 is not a valid index"),
        (["0" * 5000 + "12"], "Excessively sparse input would skip 11 list elements"),
        (["-1"], "Key -1 may not have a leading '-'"),
        (["12"], "Excessively sparse input would skip 11 list elements"),
        (["12", "1"], "Excessively sparse input would skip 11 list elements"),
        (["1", "22", "43"], "Excessively sparse input would skip 21 list elements"),
        ([*map(str, range(1, 11)), "21"], "Excessively sparse input would skip 11 list elements"),
    ],
)
def test_indices_of_lists(key: Key, indices: list[str], text: str):
    sent = {f"PolicyInputList.member.{index}": "{}" for index in indices}
    response = send(key, body_of("GetContextKeysForCustomPolicy", **sent))
    assert (*code(response), message(response)) == (400, "MalformedInput", text)


LENGTHS = (
    "Member must have length less than or equal to {}, "
    "Member must have length greater than or equal to 1"
)


@pytest.mark.parametrize(
    ("action", "member", "sent", "element"),
    [
        *(
            (
                "GetContextKeysForCustomPolicy", "policyInputList",
                {f"PolicyInputList.member.{index}": "{}" for index in indices},
                LENGTHS.format(131072) + ", Member must satisfy regular expression pattern: "
                r"[\u0009\u000A\u000D\u0020-\u00FF]+",
            )
            for indices in ([11], [1, 8, 15])
        ),
        *(
            (
                "UntagUser", "tagKeys", {"UserName": "bob", "TagKeys.member.1": one,
                "TagKeys.member.2": other},
                LENGTHS.format(128) + ", Member must satisfy regular expression pattern: "
                r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+, Member must not be null",
            )
            for one, other in (("k" * 129, "k"), ("k", ""), ("a!", "b!"))
        ),
    ],
)  # fmt: skip
def test_elements_that_break_a_constraint(
    people: People, key: Key, action: str, member: str, sent: dict[str, str], element: str
):
    User.objects.filter(pk=people.bob.pk).update(tags={"k": "v"})
    response = send(key, body_of(action, **sent))
    assert (*code(response), message(response)) == (
        400,
        "ValidationError",
        f"1 validation error detected: Value at '{member}' failed to satisfy constraint: "
        f"Member must satisfy constraint: [{element}]",
    )
    assert User.objects.get(pk=people.bob.pk).tags == {"k": "v"}


@pytest.mark.parametrize(
    ("body", "expected", "text"),
    [
        ("", "MissingAction", "The request is missing an action."),
        ("Action=", "MissingAction", "The request is missing an action."),
        ("Action=Nonsense&Version=2010-05-08", "InvalidAction",
         "Could not find operation Nonsense for version 2010-05-08"),
        ("Action=GetUser&Version=2011-06-15", "InvalidAction",
         "Could not find operation GetUser for version 2011-06-15"),
        ("Action=GetUser&Version=2009-01-01", "InvalidAction",
         "Could not find operation GetUser for version 2009-01-01"),
        ("Action=GetUser", "InvalidAction",
         "Could not find operation GetUser for version NO_VERSION_SPECIFIED"),
        ("Action=CreateRole&Version=2010-05-08", "InvalidAction",
         "Could not find operation CreateRole for version 2010-05-08"),
        ("Action=%3Cb%3E%00%0D%EF%BF%BF&Version=2010-05-08", "InvalidAction",
         "Could not find operation <b>\ufffd\r\ufffd for version 2010-05-08"),
    ],
)  # fmt: skip
def test_what_is_no_operation(key: Key, body: str, expected: str, text: str):
    response = send(key, body)
    assert code(response) == (400, expected)
    assert message(response) == text
    assert not Event.objects.exists()


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/x"])
def test_a_body_of_another_type_has_no_parameters(key: Key, kind: str):
    response = Client().generic("POST", "/", LIST.encode(), content_type=kind)
    assert code(response) == (400, "MissingAction")


def test_a_body_that_is_not_text(key: Key):
    response = Client().generic("POST", "/", b"\xff\xfe\x00", content_type=FORM)
    assert code(response) == (400, "MalformedInput")


def test_a_long_body_is_cut_off_unread(key: Key):
    fits = f"{IDENTITY}&Odd={'x' * 900_000}"
    assert send(key, fits, service="sts").status_code == 200
    long = f"{IDENTITY}&Odd={'x' * 1_000_000}"
    assert send(key, long, service="sts").status_code == 413
    assert Event.objects.count() == 1


def test_neither_a_cookie_nor_csrf_matters(people: People, key: Key):
    client = sign_in(Client(enforce_csrf_checks=False), people.admin)
    before = rows()
    response = client.post("/", {"Action": "CreateAccessKey", "Version": "2010-05-08"})
    assert code(response) == (400, "MissingAction")  # multipart, as a browser's form may be
    response = client.generic("POST", "/", LIST.encode(), content_type=FORM)
    assert code(response) == (403, "MissingAuthenticationToken")
    assert "Set-Cookie" not in response.headers
    assert rows() == before


def test_a_browser_still_finds_the_console(people: People):
    assert Client().get("/").url == reverse("sign_in")
    assert Client().get("/?utm=1").url == reverse("sign_in")
    client = sign_in(Client(), people.admin)
    assert b"Console Home" in client.get("/").content
    assert client.put("/").status_code == 405


def test_an_answer_is_for_nobody_else(key: Key):
    response = send(key, LIST)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/xml"
    assert not response.cookies


def test_what_goes_wrong_inside_shows_no_secret(key: Key, monkeypatch, caplog):
    def broken(**_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(
        "console.api.handlers.credentials.access_keys.access_keys.create_access_key", broken
    )
    response = send(key, body_of("CreateAccessKey"))
    assert code(response) == (500, "ServiceFailure")
    assert b"<Type>Receiver</Type>" in response.content
    assert b"broken" not in response.content
    assert "broken" in caplog.text
    assert key["SecretAccessKey"] not in caplog.text
    assert not Event.objects.exists()


def test_a_lost_database_is_a_503(key: Key, monkeypatch):
    def lost(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("console.api.authentication.find_signing_key", lost)
    assert code(send(key, LIST)) == (503, "ServiceUnavailable")


def test_an_event_that_cannot_be_written_undoes_the_call(key: Key, monkeypatch):
    def full(*_: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr("console.gate.gate.record_performed", full)
    assert send(key, body_of("CreateAccessKey")).status_code == 503
    assert AccessKey.objects.count() == 1


@pytest.mark.parametrize(
    "request_line",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"ZZZ\r\nAction=x\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\nAction=x",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 \xff\xfe\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 33\r\n\r\n"
        b"Action=GetUser&Version=2010-05-08",
        b"POST / HTTP/1.1\r\nHost: x\r\n X-Folded: y\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["chunks", "negative", "long", "twice", "header", "folded"],
)  # fmt: skip
def test_nonsense_at_the_api_is_a_4xx_and_the_server_lives(console_server, request_line: bytes):
    where = urlsplit(console_server)
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(request_line)
        status = connection.recv(4096).split(b" ")[1]
    assert status.startswith(b"4"), status
    check = http.client.HTTPConnection(where.netloc, timeout=10)
    check.request("POST", "/", IDENTITY, {"Content-Type": FORM})
    assert check.getresponse().status == 403
    check.close()


def test_a_refusal_leaves_no_line_in_the_log(people: People, caplog):
    assert send(None, LIST).status_code == 403
    assert caplog.text == ""
