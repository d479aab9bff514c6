"""What `make run` serves, when clients are slow or a worker dies."""

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import psutil
import pytest

from tests.browser.server import Server, served

FORM = b"Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SLOW = {
    "who connects and says nothing": (60, b""),
    "half a head": (60, b"GET /signin/ HTTP/1.1\r\nHo"),
    "half a body": (3, b"POST / HTTP/1.1\r\n" + FORM + b"Content-Length: 99\r\n\r\nAction="),
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


def test_a_worker_that_dies_is_replaced(server: Server):
    def workers() -> set[int]:
        return {child.pid for child in psutil.Process(server.pid).children()}

    before = workers()
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    for _ in range(100):
        if killed not in workers() and len(workers()) == len(before):
            break
        time.sleep(0.1)
    assert workers() - before
    assert answers(server) == [200] * 8
