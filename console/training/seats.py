"""Seats: who gets which one, and the account of a seat.

Whoever joins holds the class's row, so that seats are given out one after the other; the account is
made afterwards, with the seat's row held.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.editions import BY_NAME
from accounts.editions.index import DOCUMENT
from accounts.errors import NoSuchEntity
from accounts.models import Account
from accounts.operations.accounts import create_account
from console.training import passwords
from console.training.codes import LETTERS
from console.training.locks import locked_class
from console.training.logins import Login, sealed
from console.training.models import Class, Seat
from console.training.people import ADMINISTRATOR, Person, hashed, make_people
from console.training.rosters import as_name, key
from console.training.rows import delete_accounts

ENDED = "This class is not there any more. Ask your instructor."
CLOSED = "Nobody new can join this class now. Ask your instructor."
FULL = "All seats of this class are taken. Ask your instructor."
TAKEN = (
    "Somebody has joined under this name already. If it was you, type the code of your seat, which "
    "your slip has; if not, type your name in another way, or ask your instructor."
)
TWICE = "Several people of this name are on the list. Type the code of your seat, or ask for it."
UNKNOWN = "This name is not on the list. Check how it is spelt, or type the code of your seat."
NO_CODE = "No seat of this class has this code."
ALIKE = "o0il1"  # letters that an alias does not end with


class NotJoined(Exception):
    """Why somebody did not get a seat, as a sentence for that person."""


class InUse(NotJoined):
    """The seat of that code is open in another browser; `seat` is that seat."""

    def __init__(self, seat: Seat) -> None:
        super().__init__("This seat is open in another browser.")
        self.seat = seat


class SeatGone(Exception):
    """The seat was deleted meanwhile, with its class."""


@transaction.atomic
def join_by_name(*, in_class: Class, name: str, browser: str, now: datetime) -> Seat:
    """The seat of this name, or a free one that gets it; `browser` is the digest of its token.

    A browser that has a seat of the class keeps it. A name that somebody joined under opens
    nothing: NotJoined says what to do.
    """
    row = _locked_class(in_class)
    seats = list(row.seats.order_by("number"))
    mine = _of_browser(seats, browser)
    if mine is not None:
        return _still(mine, name)
    if row.joining == Class.Joining.CLOSED:
        raise NotJoined(CLOSED)
    return _sit_down(_named(as_name(name), seats), row, browser, now, name=as_name(name))


@transaction.atomic
def join_by_code(
    *, in_class: Class, code: str, browser: str, now: datetime, move: bool = False
) -> Seat:
    """The seat of this code. InUse where another browser has it, unless the learner moves here.

    A seat that was joined can be opened again while nobody new may join. The caller counts guesses.
    """
    row = _locked_class(in_class)
    seats = list(row.seats.order_by("number"))
    seat = next((each for each in seats if secrets.compare_digest(each.code, code)), None)
    if seat is None:
        raise NotJoined(NO_CODE)
    if seat.joined_at is None and row.joining == Class.Joining.CLOSED:
        raise NotJoined(CLOSED)
    if seat.browser not in ("", browser) and not move:
        raise InUse(seat)
    return _sit_down(seat, row, browser, now)


def leave(*, seat: Seat, browser: str) -> None:
    """Take the browser out of the seat; the account stays, and the code opens it again."""
    Seat.objects.filter(pk=seat.pk, browser=browser).update(browser="")


@transaction.atomic
def empty(*, seat: Seat) -> None:
    """Let somebody else join: the account goes with every row, so do name, labs and message. The
    code stays, so that slips are right. SeatGone for a seat that was deleted."""
    row = Seat.objects.select_for_update().filter(pk=seat.pk).first()
    if row is None:
        raise SeatGone
    account = row.account_id
    row.runs.all().delete()
    row.account, row.joined_at, row.message_at, row.admitted = None, None, None, True
    row.name = row.browser = row.credentials = row.message = ""
    row.save()
    if account is not None:
        delete_accounts([account])


def open_account(*, seat: Seat, now: datetime) -> Seat:
    """The seat with its account, which is made if it has none: an administrator, and alice under
    the class's published version.

    Throttling where too many passwords are being hashed; SeatGone for a seat that was deleted. A
    seat that waits to be admitted stays as it is.
    """
    if seat.account_id or not seat.admitted:
        return seat
    people = people_of(seat)
    hashes = hashed(people)  # before the first query, which begins the transaction
    with transaction.atomic():
        row = Seat.objects.select_for_update().filter(pk=seat.pk).first()
        if row is None:
            raise SeatGone
        if row.account_id is None:
            row.account = new_account(_alias(row), now)
            make_people(account=row.account, people=people, now=now, hashes=hashes)
            row.credentials = sealed(list(_logins(people)))
            row.save(update_fields=["account", "credentials"])
    return row


def people_of(seat: Seat) -> list[Person]:
    """The people that the seat's account begins with; their passwords are new."""
    in_class = seat.in_class
    make = passwords.maker_of(in_class)
    edition = in_class.edition if in_class else DOCUMENT
    return [Person("admin", make(), ADMINISTRATOR), Person("alice", make(), edition)]


def _locked_class(in_class: Class) -> Class:
    try:
        return locked_class(in_class)
    except NoSuchEntity as gone:
        raise NotJoined(ENDED) from gone


def _of_browser(seats: Iterable[Seat], browser: str) -> Seat | None:
    return next((seat for seat in seats if browser and seat.browser == browser), None)


def _still(mine: Seat, name: str) -> Seat:
    """The seat that the browser has, for a form that was sent twice; nobody else sits in it."""
    if key(mine.name) != key(name):
        raise NotJoined(
            f"This browser sits in seat {mine.number} already, as {mine.name or 'somebody'}. "
            "Open that seat, and leave it first."
        )
    return mine


def _named(name: str, seats: Sequence[Seat]) -> Seat:
    """The seat that somebody of this name may take."""
    same = [seat for seat in seats if seat.name and key(seat.name) == key(name)]
    if len(same) == 1 and same[0].joined_at is None:
        return same[0]
    if same:
        raise NotJoined(TAKEN if len(same) == 1 else TWICE)
    left = [seat for seat in seats if seat.joined_at is None]
    free = next((seat for seat in left if not seat.name), None)
    if free is None:
        raise NotJoined(UNKNOWN if left else FULL)
    return free


def _sit_down(seat: Seat, row: Class, browser: str, now: datetime, name: str = "") -> Seat:
    if seat.joined_at is None:
        seat.admitted = row.joining != Class.Joining.BY_HAND
    seat.joined_at, seat.browser = now, browser
    seat.name = seat.name or name
    seat.save(update_fields=["admitted", "joined_at", "browser", "name"])
    return seat


def new_account(alias: str, now: datetime) -> Account:
    """An account of an id that no account has; its alias gets an end where it is taken."""
    while Account.objects.filter(alias=alias).exists():
        letters = [each for each in LETTERS.lower() if each not in ALIKE]
        alias = f"{alias}-{''.join(secrets.choice(letters) for _ in range(3))}"
    account_id = str(secrets.choice(range(10**11, 10**12)))
    while Account.objects.filter(account_id=account_id).exists():
        account_id = str(secrets.choice(range(10**11, 10**12)))
    return create_account(account_id=account_id, alias=alias, now=now)


def _alias(seat: Seat) -> str:
    return f"{seat.in_class.name if seat.in_class else 'alone'}-{seat.number:02}"


def _logins(people: Sequence[Person]) -> Iterable[Login]:
    for person in people:
        yield Login(person.user_name, person.password, BY_NAME[person.edition].policy_name)
