"""Many callers at once, each with a database connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(count: int, work: Callable[[], object]) -> list[object]:
    """What `count` threads, let go together, give back; an exception counts as its class."""
    return all_at_once([work] * count)


def all_at_once(works: list[Callable[[], object]]) -> list[object]:
    """What each piece of work gives back, all let go together; an exception is its class."""
    gate, outcomes = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            outcomes.append(work())
        except Exception as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
