"""What `make run` serves, when clients are slow or a worker dies."""

import gc
import multiprocessing
import os
import random
import signal
import socket
import threading
import time
import urllib.request
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from granian._signals import set_main_signals
from granian.constants import Interfaces

from console.serving import asgi, granian
from console.serving.asgi import BODY_SECONDS
from console.serving.environments import environment_of
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


def test_a_body_that_does_not_come_is_answered_in_time(server: Server, tmp_path: Path):
    """By both servers; they wait at the same time."""
    with (
        served(tmp_path / "data", "--no-demo", "--server", "gunicorn") as other,
        ThreadPoolExecutor() as pool,
    ):
        list(pool.map(assert_half_a_body_is_given_up, (server, other)))
        assert answers(other) == [200] * 8


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


def watch(ready: Any) -> None:
    """In a process of its own: watch over no worker, looking so often that a signal finds the loop
    in the middle of something."""
    server = granian.Server("console", interface=Interfaces.ASGI)
    set_main_signals(server.signal_handler_interrupt)
    ready.send(None)
    server._serve_loop(None, None)


def test_sigterm_ends_the_server_at_any_moment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(granian, "LOOK", 1e-6)
    forking = multiprocessing.get_context("fork")
    for _ in range(40):
        begun, ready = forking.Pipe(duplex=False)
        process = forking.Process(target=watch, args=(ready,), daemon=True)
        process.start()
        begun.recv()
        for _ in range(3):
            time.sleep(random.uniform(0, 0.001))
            process.terminate()
        process.join(10)
        hangs = process.is_alive()
        process.kill()
        assert not hangs


def test_sessions_that_ended_are_cleared_while_the_server_runs(server: Server):
    made = (
        "from datetime import UTC, datetime, timedelta\n"
        "from django.contrib.sessions.models import Session\n"
        "from console.installation.housekeeping import STEP, clear_leftovers\n"
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


def scope(*headers: tuple[str, str], path: str = "/", client: str = "192.0.2.1") -> dict[str, Any]:
    """What the ASGI interface tells of a request."""
    sent = [(name.encode(), value.encode()) for name, value in headers]
    return {
        "type": "http", "method": "GET", "raw_path": path.encode(), "query_string": b"a=%20",
        "server": ("127.0.0.1", "8000"), "client": (client, "4711"), "scheme": "http",
        "http_version": "1.1", "headers": sent,
    }  # fmt: skip


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


@pytest.mark.parametrize("client", ["192.0.2.1", "[2001:db8::1]", "2001:db8::1"])
def test_the_address_is_the_connections(client: str):
    environment = environment_of(scope(client=client))
    assert environment["REMOTE_ADDR"] == client.strip("[]")


@pytest.mark.parametrize("path", ["/caf\u00e9", "/caf%C3%A9", "/caf%c3%a9"])
def test_an_address_is_given_by_its_bytes(path: str):
    assert environment_of(scope(path=path))["PATH_INFO"] == "/caf\u00c3\u00a9"


def sent_to(server: Server, head: bytes) -> bytes:
    """The answer to a request without a body, its bytes as they are."""
    where = urlsplit(server.address)
    with socket.create_connection((where.hostname, where.port), timeout=20) as client:
        client.sendall(head + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: client.recv(65_536), b""))


@pytest.mark.parametrize("odd", [b"\xe9", b"\xc3\xa9", b"\xff\xfe"])
def test_what_is_not_ascii_hides_no_header(server: Server, odd: bytes):
    """A cookie of another application on this host takes none of ours away."""
    page = sent_to(server, b"GET /signin/ HTTP/1.1\r\nCookie: other=" + odd + b"; visual_mode=dark")
    assert b'content="dark"' in page
    refused = sent_to(server, b"GET /signin/ HTTP/1.1\r\nHost: " + odd)
    assert refused.startswith(b"HTTP/1.1 400 ")


def test_a_request_without_a_host_is_answered(server: Server):
    """Health checks of proxies speak HTTP/1.0."""
    where = urlsplit(server.address)
    with socket.create_connection((where.hostname, where.port), timeout=20) as client:
        client.sendall(b"GET /signin/ HTTP/1.0\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.0 200 ")


