"""The WSGI application behind granian's ASGI interface: no thread waits for a body.

A thread that waits for a body can do nothing else, so a few clients that send slowly would stop a
worker. Here a thread begins with a request when its head is there and leaves it again if there is
a body to come. granian reads the body, and when all of it is there a thread answers. That has a
bound of size and of time. A body that is longer than the application takes is not read: the
application refuses it by its Content-Length. granian's other interface, RSGI, leaves out the
headers that have a character outside of ASCII.

A new endpoint with large bodies (Git) must give its path a stream in place of `Body`.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any, Protocol

from console.serving.environments import environment_of
from console.web.sizes import BODY_MAX, body_size

BODY_SECONDS = 10.0  # within which all of a body must have come
LOOK = 1.0  # seconds between two looks at the bodies that are late
SMALL = 64 * 1024  # bytes of a body that always find room
HELD_MAX = 16_000_000  # bytes of all larger bodies that a worker has at a time
Environment = dict[str, Any]
Header = tuple[str, str]
Application = Callable[[Environment, Any], Iterable[bytes]]
logger = logging.getLogger(__name__)


class Received(Protocol):
    """granian's future of a message."""

    def result(self) -> Mapping[str, Any]: ...
    def add_done_callback(self, call: Callable[["Received"], None]) -> None: ...
    def cancel(self) -> bool: ...


class Connection(Protocol):
    """granian's side of one request, by the messages of ASGI."""

    def receive(self) -> Received: ...
    def send(self, message: dict[str, Any]) -> object: ...


class Requests:
    """A worker's requests, answered by a WSGI application in the threads that call this."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.coming: set[Body] = set()  # added to, taken from and copied whole by many threads
        self.held = 0  # bytes of the large bodies that are there or being read
        self.counting = threading.Lock()

    def begin(self, scope: Mapping[str, Any], connection: Connection) -> None:
        """The head of a request is there; `scope` is ASGI's."""
        environment = environment_of(scope)
        try:
            length = body_size(environment)
        except ValueError:
            length = 0  # the application refuses it
        if 0 < length <= BODY_MAX:
            body = Body(self, environment, connection, length)
            self.coming.add(body)
            body.receive()
        else:
            self.answer(environment, connection, b"")

    def answer(self, environment: Environment, connection: Connection, body: bytes) -> None:
        """Answer a request that is there as a whole."""
        environment["wsgi.input"] = BytesIO(body)
        try:
            status, headers, content = self._answer(environment)
        except Exception:
            logger.exception("a request failed")
            refuse(connection, 500, "The server failed.")
        else:
            _send(connection, status, headers, content)

    def _answer(self, environment: Environment) -> tuple[int, list[Header], bytes]:
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

    def sweep(self) -> None:
        """Refuse the bodies that did not come in time; once a second, for ever."""
        while True:
            time.sleep(LOOK)
            self.give_up_late_ones()

    def give_up_late_ones(self) -> None:
        """Refuse the bodies that did not come in time. One that cannot be refused is logged, and
        the others are refused."""
        now = time.monotonic()
        for body in tuple(self.coming):
            if now > body.until:
                try:
                    body.give_up()
                except Exception:
                    logger.exception("a late body could not be refused")


class Body:
    """The body of a request while it is being received. The thread that takes it out of `coming`
    answers.
    """

    def __init__(
        self, requests: Requests, environment: Environment, connection: Connection, length: int
    ) -> None:
        self.requests = requests
        self.environment = environment
        self.connection = connection
        self.left = self.length = length
        self.parts: list[bytes] = []
        self.taken = 0  # bytes that are counted as held
        self.until = time.monotonic() + BODY_SECONDS
        self.received: Received | None = None

    def receive(self) -> None:
        """Have `came` called when there is more."""
        received = self.received = self.connection.receive()
        received.add_done_callback(self.came)

    def came(self, received: Received) -> None:
        """granian calls this when a part has come, when the client is gone, or when the body was
        given up."""
        goes_on = False
        try:
            goes_on = self in self.requests.coming and self._goes_on(received.result())
        finally:
            if not goes_on:
                self._leave()
                self._let_go()
        if goes_on:
            self.receive()

    def _let_go(self) -> None:
        """Keep nothing of granian's: it and this body hold each other, so that Python would free
        neither, and granian closes a connection when nothing holds it."""
        self.parts.clear()
        self.environment.clear()
        self.received = None
        del self.connection

    def _goes_on(self, message: Mapping[str, Any]) -> bool:
        """Whether there is more to come; else the request is answered, if it is for this thread."""
        if message["type"] == "http.disconnect":
            self._refuse(400, "The client is gone.")  # nobody reads it, but granian waits for one
            return False
        part = message.get("body", b"")
        self.parts.append(part)
        self.left -= len(part)
        if not self._finds_room(len(part)):
            self._refuse(503, "Too many large requests at a time.")
        elif self.left > 0 and message.get("more_body"):
            return True
        elif self.left:
            self._refuse(400, "The body ended early.")
        elif self._ends():
            body = b"".join(self.parts)
            self.parts.clear()
            self.requests.answer(self.environment, self.connection, body)
        return False

    def give_up(self) -> None:
        """Refuse the body: its time is over."""
        received = self.received
        self._refuse(408, f"The body did not come within {BODY_SECONDS:.0f} s.")
        if received is not None:
            received.cancel()

    def _refuse(self, status: int, said: str) -> None:
        if self._ends():
            refuse(self.connection, status, said)
        self._leave()

    def _ends(self) -> bool:
        """Take the body out of `coming`. True for the one thread that did so, which answers."""
        try:
            self.requests.coming.remove(self)
        except KeyError:
            return False
        return True

    def _finds_room(self, size: int) -> bool:
        """What a large body takes of HELD_MAX, from its first part until it is answered."""
        if self.length <= SMALL:
            return True
        with self.requests.counting:
            self.taken += size
            self.requests.held += size
            return self.requests.held <= HELD_MAX

    def _leave(self) -> None:
        if self.length > SMALL:
            with self.requests.counting:
                self.requests.held -= self.taken
                self.taken = 0


def refuse(connection: Connection, status: int, said: str) -> None:
    """Answer with a sentence in place of the application, and end the connection."""
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
    _send(connection, status, headers, f"{said}\n".encode())


def _send(connection: Connection, status: int, headers: list[Header], content: bytes) -> None:
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    connection.send({"type": "http.response.start", "status": status, "headers": encoded})
    connection.send({"type": "http.response.body", "body": content})
