"""The tags of a user: listed, added, given another value, removed; each decided by its keys."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User, UserPolicy
from console.models import Event
from tests.pages.helpers import address, allow, text_of
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
LIST, EDIT, REMOVE = "tags/", "tags/edit/", "tags/remove/"
ONLY_RED = """{"Version":"2012-10-17","Statement":[
 {"Effect":"Allow","Action":["iam:GetUser","iam:ListUserTags"],"Resource":"*"},
 {"Effect":"Allow","Action":"iam:TagUser","Resource":"*",
  "Condition":{"StringEquals":{"aws:RequestTag/team":"red"}}},
 {"Effect":"Allow","Action":"iam:UntagUser","Resource":"*",
  "Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}}]}"""


def tag(user: User, **tags: str) -> None:
    User.objects.filter(pk=user.pk).update(tags=tags)


def tags_of(user: User) -> dict[str, str]:
    return User.objects.get(pk=user.pk).tags


def test_a_user_without_tags(world: World, admin: Client):
    assert "No tags" in text_of(admin.get(address("alice", LIST)))


@pytest.mark.parametrize("value", ["", "blue", "a: b/c=d+e-f@g_h.i", "Zürich 東京"])
def test_a_tag_is_kept_and_removed(world: World, admin: Client, value: str):
    Event.objects.all().delete()
    assert admin.post(address("alice", EDIT), {"key": "team", "value": value}).status_code == 302
    assert tags_of(world.alice) == {"team": value}
    event = Event.objects.get(event_name="TagUser")
    asked = event.record["requestParameters"]
    assert asked == {"userName": "alice", "tags": {"team": value}}
    form = text_of(admin.get(address("alice", EDIT), {"key": "team"}))
    assert 'value="team"' in form
    html = text_of(admin.get(address("alice", LIST)))
    assert value in html
    assert f"{address('alice', REMOVE)}?key=team" in html
    assert admin.post(f"{address('alice', REMOVE)}?key=team").url == address("alice", LIST)
    assert tags_of(world.alice) == {}
    assert Event.objects.get(event_name="UntagUser").record["requestParameters"] == {
        "userName": "alice",
        "tagKeys": ["team"],
    }


@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("", "x", 200),
        ("a" * 129, "x", 200),
        ("a", "x" * 257, 200),
        ("a\0", "x", 200),
        ("a<b", "x", 200),
        ("a", "{x}", 200),
        ("aws:team", "x", 400),
    ],
)
def test_a_tag_that_is_refused(world: World, admin: Client, key: str, value: str, status: int):
    before = rows()
    response = admin.post(address("alice", EDIT), {"key": key, "value": value})
    assert response.status_code == status
    assert 'aria-invalid="true"' in text_of(response) or "reserved" in text_of(response)
    assert rows() == before


def test_fifty_tags_and_no_more(world: World, admin: Client):
    tag(world.alice, **{f"key{number}": "" for number in range(50)})
    before = rows()
    assert "The user has 50 tags already" in text_of(admin.get(address("alice", LIST)))
    response = admin.post(address("alice", EDIT), {"key": "one more", "value": ""})
    assert response.status_code == 409
    assert "Cannot exceed quota for TagsPerUser: 50" in text_of(response)
    assert rows() == before


def test_each_tag_is_decided_by_its_key_and_value(world: World, signed_in: SignedIn):
    UserPolicy.objects.create(user=world.carol, policy_name="Red", document=ONLY_RED)
    client = signed_in(world.carol)
    tag(world.alice, team="red", floor="2")
    rows_shown = client.get(address("alice", LIST)).context["rows"]
    assert [(row["key"], row["may_edit"], row["may_remove"]) for row in rows_shown] == [
        ("floor", False, False),
        ("team", True, True),
    ]
    before = rows()
    for path, sent in (
        (EDIT, {"key": "team", "value": "blue"}),
        (EDIT, {"key": "floor", "value": "red"}),
        (f"{REMOVE}?key=floor", {}),
        (REMOVE, {"key": "floor"}),
    ):
        assert client.post(address("alice", path), sent).status_code == 403, (path, sent)
    assert rows() == before
    assert client.post(address("bob", EDIT), {"key": "team", "value": "red"}).status_code == 302
    assert client.post(f"{address('alice', REMOVE)}?key=team").status_code == 302
    assert tags_of(world.alice) == {"floor": "2"}


def test_the_form_and_the_address_name_one_tag(world: World, signed_in: SignedIn):
    """What is decided about is what is removed, wherever else another key stands."""
    UserPolicy.objects.create(user=world.carol, policy_name="Red", document=ONLY_RED)
    tag(world.alice, team="red", floor="2")
    client = signed_in(world.carol)
    client.post(f"{address('alice', REMOVE)}?key=floor", {"key": "team"})
    assert tags_of(world.alice) == {"floor": "2"}


def test_the_present_value_is_told_to_who_may_list(world: World, signed_in: SignedIn):
    tag(world.alice, team="secret-team")
    allow(world.carol, "iam:GetUser", "iam:TagUser")
    client = signed_in(world.carol)
    for path in (LIST, f"{EDIT}?key=team"):
        html = text_of(client.get(address("alice", path)))
        assert "secret-team" not in html
    assert "iam:ListUserTags" in text_of(client.get(address("alice", LIST)))
