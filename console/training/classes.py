"""Classes: make one with its seats, change who may join, delete one with everything in it."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet

from accounts.errors import EntityAlreadyExists, InvalidInput, LimitExceeded, no_such
from accounts.models import Account
from accounts.operations.locks import lock_account
from console.training import rows
from console.training.codes import new_code
from console.training.locks import locked_class
from console.training.models import CLASS_NAME, CLASS_NAME_MAX, Class, Seat
from console.training.rosters import SEATS_MAX
from console.training.words import ANIMALS, COLOURS
from credentials import sealing

PER_ACCOUNT = 100  # classes, which are two hundred accounts each at most
NAME_RULE = (
    f"A class name has 3 to {CLASS_NAME_MAX} lower-case letters, digits and single hyphens, and "
    "begins with a letter. The name create is no class's."
)
RESERVED = "create"  # where a class's address would be another page's
TRIES = 20
COUNTS = {
    "seat_count": Count("seats"),
    "joined_count": Count("seats", filter=Q(seats__joined_at__isnull=False)),
}


class BadClassName(InvalidInput):
    """The name of a class that cannot be one."""


def suggested_name() -> str:
    """A name such as `blue-otter` that no class has."""
    for _ in range(TRIES):
        name = f"{secrets.choice(COLOURS)}-{secrets.choice(ANIMALS)}"
        if not _is_taken(name):
            return name
    return f"{name}-{secrets.choice(range(100, 1000))}"


@transaction.atomic
def create_class(
    *,
    account: Account,
    name: str,
    names: Sequence[str],
    seats: int,
    edition: str,
    now: datetime,
    labs: Sequence[str] = (),
    passwords: str = Class.Passwords.EASY,
    joining: str = Class.Joining.OPEN,
) -> Class:
    """Make a class with its seats: as many as there are names, and free ones up to `seats`.

    No account is made: a seat gets its own when somebody joins it. BadClassName, InvalidInput for
    too many seats, EntityAlreadyExists for a name that is taken in the installation, LimitExceeded
    at a hundred classes and in the account of a learner, so that a class makes no more accounts
    than it has seats.
    """
    _check(name, max(seats, len(names)))
    lock_account(account)
    if Seat.objects.filter(account=account).exists():
        raise LimitExceeded("The account of a learner has no classes of its own.")
    if account.classes.count() >= PER_ACCOUNT:
        raise LimitExceeded(f"Cannot exceed quota for ClassesPerAccount: {PER_ACCOUNT}")
    made = Class(
        account=account,
        name=name,
        created_at=now,
        labs=list(labs),
        edition=edition,
        passwords=passwords,
        joining=joining,
    )
    _save_as_the_only(made)
    names = [*names, *[""] * (seats - len(names))]
    Seat.objects.bulk_create(_seats(made, names, now))
    return made


@transaction.atomic
def add_seats(*, to: Class, count: int, now: datetime) -> int:
    """Add free seats after the last one; how many there are then. InvalidInput for more than a
    class can have."""
    locked_class(to)
    last = to.seats.aggregate(last=Max("number"))["last"] or 0
    if not 1 <= count <= SEATS_MAX - last:
        raise InvalidInput(f"A class has up to {SEATS_MAX} seats; this one has {last}.")
    Seat.objects.bulk_create(_seats(to, [""] * count, now, after=last))
    return last + count


def list_classes(*, account: Account) -> QuerySet[Class]:
    """The classes of an account by name, each with `seat_count` and `joined_count`."""
    return Class.objects.filter(account=account).annotate(**COUNTS).order_by("name")


def find_class(*, account: Account, name: str) -> Class:
    """The account's class of that name, or NoSuchEntity."""
    found = Class.objects.filter(account=account, name=name).first()
    if found is None:
        raise no_such("class", name)
    return found


@transaction.atomic
def update_joining(*, of: Class, joining: str) -> None:
    """Let everybody in, only who is admitted, or nobody new; whoever waits when a class is opened
    is admitted."""
    locked_class(of)
    Class.objects.filter(pk=of.pk).update(joining=joining)
    of.joining = joining
    if joining == Class.Joining.OPEN:
        of.seats.filter(admitted=False).update(admitted=True)


@transaction.atomic
def admit(*, to: Class, numbers: Sequence[int]) -> int:
    """Let the learners who wait in these seats in; how many there were."""
    return to.seats.filter(number__in=numbers, admitted=False).update(admitted=True)


@transaction.atomic
def delete_class(*, of: Class) -> int:
    """Delete a class, its seats and their accounts with every row; how many accounts there were.

    The class is locked first, then its seats, as joining does: nobody gets an account meanwhile.
    """
    locked_class(of)
    seats = list(of.seats.select_for_update().order_by("number"))
    accounts = [seat.account_id for seat in seats if seat.account_id]
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(account=None)
    rows.delete_accounts(accounts)
    of.delete()
    return len(accounts)


def _check(name: str, seats: int) -> None:
    fits = 3 <= len(name) <= CLASS_NAME_MAX and re.fullmatch(CLASS_NAME, name)
    if not fits or not name[0].isalpha() or name == RESERVED:
        raise BadClassName(NAME_RULE)
    if not 1 <= seats <= SEATS_MAX:
        raise InvalidInput(f"A class has 1 to {SEATS_MAX} seats.")


def _is_taken(name: str) -> bool:
    """Whether a class has the name, or an account an alias that a seat would get."""
    return (
        Class.objects.filter(name=name).exists()
        or Account.objects.filter(alias__regex=rf"^{name}-[0-9]{{2,3}}$").exists()
    )


def _save_as_the_only(made: Class) -> None:
    """EntityAlreadyExists for a name that is taken, also by a request that runs beside this one."""
    taken = _is_taken(made.name)
    if not taken:
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            taken = True
    if taken:
        raise EntityAlreadyExists(f"The name {made.name} is taken. Choose another one.")


def _seats(of: Class, names: Sequence[str], now: datetime, after: int = 0) -> list[Seat]:
    """Seats of these names, numbered after that one, with codes that no other seat of them has."""
    codes = {seat.code for seat in of.seats.all()}
    made: list[Seat] = []
    for number, name in enumerate(names, after + 1):
        code = new_code()
        while code in codes:
            code = new_code()
        codes.add(code)
        sealed = sealing.seal(code)
        made.append(Seat(in_class=of, number=number, sealed_code=sealed, name=name, created_at=now))
    return made
