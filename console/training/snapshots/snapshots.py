"""Save the state of a class, bring it back, for all seats or for one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.errors import InvalidInput, LimitExceeded, no_such
from accounts.models import Account, Group, Policy, User
from console.training.locks import locked_class
from console.training.models import Class, Seat, Snapshot
from console.training.snapshots.packing import packed, unpacked
from console.training.snapshots.states import State, put_back, state_of

PER_CLASS = 10
NAME_MAX = 64


@dataclass(frozen=True, slots=True)
class Collected:
    """The state of a class, ready to be stored, and of how many seats it is."""

    data: str
    seats: int


@dataclass(frozen=True, slots=True)
class Restored:
    """How many seats are as they were, and how many stay as they are: joined or gone since."""

    seats: int
    left: int


def collect(of: Class) -> Collected:
    """The state of all seats that have an account, as of one moment; nobody has to wait for it.

    Outside of a transaction. LimitExceeded for a class of too many rows.
    """
    with _one_moment():
        seats = list(of.seats.select_related("account").exclude(account=None).order_by("number"))
        return Collected(packed(map(state_of, seats)), len(seats))


@transaction.atomic
def save_class(*, of: Class, name: str, collected: Collected, real_now: datetime) -> Snapshot:
    """Keep the state of a class under a name. InvalidInput for no name, a long one, and a class
    whose seats have no accounts yet; LimitExceeded beyond ten."""
    if not 1 <= len(name) <= NAME_MAX or not name.isprintable():
        raise InvalidInput(f"A name has 1 to {NAME_MAX} characters.")
    if not collected.seats:
        raise InvalidInput("Nobody has joined this class yet: there is nothing to save.")
    locked_class(of)
    if of.snapshots.count() >= PER_CLASS:
        raise LimitExceeded(f"A class has at most {PER_CLASS} saved states. Delete one of them.")
    return Snapshot.objects.create(
        in_class=of, name=name, created_at=real_now, data=collected.data, seats=collected.seats
    )


def list_snapshots(*, of: Class) -> QuerySet[Snapshot]:
    """The saved states of a class, the newest first, without what they hold."""
    return of.snapshots.defer("data").order_by("-pk")


def find_snapshot(*, of: Class, number: int) -> Snapshot:
    """One of the saved states of a class, by its key; NoSuchEntity for any other."""
    found = of.snapshots.filter(pk=number).first()
    if found is None:
        raise no_such("snapshot", str(number))
    return found


def seats_in(snapshot: Snapshot) -> QuerySet[Seat]:
    """The seats of its class that have an account, and so may be in a snapshot."""
    return snapshot.in_class.seats.exclude(account=None).order_by("number")


def states_of(snapshot: Snapshot, seat: Seat | None = None) -> list[State]:
    """What a snapshot holds of all seats, or of one; InvalidInput for one that is not in it."""
    found = [state for state in unpacked(snapshot.data) if seat is None or state["seat"] == seat.pk]
    if not found:
        raise InvalidInput("Nobody had joined this seat yet when the state was saved.")
    return found


@transaction.atomic
def restore_class(*, of: Class, states: Sequence[State]) -> Restored:
    """Bring the seats of these states back to them, all or none.

    A seat that was joined later, or that has another account now, stays as it is. What was done
    since then is gone, and so are its events. Sessions of users who are as they were go on.
    """
    locked_class(of)
    accounts = dict(of.seats.select_for_update().order_by("number").values_list("pk", "account"))
    same = [state for state in states if accounts.get(state["seat"]) == state["account"]]
    _hold([state["account"] for state in same])
    put_back(same)
    return Restored(len(same), len(states) - len(same))


@transaction.atomic
def delete_snapshot(*, of: Class, number: int) -> None:
    """Delete a saved state; NoSuchEntity for one that is not of this class."""
    locked_class(of)
    if not of.snapshots.filter(pk=number).delete()[0]:
        raise no_such("snapshot", str(number))


def _hold(accounts: Sequence[int]) -> None:
    """Lock accounts and what they hold, in the order in which all code takes locks, so that nobody
    changes anything meanwhile."""
    own = {"account__in": accounts}
    for rows in (
        Account.objects.filter(pk__in=accounts).select_for_update(no_key=True),
        Group.objects.filter(**own).select_for_update(),
        User.objects.filter(**own).select_for_update(),
        Policy.objects.filter(**own).select_for_update(),
    ):
        list(rows.order_by("pk").values_list("pk", flat=True))


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read within is as of one moment; SQLite has that in every transaction."""
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
