"""What happens to a password between two moments of one request, and around its last day.

Passwords are hashed before a row is locked, so that nobody waits; whatever was changed meanwhile by
another request counts. A hasher of this file makes that change at just that moment.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.test import Client

from accounts.models import User
from console.models import Event
from credentials.models import PreviousPassword
from tests.api.conftest import new_key
from tests.api.raw import body_of, error_of, send
from tests.pages.helpers import allow
from tests.support.reading import reading
from tests.world import PAGE, PASSWORD, World, sign_in

NEW, THEIRS = "Another-horse-1", "Somebody-elses-2"
CHANGE = f"{PAGE}password/"
FORM = {"old_password": PASSWORD, "new_password": NEW, "confirm": NEW}
WRONG = "The old password was incorrect."
meanwhile: list[Callable[[], object]] = []


class Interrupted(MD5PasswordHasher):
    """The tests' hasher. While it hashes a new password, it makes the change that waits."""

    def encode(self, password: str, salt: str) -> str:
        if password == NEW:
            while meanwhile:
                meanwhile.pop()()
        return super().encode(password, salt)


@pytest.fixture
def bob(world: World, settings: Any) -> User:
    allow(world.bob, "iam:ChangePassword")
    settings.PASSWORD_HASHERS = [f"{__name__}.{Interrupted.__name__}"]
    meanwhile.clear()
    return world.bob


def has(user: User, password: str) -> bool:
    return User.objects.get(pk=user.pk).check_password(password)


def give(user: User, password: str) -> None:
    User.objects.filter(pk=user.pk).update(password=make_password(password))


def test_a_password_that_was_replaced_while_the_new_one_was_hashed(bob: User):
    """Whoever knew the old one does not undo what an administrator has just set."""
    client = sign_in(Client(), bob)
    meanwhile.append(lambda: give(bob, THEIRS))
    response = client.post(CHANGE, FORM)
    assert not meanwhile
    assert reading(response).error("old_password") == WRONG
    assert has(bob, THEIRS)
    assert not PreviousPassword.objects.exists()
    event = Event.objects.get(event_name="ChangePassword")
    assert event.record["errorMessage"] == WRONG


def test_the_same_over_the_api(bob: User):
    key = new_key(bob)
    meanwhile.append(lambda: give(bob, THEIRS))
    body = body_of("ChangePassword", OldPassword=PASSWORD, NewPassword=NEW)
    status, _, text = error_of(send(key, body))
    assert (status, text) == (403, WRONG)
    assert has(bob, THEIRS)
    assert not PreviousPassword.objects.exists()


def test_a_password_that_was_taken_away_meanwhile(bob: User):
    client = sign_in(Client(), bob)
    meanwhile.append(lambda: User.objects.filter(pk=bob.pk).update(password="!"))
    response = client.post(CHANGE, FORM)
    assert response.status_code == 404
    assert "Login Profile for User bob cannot be found." in response.content.decode()
    assert not User.objects.get(pk=bob.pk).has_usable_password()


def test_a_user_who_was_deleted_while_a_first_password_was_hashed(world: World, bob: User):
    admin = sign_in(Client(), world.admin)
    User.objects.filter(pk=world.carol.pk).update(password="!")
    meanwhile.append(lambda: User.objects.filter(pk=world.carol.pk).delete())
    at = "/iam/users/details/carol/security-credentials/console-access/enable/"
    response = admin.post(at, {"kind": "custom", "new_password": NEW})
    assert not meanwhile
    assert response.status_code == 404
    assert "The user with name carol cannot be found." in response.content.decode()
    assert NEW not in response.content.decode()
    event = Event.objects.get(event_name="CreateLoginProfile")
    assert event.error_code == "NoSuchEntityException"


def test_a_password_that_was_given_while_another_was_hashed(world: World, bob: User):
    """The other one is not given, and shown to nobody."""
    admin = sign_in(Client(), world.admin)
    User.objects.filter(pk=world.carol.pk).update(password="!")
    meanwhile.append(lambda: give(world.carol, THEIRS))
    at = "/iam/users/details/carol/security-credentials/console-access/enable/"
    response = admin.post(at, {"kind": "custom", "new_password": NEW})
    assert response.status_code == 409
    assert "data:" not in response.content.decode()
    assert not has(world.carol, NEW)


