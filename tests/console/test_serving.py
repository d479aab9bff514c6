"""What `make run` serves, when clients are slow or a worker dies."""

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from console.serving.environments import environment_of
from console.serving.rsgi import BODY_SECONDS
from tests.browser.server import Server, served

FORM = b"Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SLOW = {
    "who connects and says nothing": (60, b""),
    "half a head": (60, b"GET /signin/ HTTP/1.1\r\nHo"),
    "half a body": (200, b"POST / HTTP/1.1\r\n" + FORM + b"Content-Length: 99\r\n\r\nAction="),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("serving") / "data", "--no-demo") as server:
        yield server


def answers(server: Server) -> list[int]:
    """The status of some requests, each on a connection of its own."""
    statuses = []
    for _ in range(8):
        with urllib.request.urlopen(f"{server.address}/signin/", timeout=10) as response:  # noqa: S310
            statuses.append(response.status)
    return statuses


@pytest.mark.parametrize("what", SLOW)
def test_a_slow_client_keeps_nobody_waiting(server: Server, what: str):
    where = urlsplit(server.address)
    number, sent = SLOW[what]
    with ExitStack() as held:
        for _ in range(number):
            client = held.enter_context(socket.create_connection((where.hostname, where.port)))
            client.sendall(sent)
        assert answers(server) == [200] * 8


def workers(server: Server) -> set[int]:
    return {child.pid for child in psutil.Process(server.pid).children()}


def test_a_body_that_does_not_come_is_answered_in_time(server: Server):
    assert_half_a_body_is_given_up(server)


def test_gunicorn_gives_up_a_body_that_does_not_come(tmp_path: Path):
    with served(tmp_path / "data", "--no-demo", "--server", "gunicorn") as server:
        assert_half_a_body_is_given_up(server)
        assert answers(server) == [200] * 8


def assert_half_a_body_is_given_up(server: Server) -> None:
    """It trickles, so that no single part of it is late."""
    where = urlsplit(server.address)
    with socket.create_connection((where.hostname, where.port), timeout=30) as client:
        client.sendall(SLOW["half a body"][1])
        client.settimeout(2)
        began, answer = time.monotonic(), b""
        while not answer and time.monotonic() - began < 4 * BODY_SECONDS:
            client.sendall(b"a")
            with suppress(TimeoutError):
                answer = client.recv(4096)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - began >= BODY_SECONDS - 1


def test_a_body_that_comes_in_parts_is_whole(server: Server):
    """Its last part is sent when the first was read."""
    where = urlsplit(server.address)
    with socket.create_connection((where.hostname, where.port), timeout=20) as client:
        client.sendall(b"POST / HTTP/1.1\r\n" + FORM + b"Content-Length: 23\r\n\r\nAction=")
        time.sleep(0.3)
        client.sendall(b"NoSuchOperation!")
        answer = client.recv(4096)
    assert b"Could not find operation NoSuchOperation!" in answer


def test_a_worker_that_dies_is_replaced_however_often(server: Server):
    number = len(workers(server))
    for killed in range(3 * number):
        victims = workers(server) if killed == 0 else {min(workers(server))}
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        for _ in range(100):
            if not victims & workers(server) and len(workers(server)) == number:
                break
            time.sleep(0.1)
        assert not victims & workers(server)
    assert answers(server) == [200] * 8


@pytest.mark.parametrize("by", ["granian", "gunicorn"])
def test_a_killed_server_leaves_no_worker_behind(tmp_path: Path, by: str):
    with served(tmp_path / "data", "--no-demo", "--server", by) as server:
        left = psutil.Process(server.pid).children()
        os.kill(server.pid, signal.SIGKILL)
        assert psutil.wait_procs(left, timeout=10)[1] == []
    where = urlsplit(server.address)
    with socket.create_server(("127.0.0.1", where.port or 0)):
        pass  # the port is free


def test_sessions_that_ended_are_cleared_while_the_server_runs(server: Server):
    made = (
        "from datetime import UTC, datetime, timedelta\n"
        "from django.contrib.sessions.models import Session\n"
        "from console.housekeeping import STEP, clear_leftovers\n"
        "now = datetime.now(tz=UTC)\n"
        "Session.objects.bulk_create(Session(session_key=f'old{n}', session_data='', "
        "expire_date=now - timedelta(hours=1)) for n in range(2 * STEP + 1))\n"
        "Session.objects.create(session_key='live', expire_date=now + timedelta(hours=1))"
    )
    server.manage("shell", "-c", made)
    victim = min(workers(server))
    os.kill(victim, signal.SIGKILL)  # the worker in its place clears soon after its start
    count = "from django.contrib.sessions.models import Session as S; print(S.objects.count())"
    for _ in range(10):
        left = server.manage("shell", "-v", "0", "-c", count).strip()
        if left == "1":
            break
        time.sleep(0.5)
    assert left == "1"


def scope(*headers: tuple[str, str], path: str = "/", client: str = "192.0.2.1:4711") -> Any:
    """What granian's RSGI interface tells of a request."""
    return SimpleNamespace(
        method="GET", path=path, query_string="a=%20", server="127.0.0.1:8000", client=client,
        scheme="http", http_version="1.1", headers=SimpleNamespace(items=lambda: headers),
    )  # fmt: skip


def test_headers_that_could_pass_for_others_are_dropped():
    environment = environment_of(
        scope(("x-forwarded-proto", "http"), ("x_forwarded_proto", "https"), ("x_amz_date", "1"))
    )
    assert environment["HTTP_X_FORWARDED_PROTO"] == "http"
    assert "HTTP_X_AMZ_DATE" not in environment


def test_headers_of_one_name_are_joined():
    environment = environment_of(
        scope(("cookie", "a=1"), ("cookie", "b=2"), ("x-forwarded-for", "1"), ("host", "h"),
              ("x-forwarded-for", "2"), ("content-type", "text/xml"), ("content-length", "3"))
    )  # fmt: skip
    assert environment["HTTP_COOKIE"] == "a=1; b=2"
    assert environment["HTTP_X_FORWARDED_FOR"] == "1,2"
    assert (environment["CONTENT_TYPE"], environment["CONTENT_LENGTH"]) == ("text/xml", "3")


@pytest.mark.parametrize("client", ["192.0.2.1:80", "[2001:db8::1]:80", "2001:db8::1:80"])
def test_the_address_is_told_from_its_port(client: str):
    environment = environment_of(scope(path="/caf\u00e9", client=client))
    assert environment["REMOTE_ADDR"] in ("192.0.2.1", "2001:db8::1")
    assert environment["PATH_INFO"] == "/caf\u00c3\u00a9"
