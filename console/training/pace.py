"""The thread of a worker that waits for what is due; where there is none, pages do it."""

import threading

_news = threading.Event()


def wake() -> None:
    """Something new is to be waited for."""
    _news.set()


def wait(seconds: float) -> None:
    """Return after so many seconds, or when there is something new."""
    _news.wait(seconds)
    _news.clear()