def test_a_user_who_was_deleted_while_the_password_was_checked(world: World, bob: User):
    """Signing in begins again; there is nobody to begin a session of."""
    give(bob, NEW)
    meanwhile.append(lambda: User.objects.filter(pk=bob.pk).delete())
    client = Client()
    form = {"account": "training", "username": "bob", "password": NEW}
    response = client.post("/signin/", form)
    assert not meanwhile
    assert response.headers["Location"].startswith("/signin/")
    assert client.get(PAGE).status_code == 302
    assert not Event.objects.filter(event_name="ConsoleLogin").exists()


def set_policy(world: World, **settings: str) -> None:
    """The account's password policy, as its administrator sets it through the API."""
    body = body_of("UpdateAccountPasswordPolicy", **settings)
    assert send(new_key(world.admin), body).status_code == 200


START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
# How old the password is, whether it expires for good, and where signing in leads.
AGES = [
    (30 * DAY - SECOND, False, PAGE),
    (30 * DAY, False, CHANGE),
    (30 * DAY - SECOND, True, PAGE),
    (30 * DAY, True, ""),
    (365 * DAY, True, ""),
    (365 * DAY, False, CHANGE),
]


@pytest.mark.parametrize(("age", "hard", "leads_to"), AGES, ids=str)
def test_the_last_day_of_a_password(world: World, age: timedelta, hard: bool, leads_to: str):
    set_policy(world, MaxPasswordAge="30", HardExpiry=str(hard).lower())
    User.objects.filter(pk=world.bob.pk).update(password_last_changed=START)
    client = Client()
    form = {"account": "training", "username": "bob", "password": PASSWORD}
    with time_machine.travel(START + age, tick=False):
        response = client.post("/signin/", form)
        assert response.headers.get("Location", "") == leads_to
        assert client.get(PAGE).status_code == (200 if leads_to == PAGE else 302)
        if not leads_to:
            assert response.status_code == 403
            key = new_key(world.bob)  # which the password's end does not end
            assert send(key, body_of("GetUser")).status_code == 200


def test_the_passwords_that_one_user_had_are_forgotten_alone(world: World, bob: User):
    """With the console password goes the memory of those before it, of nobody else."""
    allow(world.carol, "iam:ChangePassword")
    for user in (bob, world.carol):
        assert sign_in(Client(), user).post(CHANGE, FORM).url == PAGE
    admin = sign_in(Client(), world.admin)
    at = "/iam/users/details/bob/security-credentials/console-access/disable/"
    assert admin.post(at).status_code == 302
    [kept] = PreviousPassword.objects.all()
    assert kept.user == world.carol


def test_a_policy_that_is_set_later_counts_at_once(world: World):
    """A session that began before goes on; the next sign-in asks for another password."""
    User.objects.filter(pk=world.bob.pk).update(password_last_changed=START)
    client = sign_in(Client(), world.bob)
    set_policy(world, MaxPasswordAge="1")
    assert client.get(PAGE).status_code == 200
    form = {"account": "training", "username": "bob", "password": PASSWORD}
    assert Client().post("/signin/", form).url == CHANGE


def test_nobody_elses_change_makes_one_forget(world: World, bob: User):
    """bob's former passwords stay remembered, whatever carol changes."""
    set_policy(world, PasswordReusePrevention="5")
    allow(world.carol, "iam:ChangePassword")
    client = sign_in(Client(), bob)
    assert client.post(CHANGE, FORM).url == PAGE
    assert sign_in(Client(), world.carol).post(CHANGE, FORM).url == PAGE
    back = {"old_password": NEW, "new_password": PASSWORD, "confirm": PASSWORD}
    response = client.post(CHANGE, back)
    assert "password reuse prevention" in reading(response).error("new_password")
    assert has(bob, NEW)
