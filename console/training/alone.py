"""A seat for somebody alone: a learner without a class, in this browser.

Strangers may ask for one, so they are few: a number for each address and for everybody in a day,
and those that nobody used for a while are deleted with their accounts.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import LimitExceeded
from console.training.models import LabRun, Seat
from console.training.rows import delete_accounts
from console.training.seats import new_account

PER_ADDRESS = 20  # seats of one address in a day
PER_DAY = 500
KEPT = timedelta(days=14)
DAY = timedelta(days=1)
FULL = "So many labs were started today that no more account is made. Try again tomorrow."
AT_ONCE = 20  # accounts deleted in one transaction


def take_seat(*, browser: str, address: str, real_now: datetime) -> Seat:
    """A seat with an empty account for the browser, which is named by its token's digest.

    LimitExceeded where the address, or all of them, took too many in a day.
    """
    with transaction.atomic():
        recent = Seat.objects.filter(in_class=None, created_at__gt=real_now - DAY)
        if recent.filter(address=address).count() >= PER_ADDRESS or recent.count() >= PER_DAY:
            raise LimitExceeded(FULL)
        account = new_account(f"lab-{secrets.token_hex(4)}", real_now)
        return Seat.objects.create(
            account=account,
            address=address,
            browser=browser,
            created_at=real_now,
            joined_at=real_now,
        )


def clear_unused(*, real_now: datetime) -> int:
    """Delete the seats of people alone who began no lab for two weeks, and their accounts."""
    recent = LabRun.objects.filter(began_at__gt=real_now - KEPT).values("seat")
    old = Seat.objects.filter(in_class=None, created_at__lt=real_now - KEPT).exclude(pk__in=recent)
    number = 0
    while keys := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        number += _delete(old, keys)
    return number


@transaction.atomic
def _delete(old: QuerySet[Seat], keys: list[int]) -> int:
    """Delete those of these seats that still are unused once nobody else changes them."""
    list(Seat.objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))
    accounts = dict(old.filter(pk__in=keys).values_list("pk", "account_id"))
    Seat.objects.filter(pk__in=list(accounts)).delete()
    delete_accounts([account for account in accounts.values() if account is not None])
    return len(accounts)
