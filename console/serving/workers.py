"""What every worker does beside answering requests, under granian and gunicorn."""

import logging
import os
import random
import threading
import time

from django.conf import settings
from django.db import close_old_connections, connections

FIRST, EVERY = 2.0, 600.0  # seconds until leftovers are cleared, and until the next time
THIEVES_EVERY = 60.0  # seconds until a worker looks for thieves that another one left
logger = logging.getLogger(__name__)


class Lifeline:
    """A pipe that is open as long as the server's main process lives.

    The main process makes it before it forks its workers and never writes. A worker that reads the
    end of it ends at once: no worker goes on, holding the port, after its main process was killed.
    It works where the kernel has no signal for the death of a parent.
    """

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()

    def hold(self) -> None:
        """In a worker: end with the main process."""
        os.close(self.writing)
        threading.Thread(target=self._wait, name="lifeline", daemon=True).start()

    def _wait(self) -> None:
        os.read(self.reading, 1)
        os._exit(1)


def announce() -> None:
    """Say in one line where people find the server, which listens."""
    print(f"Listening on {settings.BASE_URL}", flush=True)


def started(lifeline: Lifeline) -> None:
    """In a worker that was just forked, before it answers."""
    lifeline.hold()
    threading.Thread(target=_keep_clear, name="housekeeping", daemon=True).start()
    threading.Thread(target=_follow_thieves, name="thieves", daemon=True).start()


def _keep_clear() -> None:
    """Clear what nobody needs any more, soon after the start and then every ten minutes.

    Every worker does so, at a time of its own: one that finds nothing to clear costs a few queries.
    """
    # Its models can be imported once the application is loaded, not before.
    from console.installation.housekeeping import clear_leftovers  # noqa: PLC0415

    pause = FIRST
    while True:
        time.sleep(random.uniform(0.5, 1) * pause)  # noqa: S311
        pause = EVERY
        close_old_connections()
        try:
            clear_leftovers()
        except Exception:
            logger.exception("leftovers could not be cleared; the next time comes")
        finally:
            connections.close_all()


def _follow_thieves() -> None:
    """Make the calls of thieves in training when they are due.

    Where a key was leaked, its worker follows at once; the others look once in a while, so that
    a thief goes on after a restart.
    """
    time.sleep(FIRST)
    # Its models can be imported once the application is loaded, not before.
    from console.requests import real_now  # noqa: PLC0415
    from console.training import pace, thefts  # noqa: PLC0415

    while True:
        seconds = THIEVES_EVERY
        close_old_connections()
        try:
            thefts.play_due(real_now=real_now())
            if due := thefts.next_due():
                seconds = min(max((due - real_now()).total_seconds(), 0.2), THIEVES_EVERY)
        except Exception:
            logger.exception("the thieves could not go on; the next time comes")
        finally:
            connections.close_all()
        pace.wait(seconds)
