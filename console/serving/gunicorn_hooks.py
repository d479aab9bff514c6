"""gunicorn's configuration, read as `--config python:console.serving.gunicorn_hooks`."""

from typing import Any

from console.serving.workers import Lifeline, announce, started

forwarded_allow_ips = ""  # what a proxy says is read by console.proxies alone
_lifeline = Lifeline()


def when_ready(_server: Any) -> None:
    """In the main process, which listens now."""
    announce()


def post_fork(_server: Any, _worker: Any) -> None:
    """In each worker, before it answers."""
    started(_lifeline)
