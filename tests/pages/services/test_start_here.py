"""*Start here* on Console Home: what the demo's people can try, and what they have done."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Account, User
from console.installation.demo import make_demo
from console.pages.services.start_here import STEPS
from tests.support.rows import rows
from tests.world import PAGE, PASSWORD, World, give_device, pair

SignedIn = Callable[..., Client]


@pytest.fixture
def demo(db: None) -> Account:
    account = make_demo(now=datetime.now(tz=UTC))
    for user in account.users.all():
        user.set_password(PASSWORD)
        user.save()
    return account


def named(name: str) -> User:
    return User.objects.select_related("account").get(user_name=name)


def home(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def done(client: Client) -> list[bool]:
    """Whether each step is ticked, in words."""
    section = home(client).partition('class="start-here"')[2].partition("</ol>")[0]
    return [word == "Done" for word in re.findall("(Done|Not yet)", section)]


@pytest.mark.parametrize("name", STEPS)
def test_each_of_the_people_has_steps_and_has_done_none(
    demo: Account, signed_in: SignedIn, name: str
):
    client = signed_in(named(name))
    text = home(client)
    assert all(step.text in text for step in STEPS[name])
    assert done(client) == [False] * len(STEPS[name])
    for url in re.findall(r'<a href="([^"]+)"[^>]*>Open<', text):
        assert client.get(url).status_code in (200, 403)


def test_alice_ticks_her_steps(demo: Account, signed_in: SignedIn):
    alice = named("alice")
    client = signed_in(alice)
    client.get("/ec2/instances/")
    assert done(client) == [True, False, False, False, False, False]
    client.post(f"{PAGE}mfa/assign/", {"name": "alice", "kind": "virtual"})
    client.post(f"{PAGE}mfa/set-up/", pair(alice.account.mfa_devices.get(name="alice")))
    client.post(f"{PAGE}access-keys/create/description/", {"description": ""})
    assert done(client) == [True, True, False, False, False, False]
    client = signed_in(alice, alice.mfa_devices.get())
    client.get("/iam/users/")
    assert done(client) == [True, True, True, False, False, True]


def test_what_others_did_ticks_nothing(demo: Account, signed_in: SignedIn):
    give_device(named("bob"))
    signed_in(named("admin")).get("/iam/users/")
    assert done(signed_in(named("admin"))) == [True, False, False, False, False, False]
    assert not any(done(signed_in(named("alice"))))


def test_nobody_else_has_it(world: World, signed_in: SignedIn):
    """The world has the demo's names, and its account is no demo."""
    for user in (world.alice, world.bob, world.admin, world.stranger):
        assert "Start here" not in home(signed_in(user))


def test_it_is_off_where_nothing_is_explained(demo: Account, signed_in: SignedIn, settings):
    settings.TEACH = False
    assert "Start here" not in home(signed_in(named("alice")))


def test_one_query_more_than_without(
    demo: Account, signed_in: SignedIn, django_assert_num_queries, settings
):
    client = signed_in(named("admin"))
    before = rows()
    with django_assert_num_queries(3):  # session, user, steps
        client.get("/")
    settings.TEACH = False
    with django_assert_num_queries(2):
        client.get("/")
    assert rows() == before
