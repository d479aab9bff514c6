"""What holds of every page: opening one changes nothing, and no form is taken from who may not
send it: from another site, from a session that ended, from who must change the password first.

A new view joins by itself.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import User
from console.gate.decorators import mark_of
from console.models import Event
from tests.support.holdings import Ids, give_everything
from tests.support.rows import rows
from tests.support.sending import Sender, addresses
from tests.support.urls import CLOSED
from tests.world import PAGE, PASSWORD, World, sign_in

CHANGE = f"{PAGE}password/"
METHODS = ("get", "post")
# What two answers to one request never share: a nonce, a token, the time.
FLEETING = {"Content-Length", "Content-Security-Policy", "Set-Cookie", "Refresh"}


@pytest.fixture
def ids(world: World) -> Ids:
    return give_everything(world.alice)


@pytest.fixture
def admin(world: World) -> Client:
    return sign_in(Client(), world.admin)


def paths(ids: Ids) -> Iterator[tuple[URLPattern, str]]:
    """Every view that is not public, each at an address of what alice has."""
    for view in CLOSED:
        kwargs, _ = next(addresses(view, ids, ids))
        yield view, reverse(view.name or "", kwargs=kwargs)


def headers(response: HttpResponse) -> dict[str, str]:
    return {name: value for name, value in response.items() if name not in FLEETING}


def test_opening_a_page_changes_nothing(world: World):
    """Opening a page writes events and nothing else."""
    sender = Sender(world.admin)
    ids = give_everything(world.alice)
    before = rows()
    for view in CLOSED:
        kwargs, _ = next(addresses(view, ids, ids))
        sender.send(view, "get", kwargs, ids, 0)
        assert rows() == before, view


def test_head_is_get_without_a_body(admin: Client, ids: Ids):
    for view, path in paths(ids):
        if view.name == "home":
            continue  # what asks for it like this may be S3's HeadBucket
        opened, asked = admin.get(path), admin.head(path)
        assert (asked.status_code, asked.content) == (opened.status_code, b""), view
        assert headers(asked) == headers(opened), view


def test_a_page_of_somebody_is_kept_by_no_browser(admin: Client, ids: Ids):
    for view, path in paths(ids):
        for method in METHODS:
            if (view.name, method) != ("home", "post"):  # that is AWS's API
                said = getattr(admin, method)(path).headers.get("Cache-Control", "")
                assert "no-store" in said, (view, method)


def test_a_form_of_another_site_is_not_taken(world: World, admin: Client, ids: Ids):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin.cookies
    Event.objects.all().delete()
    before = rows()
    for view, path in paths(ids):
        if view.name != "home":
            assert strict.post(path, {"confirm": "alice"}).status_code == 403, view
            assert "with an explicit deny" not in strict.post(path).content.decode()
    assert rows() == before
    assert not Event.objects.exists()


def test_a_session_that_ended_sends_no_form(admin: Client, ids: Ids):
    """Signing in leads back to the page with the form, which was not taken."""
    Event.objects.all().delete()
    before, form = rows(), "http://testserver/iam/users/details/alice/tags/?search=x"
    cookies = admin.cookies.copy()
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(hours=12), tick=False):
        for view, path in paths(ids):
            if view.name != "home":
                admin.cookies = cookies.copy()
                response = admin.post(path, {"confirm": "alice"}, headers={"referer": form})
                asked = urlsplit(response.headers.get("Location", ""))
                assert (response.status_code, asked.path) == (302, "/signin/"), view
                assert parse_qs(asked.query) == {
                    "reason": ["ended"],
                    "next": ["/iam/users/details/alice/tags/?search=x"],
                }, view
    assert rows() == before
    assert not Event.objects.exists()


def test_who_must_change_the_password_does_nothing_else(world: World, ids: Ids):
    User.objects.filter(pk=world.admin.pk).update(password_reset_required=True)
    client = Client()
    form = {"account": "training", "username": "admin", "password": PASSWORD}
    assert client.post("/signin/", form).url == CHANGE
    Event.objects.all().delete()
    before, open_to_them = rows(), set()
    for view, path in paths(ids):
        for method in METHODS:
            if (view.name, method) == ("home", "post"):
                continue
            if mark_of(view.callback).part_of_sign_in:
                open_to_them.add(view.name)
                continue
            response = getattr(client, method)(path, {"confirm": "alice"})
            assert (response.status_code, response.headers["Location"]) == (302, CHANGE), view
    assert open_to_them == {"change_password"}
    assert rows() == before
    assert not Event.objects.exists()
