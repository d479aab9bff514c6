"""A user's page: its summary, each part with its own decision, and what may be done."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client

from console.models import Event
from credentials.operations.access_keys import create_access_key
from tests.pages.helpers import address, allow, text_of
from tests.world import World, give_device

SignedIn = Callable[..., Client]


def test_the_summary_of_another_user(world: World, signed_in: SignedIn):
    key, _ = create_access_key(user=world.alice, now=datetime.now(tz=UTC))
    give_device(world.alice)
    client = signed_in(world.admin)
    Event.objects.all().delete()
    html = text_of(client.get(address("ALICE")))
    for text in (world.alice.arn, "Enabled with MFA", key.access_key_id, "Never used"):
        assert text in html
    assert sorted(Event.objects.values_list("event_name", "error_code")) == [
        ("GetAccessKeyLastUsed", ""),
        ("GetLoginProfile", ""),
        ("GetUser", ""),
        ("ListAccessKeys", ""),
        ("ListAttachedUserPolicies", ""),
        ("ListGroupsForUser", ""),
        ("ListMFADevices", ""),
        ("ListUserPolicies", ""),
    ]


def test_what_may_not_be_seen_says_so(world: World, signed_in: SignedIn):
    create_access_key(user=world.alice, now=datetime.now(tz=UTC))
    allow(world.carol, "iam:GetUser")
    html = text_of(signed_in(world.carol).get(address("alice")))
    assert world.alice.arn in html
    for action in ("GetLoginProfile", "ListAccessKeys"):
        assert f'title="Needs iam:{action} on this user">Access denied<' in html
    assert "AKIA" not in html


def test_who_may_not_read_a_user_learns_nothing(world: World, signed_in: SignedIn):
    client = signed_in(world.carol)
    for name in ("alice", "nobody", "stranger"):
        response = client.get(address(name))
        assert response.status_code == 403
        assert f"iam:GetUser on resource: user {name} because" in text_of(response)
    allow(world.carol, "iam:GetUser")
    for name in ("nobody", "stranger"):
        response = client.get(address(name))
        assert response.status_code == 404
        assert f"The user with name {name} cannot be found." in text_of(response)
