"""Limits of attempts at passwords and codes. Each is counted before what it tries is checked.

Attempts are counted under keyed digests, so that the table has no typed names, which may have been
passwords. Existing users and unknown names are counted alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.errors import Throttling
from accounts.models import User
from credentials.models import PasswordAttempts

ENDED_ROWS = 100  # of those that end, how many are deleted with each attempt
FEW = 3  # from here on a failure says how many attempts are left
EVERYWHERE = ""  # the address of what is counted over all addresses
EVERYBODY = ""  # whose attempts are those over all users


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts in a window of time; reaching it means to wait for as long again.

    The window begins with the first attempt, or, `renewed`, with each.
    """

    attempts: int
    window: timedelta
    renewed: bool = False


OF_USER_FROM_ADDRESS = Limit(10, timedelta(minutes=5), renewed=True)
OF_USER_FROM_NETWORK = Limit(60, timedelta(minutes=30))  # what one IPv4 address can reach too
OF_USER = Limit(100, timedelta(minutes=30))  # more than one network alone can reach
FROM_NETWORK = Limit(200, timedelta(minutes=5))  # a class behind one address is many people
GUESSES_FROM_ADDRESS = Limit(40, timedelta(minutes=5))
GUESSES = Limit(300, timedelta(minutes=30))  # from everywhere
Limits = Mapping[tuple[str, str], Limit]  # by the digest of whose, and the address


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was counted, or refused uncounted.

    wait    seconds until another one may be made; 0 for one that was counted
    left    how many more this user has from this address; after the last one `pause` seconds pass
    counts  the counts in which it is one
    """

    counts: tuple[tuple[str, str], ...]
    wait: int = 0
    left: int = 0
    pause: int = 0

    @property
    def few_left(self) -> int:
        """How many attempts are left once there are three or fewer; 0 before that."""
        return self.left if self.left <= FEW else 0

    def must_be_allowed(self) -> None:
        """Throttling, as AWS says it, for a refused attempt."""
        if self.wait:
            raise Throttling("Rate exceeded")


def count_attempt(*, account: str, user_name: str, address: str, real_now: datetime) -> Attempt:
    """Count an attempt for this user (names in the database's own spelling) from this address.

    It is refused, and not counted, where a limit is reached: of this user from this address, from
    its network and from everywhere, and of the network for all users. The rows are locked, so that
    parallel attempts are counted one after the other.
    """
    whose = _digest(account, user_name)
    return _count_attempt(_limits(whose, address), (whose, address), real_now)


def count_guess(*, of: str, address: str, real_now: datetime) -> Attempt:
    """The same for an attempt at a code that is not a user's: `of` names what it would open."""
    whose = salted_hmac(f"{__name__}.guesses", of, algorithm="sha256").hexdigest()
    own = (whose, _network(address))
    return _count_attempt({own: GUESSES_FROM_ADDRESS, (whose, EVERYWHERE): GUESSES}, own, real_now)


def _count_attempt(limits: Limits, own: tuple[str, str], real_now: datetime) -> Attempt:
    """Count one in each of these, unless one of them is full; `left` is of that one of `own`."""
    _delete_ended(real_now)
    with transaction.atomic():
        rows = _locked(limits, real_now)
        for key, row in rows.items():
            _begin_again(row, limits[key], real_now)
        waits = [row.ends_at - real_now for key, row in rows.items() if _is_full(row, limits[key])]
        if not waits:
            for key, row in rows.items():
                _count(row, limits[key], real_now)
        PasswordAttempts.objects.bulk_update(rows.values(), ["count", "ends_at"])
    left = limits[own].attempts - rows[own].count
    pauses = [row.ends_at - real_now for key, row in rows.items() if _is_full(row, limits[key])]
    return Attempt(tuple(limits), _seconds(waits), left, _seconds(pauses))


@transaction.atomic
def give_back(attempt: Attempt, *, real_now: datetime) -> None:
    """Do not count an attempt after all: its password was right."""
    if attempt.wait:
        return
    rows = _locked(attempt.counts, real_now).values()
    for row in rows:
        row.count = max(row.count - 1, 0)
    PasswordAttempts.objects.bulk_update(rows, ["count"])


def forget_attempts(*, user: User, address: str) -> None:
    """After a full sign-in the failures before it, from the same place, no longer count."""
    places = [address, _network(address)]
    PasswordAttempts.objects.filter(whose=_of(user), address__in=places).delete()


def forget_all_attempts(*, user: User) -> int:
    """Let the user try again at once, from everywhere; how many attempts were forgotten."""
    rows = PasswordAttempts.objects.filter(whose=_of(user))
    attempts = sum(row.count for row in rows if row.address != EVERYWHERE)
    rows.delete()
    return attempts


def locked_until(*, user: User, real_now: datetime) -> datetime | None:
    """When the last of the user's waits ends, wherever it applies; None where there is none."""
    rows = PasswordAttempts.objects.filter(whose=_of(user), ends_at__gt=real_now)
    full = [row.ends_at for row in rows if _is_full(row, _limit_of(row))]
    return max(full, default=None)


def locked_users(*, users: Iterable[User], real_now: datetime) -> dict[int, datetime]:
    """Of several users, those that must wait, by primary key, with the time when they need not any
    more. One query; their accounts must be loaded."""
    digests = {_of(user): user.pk for user in users}
    ends: dict[int, datetime] = {}
    for row in PasswordAttempts.objects.filter(whose__in=list(digests), ends_at__gt=real_now):
        if _is_full(row, _limit_of(row)):
            whose = digests[row.whose]
            ends[whose] = max(row.ends_at, ends.get(whose, row.ends_at))
    return ends


def _of(user: User) -> str:
    return _digest(user.account.account_id, user.user_name)


def _digest(account: str, user_name: str) -> str:
    named = f"{account}/{user_name}".lower()
    return salted_hmac(__name__, named, algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    """The IPv4 address, or the IPv6 /64 network, which one customer has as a whole."""
    parsed = ip_address(address)
    if not isinstance(parsed, IPv6Address):
        return address
    return str(ip_network((parsed, 64), strict=False))


def _limits(whose: str, address: str) -> Limits:
    """The limits of one attempt, in the order in which their rows are locked."""
    network = _network(address)
    return {
        (whose, network): OF_USER_FROM_NETWORK,
        (whose, address): OF_USER_FROM_ADDRESS,  # an IPv4 address is its own network
        (whose, EVERYWHERE): OF_USER,
        (EVERYBODY, network): FROM_NETWORK,
    }


def _locked(
    keys: Iterable[tuple[str, str]], real_now: datetime
) -> dict[tuple[str, str], PasswordAttempts]:
    """The rows by their keys, made where there are none, locked in the order of the keys."""
    wanted = list(keys)
    made = [PasswordAttempts(whose=whose, address=at, ends_at=real_now) for whose, at in wanted]
    PasswordAttempts.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["whose", "address"],
        update_fields=["address"],
    )
    these = Q(*(Q(whose=whose, address=at) for whose, at in wanted), _connector=Q.OR)
    found = {(row.whose, row.address): row for row in PasswordAttempts.objects.filter(these)}
    return {key: found[key] for key in wanted}


def _begin_again(row: PasswordAttempts, limit: Limit, real_now: datetime) -> None:
    """A window that ended begins anew; one that began when the clock was ahead ends in time."""
    if row.ends_at <= real_now:
        row.count, row.ends_at = 0, real_now + limit.window
    row.ends_at = min(row.ends_at, real_now + limit.window)


def _count(row: PasswordAttempts, limit: Limit, real_now: datetime) -> None:
    row.count += 1
    if limit.renewed or _is_full(row, limit):
        row.ends_at = real_now + limit.window


def _is_full(row: PasswordAttempts, limit: Limit) -> bool:
    return row.count >= limit.attempts


def _limit_of(row: PasswordAttempts) -> Limit:
    if row.address == EVERYWHERE:
        return OF_USER
    return OF_USER_FROM_NETWORK if "/" in row.address else OF_USER_FROM_ADDRESS


def _seconds(times: list[timedelta]) -> int:
    return max((ceil(time.total_seconds()) for time in times), default=0)


def _delete_ended(real_now: datetime) -> None:
    """Delete some rows whose windows have ended, but for those that others hold."""
    ended = PasswordAttempts.objects.filter(ends_at__lte=real_now).order_by("ends_at")
    if not ended.exists():
        return
    with transaction.atomic():
        free = ended.select_for_update(skip_locked=True)
        keys = list(free.values_list("pk", flat=True)[:ENDED_ROWS])
        PasswordAttempts.objects.filter(pk__in=keys).delete()
