"""The WSGI application behind the ASGI interface: bodies are read before a thread is taken.

A thread that waits for a body can do nothing else, so a few clients that send slowly would stop a
worker. Here the worker's event loop reads the body, within a size and a time, and a thread gets
the request when all of it is there. A body that is longer than the application takes is not read:
the application refuses it by its Content-Length. granian's other interface, RSGI, leaves out the
headers that have a character outside of ASCII.

Whoever adds an endpoint with large bodies (Git) gives its path a stream in place of `_body`.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from io import BytesIO
from queue import SimpleQueue
from typing import Any

from console.serving.environments import environment_of
from console.web.sizes import BODY_MAX, body_size

BODY_SECONDS = 10.0  # within which all of a body must have come
SMALL = 64 * 1024  # bytes of a body that always find room
HELD_MAX = 16_000_000  # bytes of all larger bodies that a worker has at a time
THREADS = 4  # of a worker; each has a connection to the database
Header = tuple[str, str]
Answered = tuple[int, list[Header], bytes]
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Waiting = SimpleQueue[tuple[dict[str, Any], "asyncio.Future[Answered]"]]


class Refused(Exception):
    """A body that is not read to its end: the status, and the sentence that is answered."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


class Gone(Exception):
    """The client went before all of the body was there."""


class Asgi:
    """An ASGI application that answers by a WSGI application in some threads.

    `started` is called once in each worker.
    """

    def __init__(self, application: Application, started: Callable[[], None]) -> None:
        self.application = application
        self.started = started
        self.held = 0  # bytes of the large bodies that are there or being read

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._request(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """In each worker, before its first request and after its last."""
        await receive()
        self.loop = asyncio.get_running_loop()
        self.waiting: Waiting = SimpleQueue()
        for _ in range(THREADS):
            threading.Thread(target=self._work, name="request", daemon=True).start()
        self.started()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _request(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        environment = environment_of(scope)
        taken = Room(self)
        try:
            body = await self._body(environment, receive, taken)
            environment["wsgi.input"] = BytesIO(body)
            del body
            answered = self.loop.create_future()
            self.waiting.put((environment, answered))
            status, headers, content = await answered
        except Refused as refused:
            status, content = refused.status, f"{refused}\n".encode()
            headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
        except Gone:
            return
        finally:
            taken.leave()
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": encoded})
        await send({"type": "http.response.body", "body": content})

    async def _body(self, environment: dict[str, Any], receive: Receive, taken: "Room") -> bytes:
        """All of the body; empty if there is none or it is longer than BODY_MAX."""
        try:
            length = body_size(environment)
        except ValueError:
            return b""  # the application refuses it
        if not 0 < length <= BODY_MAX:
            return b""
        parts: list[bytes] = []
        try:
            async with asyncio.timeout(BODY_SECONDS):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Gone
                    parts.append(message.get("body", b""))
                    more = message.get("more_body", False)
                    if length > SMALL:
                        taken.take(len(parts[-1]))
        except TimeoutError:
            raise Refused(408, f"The body did not come within {BODY_SECONDS:.0f} s.") from None
        body = b"".join(parts)
        if len(body) != length:
            raise Refused(400, "The body ended early.")
        return body

    def _work(self) -> None:
        """A thread: answers one request after another, and tells the event loop of it."""
        while True:
            environment, answered = self.waiting.get()
            try:
                found = self._answer(environment)
            except Exception as error:  # granian logs it and answers with status 500
                self.loop.call_soon_threadsafe(_fail, answered, error)
            else:
                self.loop.call_soon_threadsafe(_settle, answered, found)
            del environment  # it holds the body until the next request comes

    def _answer(self, environment: dict[str, Any]) -> Answered:
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


class Room:
    """What a large body takes of HELD_MAX, from its first part until it is answered."""

    def __init__(self, served: Asgi) -> None:
        self.served = served
        self.taken = 0

    def take(self, size: int) -> None:
        """More of the body is there; Refused where the others leave no room for it."""
        self.taken += size
        self.served.held += size
        if self.served.held > HELD_MAX:
            raise Refused(503, "Too many large requests at a time.")

    def leave(self) -> None:
        self.served.held -= self.taken


def _settle(answered: "asyncio.Future[Answered]", found: Answered) -> None:
    if not answered.done():  # it is when the request was given up
        answered.set_result(found)


def _fail(answered: "asyncio.Future[Answered]", error: Exception) -> None:
    if not answered.done():
        answered.set_exception(error)
