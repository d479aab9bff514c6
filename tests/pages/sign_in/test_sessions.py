"""A session is its cookie's, its user's and its password's: what ends it, and what does not.

A cookie that was copied is worth no more than the session on the server.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from console.models import Event
from tests.pages.helpers import allow, text_of
from tests.support.holdings import give_everything
from tests.support.rows import rows
from tests.support.sending import addresses
from tests.support.urls import CLOSED
from tests.world import PAGE, PASSWORD, World, code, give_device, pair, sign_in

NEW = "Another-horse-1"
BOB = "/iam/users/details/bob/"
HELD = f"{BOB}security-credentials/"
NAME = settings.SESSION_COOKIE_NAME
CHANGE = {"old_password": PASSWORD, "new_password": NEW, "confirm": NEW}


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies[NAME] = value
    return client


def copied(client: Client) -> Client:
    """Another browser with the same cookie, as a thief's would have it."""
    return with_cookie(client.cookies[NAME].value)


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def entered(user: User, password: str = PASSWORD, client: Client | None = None) -> HttpResponse:
    form = {"account": "training", "username": user.user_name, "password": password}
    return (client or Client()).post("/signin/", form)


def test_the_cookie_is_for_this_site_and_no_script(world: World):
    client = sign_in(Client(), world.bob)
    cookie = client.cookies[NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert not cookie["domain"]
    assert cookie["max-age"] == ""  # it ends with the browser, if that is before twelve hours
    assert "bob" not in cookie.value
    token = client.get("/signin/").cookies.get(settings.CSRF_COOKIE_NAME)
    assert token is None or token["samesite"] == "Lax"


def test_signing_out_ends_the_session_and_not_the_cookie_alone(world: World):
    client = sign_in(Client(), world.bob)
    thief = copied(client)
    assert is_in(thief)
    assert client.post("/signout/").status_code == 302
    assert not is_in(thief)
    assert not is_in(client)
    assert not Session.objects.exists()


def test_signing_in_leaves_nothing_of_the_session_before(world: World):
    """Nor does the old cookie open the new session: its key is another."""
    client = sign_in(Client(), world.alice)
    client.post(f"{PAGE}mfa/assign/", {"name": "alice", "kind": "virtual"})
    assert client.get(f"{PAGE}mfa/set-up/").status_code == 200
    thief = copied(client)
    assert entered(world.admin, client=client).url == PAGE
    assert not is_in(thief)
    response = client.get(f"{PAGE}mfa/set-up/")
    assert response.url == f"{PAGE}mfa/assign/"
    assert world.admin.arn in client.get(PAGE).content.decode()


def test_a_changed_password_keeps_this_session_under_another_key(world: World):
    allow(world.bob, "iam:ChangePassword")
    client, other = sign_in(Client(), world.bob), sign_in(Client(), world.bob)
    thief = copied(client)
    assert client.post(f"{PAGE}password/", CHANGE).url == PAGE
    assert is_in(client)
    assert not is_in(thief)
    assert not is_in(other)


ENDING: dict[str, tuple[str, dict[str, str]]] = {
    "another password": (
        f"{HELD}console-access/reset/",
        {"kind": "custom", "new_password": NEW},
    ),
    "no password": (f"{HELD}console-access/disable/", {}),
    "deleted": (f"{BOB}delete/", {"confirm": "bob"}),
}
STAYING: dict[str, tuple[str, dict[str, str]]] = {
    "another name": (f"{BOB}edit/", {"new_user_name": "robert", "new_path": "/"}),
    "a tag": (f"{BOB}tags/edit/", {"key": "team", "value": "red"}),
    "let try again": (f"{HELD}console-access/unlock/", {}),
    "an access key": (
        f"{HELD}access-keys/create/description/",
        {"client_token": str(uuid.UUID(int=1))},
    ),
}


@pytest.mark.parametrize("what", ENDING)
def test_what_an_administrator_does_ends_the_users_sessions(world: World, admin: Client, what: str):
    address, form = ENDING[what]
    clients = [sign_in(Client(), world.bob) for _ in range(2)]
    assert admin.post(address, form).status_code in (200, 302)
    for client in clients:
        before = rows()
        Event.objects.all().delete()
        response = client.post(f"{PAGE}access-keys/create/description/", {"client_token": "x"})
        assert response.url.startswith("/signin/?reason=ended")
        assert rows() == before
        assert not Event.objects.exists()
    assert is_in(admin)


@pytest.mark.parametrize("what", STAYING)
def test_other_changes_of_the_user_do_not(world: World, admin: Client, what: str):
    address, form = STAYING[what]
    client = sign_in(Client(), world.bob)
    assert admin.post(address, form).status_code in (200, 302)
    assert is_in(client)


def test_devices_that_come_and_go_leave_the_session_as_it_began(world: World, admin: Client):
    device = give_device(world.alice)
    client = sign_in(Client(), world.alice, device=device)
    page = text_of(client.get(PAGE))
    serial = {"serial_number": device.serial_number}
    at = "/iam/users/details/alice/security-credentials/mfa/remove/"
    assert admin.post(at, serial).status_code == 302
    assert "Signed in with MFA: yes" in page
    assert "Signed in with MFA: yes" in text_of(client.get(PAGE))


COOKIES = {
    "empty": "",
    "another's": "a" * 32,
    "short": "a",
    "long": "a" * 4000,
    "not a key": "../../../etc/passwd",
    "quotes": "\"'; DROP TABLE django_session; --",
    "not ASCII": "\u00e9" * 32,
}


@pytest.mark.parametrize("value", COOKIES.values(), ids=COOKIES)
def test_a_cookie_that_is_none_of_ours_is_nobodys(world: World, value: str):
    client = with_cookie(value)
    response = client.get(PAGE)
    assert response.status_code == 302
    assert response.url.startswith("/signin/")
    assert entered(world.bob, client=client).url == PAGE
    assert client.cookies[NAME].value != value
    assert is_in(client)


@pytest.mark.parametrize(
    ("hours", "seconds", "lasts"),
    [(0, -5, False), (0, 0, True), (11, 3599, True), (12, 0, False), (12, 1, False)],
)
def test_it_lasts_twelve_hours_by_the_clock_of_the_server(
    world: World, hours: int, seconds: int, lasts: bool
):
    """A clock that is set back before its beginning ends it too."""
    start = datetime(2026, 11, 30, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        client = sign_in(Client(), world.bob)
        clock.move_to(start + timedelta(hours=hours, seconds=seconds))
        assert is_in(client) == lasts


def owing(user: User) -> Client:
    """A browser whose password was right, and which owes a code."""
    client = Client()
    assert entered(user, client=client).url == "/signin/mfa/"
    return client


def test_who_owes_a_code_is_nobody_on_every_page(world: World):
    ids = give_everything(world.admin)
    client = owing(world.admin)
    Event.objects.all().delete()
    before = rows()
    for view in CLOSED:
        kwargs, _ = next(addresses(view, ids, ids))
        path = reverse(view.name or "", kwargs=kwargs)
        for method in ("get", "post"):
            if (view.name, method) != ("home", "post"):
                response = getattr(client, method)(path, {"confirm": "admin"})
                assert response.status_code == 302, view
                assert response.url.startswith("/signin/"), view
    assert rows() == before
    assert not Event.objects.exists()


STEPS: dict[str, Callable[[object], dict[str, str]]] = {
    "/signin/mfa/app/": lambda device: {"code": code(device)},
    "/signin/resync/": lambda device: pair(device),
    "/signin/mfa/passkey/": lambda device: {"response": "{}"},
}


def not_let_in(client: Client, path: str, form: dict[str, str]) -> str:
    """Where the form leads; it consumed nothing and let nobody in."""
    Event.objects.all().delete()
    before = rows()
    response = client.post(path, form)
    assert rows() == before
    assert not Event.objects.exists()
    assert not is_in(client)
    return response.url


@pytest.mark.parametrize("path", STEPS)
def test_the_second_half_ends(world: World, path: str):
    """After ten minutes, with another password, with its user, and without the first half."""
    device = give_device(world.alice)
    start = "/signin/"
    assert not_let_in(Client(), path, STEPS[path](device)).startswith(start)
    late = owing(world.alice)
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(minutes=10, seconds=1), tick=False):
        assert not_let_in(late, path, STEPS[path](device)).startswith(start)
    client = owing(world.alice)
    User.objects.filter(pk=world.alice.pk).update(password=world.bob.password + "x")
    assert not_let_in(client, path, STEPS[path](device)).startswith(start)


def test_the_second_half_without_a_device_any_more_begins_again(world: World, admin: Client):
    """Who lost the device and had it taken away needs the password again, and it alone."""
    device = give_device(world.alice)
    client = owing(world.alice)
    serial = {"serial_number": device.serial_number}
    at = "/iam/users/details/alice/security-credentials/mfa/remove/"
    assert admin.post(at, serial).status_code == 302
    for path in ("/signin/mfa/app/", "/signin/mfa/token/"):
        assert client.post(path, {"code": "123456"}).url == "/signin/mfa/"
    assert client.get("/signin/mfa/").url.startswith("/signin/")
    assert not is_in(client)
    assert entered(world.alice, client=client).url == PAGE
    assert is_in(client)
