"""A load generator that costs little itself, and the processor time that a server took."""

import select
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import psutil

NextRequest = Callable[[bytes], bytes]
"""Gives the next raw request from the answer before it (b"" for the first)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one run gave: requests per second, times in ms, server CPU in us a request.

    Of a hundred requests ninety-nine took at most `slow`.
    """

    rate: float
    median: float
    cpu: float
    slow: float


def run(
    address: str, connections: list[NextRequest], seconds: float, pid: int, *, status: int = 200
) -> Load:
    """Keep every connection busy, one request after the other; an answer of another status is an
    error."""
    poll = select.epoll()
    clients = [_Client(address, following, poll, status) for following in connections]
    times: list[float] = []
    before, start = cpu_seconds(pid), time.perf_counter()
    for client in clients:
        client.send()
    try:
        while time.perf_counter() < start + seconds or not times:
            ready = {number for number, _ in poll.poll(1)}
            for client in clients:
                if client.socket.fileno() in ready:
                    times += client.receive()
    finally:
        for client in clients:
            client.socket.close()
        poll.close()
    took = time.perf_counter() - start
    cpu = cpu_seconds(pid) - before
    times.sort()
    median, slow = (times[len(times) * part // 100] * 1e3 for part in (50, 99))
    return Load(len(times) / took, median, cpu / len(times) * 1e6, slow)


class _Client:
    """One connection, made anew when the server closes it after an answer."""

    def __init__(
        self, address: str, following: NextRequest, poll: select.epoll, status: int
    ) -> None:
        where = urlsplit(address)
        self.status = f"HTTP/1.1 {status}".encode()
        self.where = (where.hostname, where.port)
        self.poll = poll
        self.following = following
        self.answer = self.body = b""
        self.sent = 0.0
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(self.where)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.poll.register(self.socket, select.EPOLLIN)

    def send(self, again: bool = False) -> None:
        self.sent = time.perf_counter()
        if again:
            self.socket.close()
            self.connect()
        self.socket.sendall(self.following(self.body))

    def receive(self) -> Iterator[float]:
        """The seconds that an answer took, once it is whole; the next request is sent."""
        part = self.socket.recv(65536)
        if not part:
            raise RuntimeError("the server closed a connection without an answer")
        self.answer += part
        head, found, body = self.answer.partition(b"\r\n\r\n")
        length = _length(head)
        if not found or len(body) < length:
            return
        if not head.startswith(self.status):
            raise RuntimeError(self.answer.decode(errors="replace")[:400])
        self.answer, self.body = b"", body[:length]
        yield time.perf_counter() - self.sent
        self.send(again=b"\nconnection: close" in head.lower())


def _length(head: bytes) -> int:
    name = head.lower().find(b"content-length:")
    return int(head[name + 15 :].split(b"\r", 1)[0]) if name >= 0 else 0


def cpu_seconds(pid: int) -> float:
    """The processor time of a process and of all that it started."""
    process = psutil.Process(pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(each.user + each.system for each in times)
