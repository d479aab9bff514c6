"""Malformed, oversized and hostile requests: a field error or a clear 4xx page, never a 500."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client

from console.models import Event
from credentials.models import AccessKey, MFADevice
from tests.world import PAGE, World, give_device

SignedIn = Callable[..., Client]
HOSTILE = [
    b"",
    b"%",
    b"account=%ff%fe&username=%80&password=%c3%28&name=%ff&code=%ff&confirm=%ff",
    b"account=%00&username=%00&password=%00&name=%00&code=%00&serial_number=%00&confirm=%00",
    b"account=a&account=b&username=" + b"x" * 5000 + b"&password=p&name=" + b"y" * 5000,
    b"name=../../etc/passwd&code=<script>&account='%20OR%201=1--&username=a&password=b",
    b"client_token=not-a-uuid&description=%0d%0aSet-Cookie:x&code1=%D9%A1%D9%A2&code2=1e5",
    "account=\u202e&username=\U0001f600&password=\U0001f600&name=\u0130".encode(),
]
FORM = "application/x-www-form-urlencoded"
ADDRESSES = [
    "/signin/",
    "/signin/mfa/",
    "/signin/resync/",
    f"{PAGE}mfa/assign/",
    f"{PAGE}mfa/set-up/",
    f"{PAGE}mfa/remove/",
    f"{PAGE}mfa/resync/",
    f"{PAGE}access-keys/create/description/",
    f"{PAGE}access-keys/AKIAIOSFODNN7EXAMPLE/delete/",
]


@pytest.fixture
def client(world: World, signed_in: SignedIn) -> Client:
    return signed_in(world.alice, give_device(world.alice))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_form_is_answered_and_changes_nothing(client: Client, address: str, body: bytes):
    response = client.post(address, body, content_type=FORM)
    assert response.status_code < 500
    assert not AccessKey.objects.exists()
    assert MFADevice.objects.count() == 1


@pytest.mark.parametrize("query", ["serial_number=%00", "next=%00", "use_case=%ff", "account=%00"])
@pytest.mark.parametrize("address", [*ADDRESSES, PAGE, f"{PAGE}access-keys/create/"])
def test_a_hostile_query_is_answered(client: Client, address: str, query: str):
    assert client.get(f"{address}?{query}").status_code < 500


def test_an_oversized_form_is_refused(world: World):
    response = Client().post("/signin/", b"account=" + b"a" * 70_000, content_type=FORM)
    assert 400 <= response.status_code < 500
    assert not Event.objects.exists()


def test_too_many_fields_are_refused(world: World):
    response = Client().post("/signin/", b"&".join([b"a=1"] * 100), content_type=FORM)
    assert response.status_code == 400


def test_an_unknown_page_is_a_plain_404(db: None):
    response = Client().get("/nowhere/%ff/")
    assert response.status_code == 404
    assert "There is no page at this address." in response.content.decode()


def test_an_unknown_host_is_a_400(db: None):
    assert Client(headers={"host": "evil.example"}).get("/signin/").status_code == 400


def test_an_expired_form_says_to_reload(world: World):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/signin/", {"account": "training", "username": "alice"})
    assert response.status_code == 403
    assert "Open the page again" in response.content.decode()
    assert not Event.objects.exists()


def test_a_lost_database_is_a_plain_503(world: World, monkeypatch):
    def lost(*_args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("console.pages.sign_in.password.sign_in.find_account", lost)
    client = Client(raise_request_exception=False)
    response = client.post(
        "/signin/", {"account": "training", "username": "alice", "password": "x"}
    )
    assert response.status_code == 503
    assert "The database does not answer." in response.content.decode()


def test_an_error_shows_no_secret(world: World, monkeypatch, caplog):
    def broken(*_args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("console.pages.sign_in.password.sign_in.find_account", broken)
    client = Client(raise_request_exception=False)
    response = client.post(
        "/signin/", {"account": "training", "username": "alice", "password": "hunter2"}
    )
    assert response.status_code == 500
    assert "hunter2" not in response.content.decode()
    assert "hunter2" not in caplog.text
