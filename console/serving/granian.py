"""`python -m console.serving.granian HOST PORT WORKERS`: the server of `make run`.

The application is loaded here once, and the workers are forked from this process, so that they
share its memory. This process only watches them.
"""

import socket
import sys
import time
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from console.serving.asgi import Asgi
from console.serving.workers import Lifeline, announce, started
from console.wsgi import application

PAUSE = 0.1  # seconds before a worker that ended is replaced; doubled while they go on to end
PAUSE_MAX = 2.0
CALM = 10.0  # seconds without such an end after which the first pause holds again
LOOK = 1.0  # seconds between two looks at the workers, should no signal tell of one's end
STOP_SECONDS = 5  # for the requests that are being answered when the server is stopped


class Server(MPServer):
    """granian with another watch over its workers, written for the pinned version 2.8.

    granian's own ends the server when a worker dies twice within 5.5 s, as workers do that the
    kernel kills for memory, and misses one that dies while it notes another's death. This one asks
    which workers live, and replaces those that do not as often as it takes.
    """

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        self._wait_for_workers()
        pause, last = PAUSE, 0.0
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(LOOK)
            self.main_loop_interrupt.clear()
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
        """Until one of them takes a connection, and then say so."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind_addr, self.bind_addr)  # noqa: S104
        while not self.interrupt_signal and any(worker.is_alive() for worker in self.wrks):
            try:
                socket.create_connection((host, self.bind_port), timeout=LOOK).close()
            except OSError:
                time.sleep(PAUSE)
            else:
                announce()
                return


def main(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    lifeline = Lifeline()
    served = Asgi(application, started=lambda: started(lifeline))
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
    server.serve(target_loader=lambda _: served)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
