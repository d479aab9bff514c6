"""Events that are old enough are deleted, a few at a time, so that nobody waits for it."""

from datetime import datetime

from accounts.models import Account
from console.models import Event

STEP = 500  # events in one statement: some milliseconds, and fewer than SQLite takes parameters


def clear_events(*, before: datetime) -> int:
    """Delete the events of all accounts from before a time (UTC); gives their number.

    Each step is a short write of its own: other requests write between two of them. It can be
    stopped at any time and asked again.
    """
    return sum(_clear(account.pk, before) for account in Account.objects.only("pk"))


def _clear(account_id: int, before: datetime) -> int:
    """The oldest first, found by the index of accounts and times."""
    rows = Event.objects.filter(account=account_id, event_time__lt=before).order_by("event_time")
    number = 0
    while found := list(rows.values_list("pk", flat=True)[:STEP]):
        number += Event.objects.filter(pk__in=found).delete()[0]
    return number
