"""Rows that nobody needs any more, cleared while the server runs, a few at a time."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.models import Session

from console.requests import now as the_time

STEP = 500  # rows of one statement, so that no other writer waits for long


def clear_sessions(*, now: datetime) -> int:
    """Delete some sessions that ended; how many."""
    ended = Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True)[:STEP]
    return Session.objects.filter(pk__in=list(ended)).delete()[0]


LEFTOVERS: tuple[Callable[..., int], ...] = (clear_sessions,)
"""Each deletes up to STEP rows as of `now` and returns how many; fewer than STEP are the last."""


def clear_leftovers() -> None:
    """Delete all leftovers, in small steps."""
    for clear in LEFTOVERS:
        while clear(now=the_time()) >= STEP:
            pass