@pytest.mark.parametrize(
    "address", ["/signin/?account=\u20ac", "/?Action=\u20ac", "/\u20ac?\u20ac"]
)
def test_an_address_in_bytes_is_no_error_of_ours(server: Server, address: str):
    answer = sent_to(server, f"GET {address} HTTP/1.1".encode())
    assert int(answer.split()[1]) in (200, 302, 400, 404)


class Client:
    """granian's side of one request with a body of this size, which comes in one part."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.statuses: list[int] = []

    def receive(self) -> "Client":
        return self

    def result(self) -> dict[str, Any]:
        return {"type": "http.request", "body": b"a" * self.size, "more_body": False}

    def add_done_callback(self, call: Any) -> None:
        call(self)

    def cancel(self) -> bool:
        return False

    def send(self, message: dict[str, Any]) -> None:
        if "status" in message:
            self.statuses.append(message["status"])


def posted(requests: asgi.Requests, size: int) -> list[int]:
    """The statuses that a request with a body of this size is answered."""
    client = Client(size)
    requests.begin(scope(("content-length", str(size))), client)
    return client.statuses


def test_large_bodies_count_until_they_are_answered(monkeypatch: pytest.MonkeyPatch):
    """Bodies that wait for the application take as much memory as those that are being read."""
    monkeypatch.setattr(asgi, "HELD_MAX", asgi.SMALL * 3)
    begun, going_on = threading.Semaphore(0), threading.Event()

    def application(_: dict[str, Any], start_response: Any) -> list[bytes]:
        begun.release()
        going_on.wait(20)
        start_response("200 OK", [])
        return [b""]

    requests = asgi.Requests(application)
    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(posted, requests, asgi.SMALL + 1) for _ in range(2)]
        assert begun.acquire(timeout=20)
        assert begun.acquire(timeout=20)
        assert posted(requests, asgi.SMALL + 1) == [503]
        going_on.set()
        assert [each.result() for each in waiting] == [[200], [200]]
    assert requests.held == 0
    assert not requests.coming


class LateClient(Client):
    """Its body is there at the moment at which it is given up."""

    def __init__(self, size: int, requests: asgi.Requests) -> None:
        super().__init__(size)
        self.requests = requests

    def result(self) -> dict[str, Any]:
        for body in tuple(self.requests.coming):
            body.give_up()
        return super().result()


class GoneClient(Client):
    def send(self, message: dict[str, Any]) -> None:
        raise RuntimeError("the transport is closed")


class WaitingClient(Client):
    """Its body does not come."""

    def add_done_callback(self, call: Any) -> None:
        pass


class WaitingGoneClient(WaitingClient, GoneClient):
    pass


def test_what_a_body_takes_is_given_back_however_it_ends():
    requests = asgi.Requests(lambda _, start: start("200 OK", []) or [b""])
    length = ("content-length", str(asgi.SMALL + 1))
    late = LateClient(asgi.SMALL + 1, requests)
    requests.begin(scope(length), late)
    assert late.statuses == [408]
    with pytest.raises(RuntimeError):
        requests.begin(scope(length), GoneClient(asgi.SMALL + 1))
    assert requests.held == 0
    assert not requests.coming


def test_a_late_body_that_cannot_be_refused_is_logged(caplog: pytest.LogCaptureFixture):
    """The others are refused, and those that are late the next time."""
    requests = asgi.Requests(lambda _, start: start("200 OK", []) or [b""])
    gone, late = WaitingGoneClient(100), WaitingClient(100)
    for client in (gone, late):
        requests.begin(scope(("content-length", "100")), client)
    for body in requests.coming:
        body.until = 0
    requests.give_up_late_ones()
    assert late.statuses == [408]
    assert "a late body could not be refused" in caplog.text
    assert not requests.coming


class HoldingClient(Client):
    """As granian's future does, it keeps what it calls."""

    def add_done_callback(self, call: Any) -> None:
        self.call = call
        call(self)


class LeavingClient(HoldingClient):
    def result(self) -> dict[str, Any]:
        return {"type": "http.disconnect"}


@pytest.mark.parametrize("kind", [HoldingClient, LeavingClient])
def test_nothing_holds_a_connection_that_has_ended(kind: type[Client]):
    """granian's objects take no part in Python's collection of rings."""
    requests = asgi.Requests(lambda _, start: start("200 OK", []) or [b""])
    gc.disable()
    try:
        client = kind(100)
        requests.begin(scope(("content-length", "100")), client)
        held = weakref.ref(client)
        del client
        assert held() is None
    finally:
        gc.enable()
