"""`python -m console.serving.granian HOST PORT WORKERS`: the server of `make run`.

The application is loaded here once, and the workers are forked from this process, so that they
share its memory. This process only watches them.
"""

import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

import granian
from granian._signals import set_sync_signals
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess

from console.serving.asgi import Requests
from console.serving.workers import Lifeline, announce, started
from console.wsgi import application

core: Any = granian._granian
VERSION = "2.8."  # of granian, whose inner parts this module uses
THREADS = 4  # of a worker; each has a connection to the database
THREAD_SECONDS = 600  # without work, after which a thread ends: as long as granian allows
PAUSE = 0.1  # seconds before a worker that ended is replaced; doubled while they go on to end
PAUSE_MAX = 2.0
CALM = 10.0  # seconds without such an end after which the first pause holds again
LOOK = 1.0  # seconds between two looks at the workers, should no signal tell of one's end
STOP_SECONDS = 5  # for the requests that are being answered when the server is stopped


class Bell:
    """An event that a signal handler may set, whatever the thread that it interrupts is doing.

    `threading.Event` has a lock. A handler that sets one waits for ever if its own thread holds
    that lock at the moment, in `wait` or `clear`. SimpleQueue has no such lock.
    """

    def __init__(self) -> None:
        self.rings: SimpleQueue[None] = SimpleQueue()

    def set(self) -> None:
        self.rings.put(None)

    def wait(self, timeout: float | None = None) -> None:
        """Return after the next ring, or after so many seconds."""
        with suppress(Empty):
            self.rings.get(timeout=timeout)


class Server(MPServer):
    """granian with another watch over its workers.

    granian's own ends the server when a worker dies twice within 5.5 s, as workers do that the
    kernel kills for memory, and misses one that dies while it notes another's death. This one asks
    which workers live, and replaces those that do not as often as it takes. Signals and threads
    that watch a worker set `main_loop_interrupt`.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.main_loop_interrupt = Bell()  # type: ignore[assignment]

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        self._wait_for_workers()
        pause, last = PAUSE, 0.0
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(LOOK)
            if self.interrupt_signal:
                break
            dead = [worker.idx for worker in self.wrks if not worker.is_alive()]
            if dead:
                now = time.monotonic()
                pause = min(pause * 2, PAUSE_MAX) if now - last < CALM else PAUSE
                last = now
                time.sleep(pause)
                self._respawn_workers(dead, spawn_target, target_loader)
        self.interrupt_children.clear()

    def _wait_for_workers(self) -> None:
        """Wait until a worker takes a connection, and then say that the server listens."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind_addr, self.bind_addr)  # noqa: S104
        while not self.interrupt_signal and any(worker.is_alive() for worker in self.wrks):
            try:
                socket.create_connection((host, self.bind_port), timeout=LOOK).close()
            except OSError:
                time.sleep(PAUSE)
            else:
                announce()
                return


class AtOnce:
    """In place of an event loop: what granian wants called is called at once, in its own thread.

    granian's own ASGI worker tells an event loop of each request and of each part of a body, and
    what it calls hands the request to another thread: three changes of threads more.
    """

    def call_soon(self, call: Callable[..., object], *given: Any, context: Any = None) -> None:
        call(*given)

    call_soon_threadsafe = call_soon


@WorkerProcess.wrap_target
def work(
    worker_id: int, requests: Requests, socket_: Any, ipc: Any, _loop: Any, _runtime_mode: Any,
    runtime_threads: int, runtime_blocking_threads: int, _blocking_threads: int,
    _idle_seconds: int, backpressure: int, _task: Any, http: Any, http1: Any, http2: Any,
    websockets: bool, static: Any, _log_format: Any, tls: Any, _scope: Any, metrics: Any,
) -> None:  # fmt: skip
    """A worker, as granian's own for WSGI runs, but with the messages of ASGI."""
    stop, stopped, at_once = set_sync_signals(), Bell(), AtOnce()
    stop.add_cb(stopped.set)
    worker = core.ASGIWorker(
        worker_id, socket_, ipc, runtime_threads, runtime_blocking_threads, THREADS,
        THREAD_SECONDS, backpressure, http, http1, http2, websockets, static, *tls, metrics,
    )  # fmt: skip
    scheduler = core.CallbackScheduler(at_once, None, None, None, None)
    scheduler._schedule_fn = lambda request: requests.begin(request.scope, request.proto)
    threading.Thread(target=requests.sweep, name="late bodies", daemon=True).start()
    worker.serve_str(scheduler, at_once, stop)
    stopped.wait()


def main(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    if not granian.__version__.startswith(VERSION):
        sys.exit(f"The server needs granian {VERSION}x, not {granian.__version__}.")
    lifeline = Lifeline()

    def loaded(_: object) -> Any:
        """In a worker that was just forked."""
        started(lifeline)
        return Requests(application)

    server = Server(
        "console",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        http=HTTPModes.http1,
        websockets=False,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    )
    server.serve(work, target_loader=loaded)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
