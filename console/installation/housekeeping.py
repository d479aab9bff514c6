"""Housekeeping: delete ended sessions and old events, in steps so small that no writer waits."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from accounts.models import Account
from console.cloudtrail.lookups import kept_since
from console.models import Event
from console.requests import now as the_time

STEP = 500  # rows of one statement: some milliseconds, and fewer than SQLite takes parameters


def clear_leftovers() -> None:
    """Delete sessions that ended and events that are older than EVENT_DAYS."""
    now = the_time()
    _clear(Session.objects.filter(expire_date__lt=now))
    clear_events(before=kept_since(now))


def clear_events(*, before: datetime) -> int:
    """Delete the events of all accounts from before a time (UTC), the oldest first; their number.

    Events are found by their index of accounts and times.
    """
    old = Event.objects.filter(event_time__lt=before).order_by("event_time")
    return sum(_clear(old.filter(account=account)) for account in Account.objects.only("pk"))


def _clear(rows: QuerySet[Any]) -> int:
    """Delete these rows; how many. Each step is a short write of its own: other requests write
    between two of them, and it can be stopped at any time and asked again.
    """
    number = 0
    while found := list(rows.values_list("pk", flat=True)[:STEP]):
        step = rows.model.objects.filter(pk__in=found).only("pk")  # no record is loaded
        number += step.delete()[1].get(rows.model._meta.label, 0)
    return number
