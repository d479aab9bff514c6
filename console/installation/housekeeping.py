"""Housekeeping: delete ended sessions, old events and authorization records, and seats that nobody
uses, in steps so small that no writer waits."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from accounts.models import Account
from console.authorization_details.policies import AGAIN
from console.authorization_details.records import KEPT
from console.cloudtrail.lookups import kept_since
from console.models import AuthorizationRecord, Event, PolicyText
from console.requests import real_now
from console.training.alone import clear_unused

STEP = 200  # rows of one statement: ten milliseconds, and fewer than SQLite takes parameters


def clear_leftovers() -> None:
    """Delete sessions that ended, events that are older than EVENT_DAYS, and records of refused
    calls after a day, with the policies' texts that no record refers to any more; and the seats,
    with their accounts, of people alone who came back to no lab for two weeks.

    All of it by the real clock: what an account's clock shows deletes nothing.
    """
    now = real_now()
    _clear(Session.objects.filter(expire_date__lt=now))
    clear_events(before=kept_since(now))
    _clear_of_accounts(AuthorizationRecord.objects.filter(created_at__lt=now - KEPT), "created_at")
    _clear(PolicyText.objects.filter(used_at__lt=now - KEPT - AGAIN))
    clear_unused(real_now=now)


def clear_events(*, before: datetime) -> int:
    """Delete the events of all accounts from before a real time (UTC), the oldest first; their
    number.

    Events have their numbers in the order in which they were recorded, so that no index is needed.
    """
    number = 0
    while found := _oldest_events(before):
        step = Event.objects.filter(pk__in=found).only("pk")
        number += step.delete()[1].get(Event._meta.label, 0)
    return number


def _oldest_events(before: datetime) -> list[int]:
    oldest = Event.objects.order_by("pk").values_list("pk", "recorded_at", "event_time")[:STEP]
    return [pk for pk, recorded_at, event_time in oldest if (recorded_at or event_time) < before]


def _clear_of_accounts(rows: QuerySet[Any], order: str) -> int:
    old = rows.order_by(order)
    return sum(_clear(old.filter(account=account)) for account in Account.objects.only("pk"))


def _clear(rows: QuerySet[Any]) -> int:
    """Delete these rows; how many. Each step is a short write of its own: other requests write
    between two of them, and it can be stopped at any time and asked again.
    """
    number = 0
    while found := list(rows.values_list("pk", flat=True)[:STEP]):
        step = rows.filter(pk__in=found).only("pk")  # no record is loaded; none that is used again
        number += step.delete()[1].get(rows.model._meta.label, 0)
    return number
