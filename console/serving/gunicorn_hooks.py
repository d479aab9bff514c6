"""gunicorn's configuration, read as `--config python:console.serving.gunicorn_hooks`."""

import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from typing import Any

from console.serving.asgi import BODY_SECONDS
from console.serving.workers import Lifeline, announce, started
from console.web.sizes import BODY_MAX, body_size

forwarded_allow_ips = ""  # what a proxy says is read by console.web.proxies alone
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
_lifeline = Lifeline()


def when_ready(_server: Any) -> None:
    """In the main process, which listens now."""
    announce()


def post_fork(_server: Any, _worker: Any) -> None:
    """In each worker, before it answers."""
    started(_lifeline)


def post_worker_init(worker: Any) -> None:
    """In each worker, which has its application now."""
    worker.wsgi = within_a_time(worker.wsgi)


def within_a_time(application: Application) -> Application:
    """The application, given bodies that were read; one that is late gets status 408.

    A thread waits for the body meanwhile, which is why gunicorn belongs behind a proxy that reads
    whole requests.
    """

    def answer(environment: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            length = body_size(environment)
        except ValueError:
            length = 0  # the application refuses it
        if 0 < length <= BODY_MAX:
            body = _read(environment["wsgi.input"], length, environment["gunicorn.socket"])
            if len(body) < length:
                start_response("408 Request Timeout", [("Connection", "close")])
                return []
            environment["wsgi.input"] = BytesIO(body)
        return application(environment, start_response)

    return answer


def _read(given: Any, length: int, client: socket.socket) -> bytes:
    """The body, or what came of it in time: then nothing more is read from the client."""

    def give_up() -> None:
        with suppress(OSError):  # the client is gone
            client.shutdown(socket.SHUT_RD)

    timer = threading.Timer(BODY_SECONDS, give_up)
    timer.daemon = True
    timer.start()
    try:
        body: bytes = given.read(length)
    except OSError:
        return b""
    finally:
        timer.cancel()
    return body
