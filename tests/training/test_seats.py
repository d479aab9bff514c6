"""Seats: whose they are, their accounts, and that nothing of a deleted class is left."""

from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from accounts.models import Account, User
from console.training import classes, rows, seats
from console.training.logins import logins_of
from console.training.models import Class, Seat
from tests.support.holdings import give_credentials, give_everything, give_record
from tests.support.parallel import all_at_once
from tests.support.rows import rows_beside
from tests.training.classrooms import make_class
from tests.world import World, make_world

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def join(in_class: Class, name: str, browser: str) -> Seat:
    return seats.join_by_name(in_class=in_class, name=name, browser=browser, now=timezone.now())


def test_a_class_begins_without_accounts(world: World):
    before = Account.objects.count()
    made = make_class(world.account, names=["Red", "Green"], seats=4)
    assert Account.objects.count() == before
    assert [seat.name for seat in made.seats.order_by("number")] == ["Red", "Green", "", ""]
    assert len({seat.code for seat in made.seats.all()}) == 4


def test_a_seat_gets_its_account_once(world: World):
    made = make_class(world.account)
    seat = join(made, "Red", "a" * 64)
    opened = seats.open_account(seat=seat, now=timezone.now())
    again = seats.open_account(seat=seat, now=timezone.now())
    assert opened.account.alias == "blue-otter-01"
    assert again.account == opened.account
    logins = logins_of(opened)
    assert [login.user_name for login in logins] == ["admin", "alice"]
    for login in logins:
        user = User.objects.get(account=opened.account, user_name=login.user_name)
        assert user.check_password(login.password)
        assert login.password not in opened.credentials


def test_seats_are_sealed_again(world: World, settings):
    seat = seats.open_account(seat=join(make_class(world.account), "Red", "a" * 64), now=NOW)
    old, before = settings.SEALING_KEYS[0], logins_of(seat)
    code = seat.code
    with override_settings(SEALING_KEYS=[Fernet.generate_key().decode(), old]):
        call_command("reseal", verbosity=0)
        new = settings.SEALING_KEYS[0]
    with override_settings(SEALING_KEYS=[new]):
        seat.refresh_from_db()
        assert logins_of(seat) == before
        assert seat.code == code


def test_a_class_goes_with_everything_in_it(world: World):
    made = make_class(world.account)
    opened = [seats.open_account(seat=join(made, name, name * 64), now=NOW) for name in ("a", "b")]
    for seat in opened:
        alice = User.objects.get(account=seat.account, user_name="alice")
        give_credentials(alice)
        give_record(alice)
    assert classes.delete_class(of=made) == 2
    assert not Seat.objects.exists()
    assert not Account.objects.filter(alias__startswith="blue-otter").exists()
    for table in rows.tables():
        assert not rows.rows_of(table, [seat.account_id for seat in opened]).exists()


def test_an_account_goes_with_every_row_of_every_table(world: World):
    """Whatever its users hold; and nobody else loses anything."""
    give_everything(world.stranger)
    others = rows_beside(world.stranger.account)
    Class.objects.all().delete()
    held = {table for table in rows.tables() if rows.rows_of(table, [world.stranger.account_id])}
    assert {"User", "Policy", "MFADevice", "Event", "AuthorizationRecord", "Group_users"} <= {
        table.__name__ for table in held
    }
    rows.delete_accounts([world.stranger.account_id])
    assert rows_beside(world.stranger.account) == others
    for table in held:
        assert not rows.rows_of(table, [world.stranger.account_id]).exists()


@pytest.mark.django_db(transaction=True)
def test_two_browsers_that_join_at_once_get_two_seats():
    made = make_class(make_world().account)
    outcomes = all_at_once(
        [lambda n=n: join(made, f"Learner {n}", f"{n}" * 64).number for n in range(1, 5)]
    )
    assert sorted(outcomes, key=str) == [1, 2, 3, seats.NotJoined]


@pytest.mark.django_db(transaction=True)
def test_two_requests_that_open_one_seat_make_one_account():
    made = make_class(make_world().account)
    seat = join(made, "Red", "a" * 64)
    before = Account.objects.count()
    found = all_at_once([lambda: seats.open_account(seat=seat, now=NOW).account_id] * 3)
    assert len(set(found)) == 1
    assert Account.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_class_deleted_while_somebody_joins_leaves_no_account():
    made = make_class(make_world().account)
    seat, before = join(made, "Red", "a" * 64), Account.objects.count()
    all_at_once(
        [
            lambda: seats.open_account(seat=seat, now=NOW),
            lambda: classes.delete_class(of=made),
        ]
    )
    assert Account.objects.count() == before
    assert not Seat.objects.exists()
