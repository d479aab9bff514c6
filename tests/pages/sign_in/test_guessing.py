"""Guessing passwords: every way to try one is counted, before it is checked, in one place."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from console.authentication import hashers
from console.models import Event
from credentials.models import PasswordAttempts
from credentials.operations import password_attempts
from tests.api.conftest import new_key
from tests.api.raw import Key, body_of, error_of, send
from tests.support.parallel import at_once
from tests.world import PAGE, PASSWORD, World, give_device, make_world, sign_in

NEW = "New-horse-1"
WRONG_PASSWORD = "wrong"
CHANGE = f"{PAGE}password/"
THROTTLED = (400, "Throttling", "Rate exceeded")
WRONG = (403, "AccessDenied", "The old password was incorrect.")


def attempt(password: str = WRONG_PASSWORD, *, name: str = "bob", address: str = "192.0.2.1"):
    form = {"account": "training", "username": name, "password": password}
    return Client(REMOTE_ADDR=address).post("/signin/", form)


def change(client: Client, old: str):
    form = {"old_password": old, "new_password": NEW, "confirm": NEW}
    return client.post(CHANGE, form)


def call(key: Key, old: str, new: str = NEW) -> tuple[int, str, str]:
    """The error of ChangePassword through the API."""
    return error_of(send(key, body_of("ChangePassword", OldPassword=old, NewPassword=new)))


def guesses(count: int, *, name: str = "bob", address: str = "192.0.2.1") -> None:
    """As the sign-in page counts them, without its pages."""
    for _ in range(count):
        password_attempts.count_attempt(
            account="123456789012", user_name=name, address=address, real_now=datetime.now(tz=UTC)
        )


def test_the_last_three_attempts_are_told(world: World):
    said = [attempt().content.decode() for _ in range(10)]
    assert not any("left." in page for page in said[:6])
    for page, left in zip(said[6:9], ("3 attempts", "2 attempts", "1 attempt"), strict=True):
        assert f"{left} left." in page
    assert "Wait <span" in said[9]
    assert "5 min 0 s" in said[9]


def test_unknown_users_and_accounts_are_told_the_same(world: World):
    def said(account: str, name: str) -> list[tuple[int, bool, bool]]:
        form = {"account": account, "username": name, "password": "wrong"}
        answers = [Client().post("/signin/", form) for _ in range(11)]
        return [
            (each.status_code, b"attempts left." in each.content, b"5 min 0 s" in each.content)
            for each in answers
        ]

    with time_machine.travel("2026-11-30T10:00:00Z", tick=False):
        known = said("training", "bob")
        assert known == said("training", "nobody") == said("elsewhere", "bob")


@pytest.mark.django_db(transaction=True)
def test_thirty_sign_ins_at_once_check_ten_passwords():
    make_world()
    statuses = at_once(30, lambda: attempt().status_code)
    assert (statuses.count(200), statuses.count(429)) == (9, 21)
    assert Event.objects.filter(event_name="ConsoleLogin").count() == 10
    assert attempt(PASSWORD).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_thirty_calls_at_once_check_ten_passwords():
    key = new_key(make_world().bob)
    answers = at_once(30, lambda: call(key, "wrong"))
    assert (answers.count(WRONG), answers.count(THROTTLED)) == (10, 20)


def test_all_ways_are_counted_together(world: World):
    key, page = new_key(world.bob), sign_in(Client(), world.bob)
    for _ in range(4):
        assert call(key, "wrong") == WRONG
    for _ in range(3):
        assert change(page, "wrong").status_code == 403
    for left in (b"2 attempts", b"1 attempt"):
        assert left in attempt(address="127.0.0.1").content
    assert change(page, "wrong").status_code == 403
    assert call(key, PASSWORD) == THROTTLED
    assert change(page, PASSWORD).status_code == 429
    assert attempt(PASSWORD, address="127.0.0.1").status_code == 429
    assert User.objects.get(pk=world.bob.pk).check_password(PASSWORD)
    throttled = Event.objects.filter(event_name="ChangePassword").order_by("pk").last()
    assert throttled.error_code == "ThrottlingException"


def test_a_right_old_password_is_no_attempt(world: World):
    key = new_key(world.bob)
    for _ in range(11):
        assert call(key, PASSWORD, "weak")[1] == "PasswordPolicyViolation"
    assert not PasswordAttempts.objects.filter(count__gt=0).exists()


def test_right_passwords_are_no_attempts(world: World):
    give_device(world.bob)
    for _ in range(12):
        assert attempt(PASSWORD).status_code == 302
        assert attempt(PASSWORD, name="admin").status_code == 302
    assert not PasswordAttempts.objects.filter(count__gt=0).exists()


def test_who_is_locked_at_one_address_is_not_at_another(world: World):
    for _ in range(11):
        assert attempt(PASSWORD, address="192.0.2.2").status_code == 302
        attempt()
    assert attempt(PASSWORD).status_code == 429
    assert attempt(PASSWORD, address="192.0.2.2").status_code == 302


@pytest.mark.parametrize("addresses", [("192.0.2.1",), ("2001:db8::1", "2001:db8::2")])
def test_one_network_never_locks_a_user_out_elsewhere(world: World, addresses: tuple[str, ...]):
    """Two hours of guessing as fast as it may; an IPv6 host has as many addresses as it likes."""
    with time_machine.travel("2026-11-30T10:00:00Z", tick=False) as clock:
        for _ in range(24):
            for address in addresses:
                guesses(11, address=address)
            clock.shift(timedelta(minutes=5))
        for address in addresses:
            guesses(11, address=address)
            assert attempt(PASSWORD, address=address).status_code == 429
        assert attempt(PASSWORD, address="192.0.2.2").status_code == 302


def test_a_hundred_guesses_from_many_addresses_lock_the_user(world: World):
    for last in range(12):
        guesses(9, address=f"198.51.100.{last}")
    refused = attempt(PASSWORD)
    assert refused.status_code == 429
    assert attempt(PASSWORD, name="admin").status_code == 302
    with time_machine.travel(timedelta(minutes=31)):
        assert attempt(PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("guessing", "neighbour", "stranger"),
    [("192.0.2.1", "192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8::2", "2001:db8:1::1")],
)
def test_one_network_guesses_many_users(world: World, guessing: str, neighbour: str, stranger: str):
    for number in range(41):
        guesses(5, name=f"user-{number}", address=guessing)
    assert attempt(PASSWORD, address=neighbour).status_code == 429
    assert attempt(PASSWORD, address=stranger).status_code == 302


def test_a_neighbour_in_the_same_network_is_not_locked(world: World):
    guesses(10, address="2001:db8::1")
    assert attempt(PASSWORD, address="2001:db8::1").status_code == 429
    assert attempt(PASSWORD, address="2001:db8::2").status_code == 302


def test_a_lock_ends_though_the_clock_was_wrong(world: World):
    with time_machine.travel(timedelta(days=400), tick=False):
        guesses(10)
        assert attempt(PASSWORD).status_code == 429
    assert attempt(PASSWORD).status_code == 429
    with time_machine.travel(timedelta(minutes=5, seconds=2)):
        assert attempt(PASSWORD).status_code == 302


def test_what_is_counted_keeps_no_name_and_is_deleted_in_the_end(world: World):
    attempt(name="My-Pa55word-typed-as-a-name")
    rows = str(list(PasswordAttempts.objects.values())).lower()
    assert "my-pa55word" not in rows
    with time_machine.travel(timedelta(hours=1)):
        attempt(PASSWORD)
        assert not PasswordAttempts.objects.filter(count__gt=0).exists()


def test_a_flood_of_passwords_is_told_to_wait(world: World, settings: Any):
    settings.PASSWORD_HASHERS = ["console.authentication.hashers.Argon2PasswordHasher"]
    with ExitStack() as held:
        for _ in range(hashers.IN_ALL - hashers.AT_ONCE):
            held.enter_context(_waiting())
        assert attempt().status_code == 200
        for _ in range(hashers.AT_ONCE):
            held.enter_context(hashers.turn())
        busy = attempt()
    assert busy.status_code == 503
    assert "Your password was not checked." in busy.content.decode()
    assert Event.objects.filter(event_name="ConsoleLogin").count() == 1


def _waiting() -> Any:
    """A place of somebody who waits for a turn."""
    stack = ExitStack()
    hashers._places.acquire()
    stack.callback(hashers._places.release)
    return stack
