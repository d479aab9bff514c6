"""Who tried too often is let in again by an administrator, on the page or by a command."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from console.models import Event
from credentials.models import PasswordAttempts
from tests.pages.helpers import text_of
from tests.world import PASSWORD, World, code, give_device, sign_in

USER = "/iam/users/details/alice/security-credentials/"


def enter(address: str, password: str = PASSWORD) -> Client:
    client = Client(REMOTE_ADDR=address)
    form = {"account": "training", "username": "alice", "password": password}
    client.status = client.post("/signin/", form).status_code
    return client


@pytest.fixture
def locked(world: World) -> World:
    """Alice is locked at two addresses, and her device takes no more codes."""
    give_device(world.alice)
    guessing = enter("192.0.2.3")
    for _ in range(9):
        guessing.post("/signin/mfa/app/", {"code": "000000"})
    for address in ("192.0.2.1", "192.0.2.2"):
        for _ in range(10):
            enter(address, "wrong")
        assert enter(address).status == 429
    return world


def is_free(world: World) -> bool:
    device = world.alice.mfa_devices.get()
    device.refresh_from_db()
    statuses = [enter(address).status for address in ("192.0.2.1", "192.0.2.2")]
    client = enter("192.0.2.1")
    answer = client.post("/signin/mfa/app/", {"code": code(device)})
    return statuses == [302, 302] and answer.status_code == 302


def test_an_administrator_unlocks_on_the_page(locked: World):
    admin = sign_in(Client(), locked.admin)
    html = admin.get(USER).content.decode()
    assert "Too many attempts" in html
    [address] = {part.split('"')[0] for part in html.split('href="') if "/unlock/" in part[:99]}
    assert "manage.py unlock_user alice" in text_of(admin.get(address))
    assert not Event.objects.filter(event_name="UpdateLoginProfile").exists()
    done = admin.post(address, follow=True).content.decode()
    assert "Sign-in unlocked" in done
    assert "Too many attempts" not in done
    event = Event.objects.get(event_name="UpdateLoginProfile")
    assert event.record["requestParameters"] == {"userName": "alice"}
    assert is_free(locked)


def test_who_may_not_set_a_password_may_not_unlock(locked: World):
    bob = sign_in(Client(), locked.bob)
    rows = list(PasswordAttempts.objects.order_by("pk").values())
    assert bob.post(f"{USER}console-access/unlock/").status_code == 403
    assert list(PasswordAttempts.objects.order_by("pk").values()) == rows
    assert enter("192.0.2.1").status == 429


def test_a_command_unlocks(locked: World):
    out = StringIO()
    call_command("unlock_user", "alice", "--account", "training", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"user_name": "alice", "passwords": 20, "codes": 9}
    assert is_free(locked)
    event = Event.objects.get(event_name="UpdateLoginProfile")
    assert event.record["userIdentity"]["invokedBy"] == "manage.py unlock_user"


def test_a_reset_unlocks_and_says_so(locked: World):
    out = StringIO()
    call_command("reset_user", "alice", "--account", "training", stdout=out)
    assert "Attempts at signing in forgotten: 29" in out.getvalue()
    assert enter("192.0.2.1").status == 302


def test_nothing_is_to_be_unlocked_for_who_is_not_locked(world: World):
    html = sign_in(Client(), world.admin).get(USER).content.decode()
    assert "Too many attempts" not in html
    assert "/unlock/" not in html
