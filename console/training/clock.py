"""The clock of an account: shift it, set it, let it go back to the real time."""

import re
from datetime import datetime

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import Account
from accounts.operations.locks import lock_account

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
OFFERED = (30, 3_600, 43_200, 7_776_000)  # seconds by which pages offer to shift a clock
SHIFT_MAX = 3_653 * 86_400  # seconds: ten years
SHIFT = re.compile(r"([+-]?)([0-9]{1,9})([smhd])")
TOO_FAR = "The clock of an account is at most ten years ahead of the real time or behind it."


class TooFar(InvalidInput):
    """The clock would be further from the real time than it may be."""

    def __init__(self) -> None:
        super().__init__(TOO_FAR)


@transaction.atomic
def shift_clock(*, account: Account, seconds: int) -> int:
    """Move the account's clock on by so many seconds, or back by a negative number; gives how far
    it is ahead of the real time then. Shifts at the same time add up. TooFar beyond ten years.
    """
    lock_account(account)
    account.refresh_from_db(fields=["clock_shift"])
    return _set(account, account.clock_shift + seconds)


@transaction.atomic
def set_clock(*, account: Account, seconds: int) -> int:
    """Let the account's clock be so many seconds ahead of the real time; 0 is back to it. TooFar
    beyond ten years."""
    lock_account(account)
    return _set(account, seconds)


def ahead(time: datetime, real_now: datetime) -> int:
    """How many seconds a clock that shows this time is ahead of the real one."""
    return round((time - real_now).total_seconds())


def seconds_of(text: str) -> int:
    """The seconds of a shift as it is written; ValueError for what is none.

    >>> seconds_of("90d"), seconds_of("+30s"), seconds_of("-1h")
    (7776000, 30, -3600)
    """
    found = SHIFT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:20]!r} is no shift: write 30s, 5m, 12h or 90d, or -1h for back.")
    sign, number, unit = found.groups()
    return int(f"{sign}{number}") * SECONDS[unit]


def in_words(seconds: int) -> str:
    """A length of time in its two greatest units, whatever its sign.

    >>> in_words(90 * 86_400), in_words(-3_600), in_words(90_061), in_words(0)
    ('90 days', '1 hour', '1 day 1 hour', '0 seconds')
    """
    left, parts = abs(seconds), []
    for length, name in UNITS:
        count, left = divmod(left, length)
        if count:
            parts.append(f"{count} {name}{'s' if count > 1 else ''}")
    return " ".join(parts[:2]) or "0 seconds"


def said(seconds: int) -> str:
    """What is said of a clock of this shift.

    >>> said(30), said(-3_600)
    ('is 30 seconds ahead of the real time', 'is 1 hour behind the real time')
    >>> said(0)
    'shows the real time'
    """
    if seconds == 0:
        return "shows the real time"
    where = "ahead of" if seconds > 0 else "behind"
    return f"is {in_words(seconds)} {where} the real time"


def _set(account: Account, seconds: int) -> int:
    if abs(seconds) > SHIFT_MAX:
        raise TooFar
    account.clock_shift = seconds
    account.save(update_fields=["clock_shift"])
    return seconds
