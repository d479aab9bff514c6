"""A bound before every parse: what is too large is refused unread, on pages and through the API."""

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import connections

from console.api.entry import api_first
from console.models import Event
from console.web.uploads import PageHandler
from tests.api.raw import FORM, body_of
from tests.support.rows import rows
from tests.world import World

ZEROS = "0" * 12
LENGTHS = {
    "a number": "400000000",
    "zeros before it": ZEROS + "400000000",
    "thousands of zeros": "0" * 5000 + "400000000",
    "thousands of digits": "9" * 5000,
}
NO_LENGTHS = ["-1", "1e9", "0x10", "4 4", "4,4", "\u00b2", "+5"]


class Endless(BytesIO):
    """A body of the length that is asked for; remembers how much that was."""

    asked = 0

    def read(self, size: int | None = -1) -> bytes:
        self.asked += size or 0
        return b"a" * min(size or 0, 2_000_000)


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's transaction stays open where a server's request would end its connection."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)


def refused(path: str, method: str = "POST", **more: str) -> tuple[int, int]:
    """The status of an answer, and how much of the body was read; nothing was written."""
    before = rows()
    status, _, body = served(path, method, **more)
    assert rows() == before
    assert not Event.objects.exists()
    return status, body.asked


def served(path: str, method: str = "POST", **more: str) -> tuple[int, dict[str, str], Endless]:
    """What the WSGI application answers, and the body that it was offered."""
    body, answer = Endless(), []
    environment: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path}
    environment |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "CONTENT_TYPE": FORM}
    environment |= more
    setup_testing_defaults(environment)
    environment["wsgi.input"] = body

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        answer.append((int(status[:3]), dict(headers)))

    close = getattr(api_first(PageHandler())(environment, start), "close", None)
    if close:
        close()
    return *answer[0], body


@pytest.mark.parametrize("path", ["/", "/signin/"])
@pytest.mark.parametrize("length", LENGTHS.values(), ids=LENGTHS)
def test_a_body_that_is_too_long_is_refused_unread(world: World, path: str, length: str):
    assert refused(path, CONTENT_LENGTH=length) == (413, 0)


@pytest.mark.parametrize("path", ["/", "/signin/"])
@pytest.mark.parametrize("length", NO_LENGTHS)
def test_a_length_that_is_no_number_is_refused_unread(world: World, path: str, length: str):
    assert refused(path, CONTENT_LENGTH=length) == (400, 0)


@pytest.mark.parametrize("path", ["/", "/signin/"])
@pytest.mark.parametrize("where", ["HTTP_X_ODD", "QUERY_STRING", "HTTP_AUTHORIZATION"])
def test_a_long_head_is_refused_with_its_body_unread(world: World, path: str, where: str):
    sent = {"CONTENT_LENGTH": "9", where: "a" * 70_000}
    assert refused(path, **sent) == (413 if path == "/" else 431, 0)


def test_a_body_is_read_to_its_bound_and_no_further(world: World):
    assert served("/", CONTENT_LENGTH=ZEROS + "1000000")[2].asked == 1_000_000


CHARSETS = ["hex", "base64", "rot13", "zip", "idna", "undefined", "punycode", "utf-16", "x" * 500]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", [FORM.partition(";")[0], "multipart/form-data; boundary=x", "a/b"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_charset_is_a_400(world: World, charset: str, kind: str, method: str):
    kind = f"{kind}; charset={charset}"
    assert refused("/signin/", method, CONTENT_TYPE=kind, QUERY_STRING="next=%ff")[0] == 400


@pytest.mark.parametrize("parameter", ["charset*=hex'en'%41", "a*=nosuch'en'%41"])
def test_a_charset_in_rfc_2231_is_a_400_too(world: World, parameter: str):
    assert refused("/signin/", "GET", CONTENT_TYPE=f"a/b; {parameter}")[0] == 400


def test_many_fields_in_an_address_are_a_400(world: World):
    assert refused("/signin/", "GET", QUERY_STRING="a&" * 100 + "a=1")[0] == 400


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the log's own handler would write."""
    (handler,) = [one for one in logging.getLogger().handlers if one.filters]
    found: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(self.format(record))

    kept = Kept()
    for one in handler.filters:
        kept.addFilter(one)
    logging.getLogger().addHandler(kept)
    yield found
    logging.getLogger().removeHandler(kept)


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_HOST": "evil.example" * 1000},
        {"CONTENT_TYPE": "multipart/form-data; boundary=" + "x" * 1000},
        {"CONTENT_TYPE": "multipart/form-data"},
        {"CONTENT_TYPE": "text/plain; charset=hex"},
        {"QUERY_STRING": "a&" * 100},
        {"CONTENT_LENGTH": "9" * 60_000},
        {"PATH_INFO": "/nowhere/" + "%0a" * 1000},
    ],
    ids=["host", "boundary", "no boundary", "charset", "fields", "length", "address"],
)
def test_a_bad_request_is_one_short_line_in_the_log(
    world: World, lines: list[str], more: dict[str, str]
):
    status, _ = refused("/signin/", **{"CONTENT_LENGTH": "9", **more})
    assert status in (400, 403, 404, 413)
    assert len(lines) <= 1
    assert all(len(line) < 400 and "\n" not in line for line in lines)


def test_an_error_of_ours_keeps_its_traceback(world: World, lines: list[str], monkeypatch):
    def broken(**_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("console.pages.sign_in.password.SignInForm", broken)
    assert served("/signin/", "GET")[0] == 500
    assert any("RuntimeError: broken" in line for line in lines)


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_api_answers_have_the_headers_of_pages(world: World, settings, service: str):
    query = body_of("GetUser", service)
    headers = served("/", "GET", QUERY_STRING=query)[1]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert "Strict-Transport-Security" not in served("/", "GET", QUERY_STRING=query)[1]
    headers = served("/", "GET", QUERY_STRING=query, **{"wsgi.url_scheme": "https"})[1]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
