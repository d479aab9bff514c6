"""Rows that nobody needs any more, cleared while the server runs, a few at a time."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from console.requests import now as the_time
from console.retention import clear_events

EVENTS_KEPT = timedelta(days=400)  # IAM tells for so long when a service was last accessed
STEP = 500  # rows of one statement, so that no other writer waits for long


def clear_sessions(*, now: datetime) -> int:
    """Delete some sessions that ended; how many."""
    ended = Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True)[:STEP]
    return Session.objects.filter(pk__in=list(ended)).delete()[0]


def clear_leftovers() -> None:
    """Delete sessions that ended and events that nothing tells of any more."""
    while clear_sessions(now=the_time()) >= STEP:
        pass
    clear_events(before=the_time() - EVENTS_KEPT)
