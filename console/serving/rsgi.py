"""The WSGI application behind granian's RSGI interface: bodies are read before a thread is taken.

A thread that waits for a body can do nothing else, so a few clients that send slowly would stop a
worker. Here the worker's event loop reads the body, within a size and a time, and a thread gets
the request when all of it is there. A body that is longer than the application takes is not read:
the application refuses it by its Content-Length.

Whoever adds an endpoint with large bodies (Git) gives its path a stream in place of `_body`.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from queue import SimpleQueue
from typing import Any

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from console.serving.environments import environment_of
from console.sizes import BODY_MAX, body_size

BODY_SECONDS = 10.0  # within which all of a body must have come
SMALL = 64 * 1024  # bytes of a body that always find room
HELD_MAX = 16_000_000  # bytes of all larger bodies that a worker reads at a time
THREADS = 4  # of a worker; each has a connection to the database
Header = tuple[str, str]
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Waiting = SimpleQueue[tuple[dict[str, Any], Any, "asyncio.Future[None]"]]


class Refused(Exception):
    """A body that is not read to its end: the status, and the sentence that is answered."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


class Rsgi:
    """An RSGI application that answers by a WSGI application in some threads.

    `started` is called once in each worker.
    """

    def __init__(self, application: Application, started: Callable[[], None]) -> None:
        self.application = application
        self.started = started
        self.held = 0  # bytes of the large bodies that are being read

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.waiting: Waiting = SimpleQueue()
        for _ in range(THREADS):
            threading.Thread(target=self._work, name="request", daemon=True).start()
        self.started()

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        environment = environment_of(scope)
        try:
            body = await self._body(environment, proto)
        except Refused as refused:
            headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
            proto.response_bytes(refused.status, headers, f"{refused}\n".encode())
            return
        except ProtocolClosed:
            return  # the client is gone
        environment["wsgi.input"] = BytesIO(body)
        answered = self.loop.create_future()
        self.waiting.put((environment, proto, answered))
        await answered

    async def _body(self, environment: dict[str, Any], proto: Any) -> bytes:
        """All of the body; empty if there is none or it is longer than BODY_MAX."""
        try:
            length = body_size(environment)
        except ValueError:
            return b""  # the application refuses it
        if not 0 < length <= BODY_MAX:
            return b""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body: bytes = await (proto() if length <= SMALL else self._large(proto))
        except TimeoutError:
            raise Refused(408, f"The body did not come within {BODY_SECONDS:.0f} s.") from None
        if len(body) != length:
            raise Refused(400, "The body ended early.")
        return body

    async def _large(self, proto: Any) -> bytes:
        """A large body, if there is room beside the others that are being read."""
        parts: list[bytes] = []
        try:
            async for part in proto:
                parts.append(part)
                self.held += len(part)
                if self.held > HELD_MAX:
                    raise Refused(503, "Too many large requests at a time.")
        finally:
            self.held -= sum(map(len, parts))
        return b"".join(parts)

    def _work(self) -> None:
        """A thread: answers one request after another, and tells the event loop of it."""
        while True:
            environment, proto, answered = self.waiting.get()
            try:
                proto.response_bytes(*self._answer(environment))
            except Exception as error:  # granian logs it and answers with status 500
                self.loop.call_soon_threadsafe(answered.set_exception, error)
            else:
                self.loop.call_soon_threadsafe(answered.set_result, None)

    def _answer(self, environment: dict[str, Any]) -> tuple[int, list[Header], bytes]:
        """Status, headers and content, as the application gives them."""
        answered: list[tuple[int, list[Header]]] = []

        def start_response(status: str, headers: list[Header], _: Any = None) -> None:
            answered.append((int(status[:3]), headers))

        given = self.application(environment, start_response)
        try:
            content = b"".join(given)
        finally:
            if hasattr(given, "close"):
                given.close()
        return *answered[-1], content
