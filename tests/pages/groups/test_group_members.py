"""A group's page: its summary and its members; adding and removing them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Group
from accounts.operations.groups import add_user_to_group, create_group
from console.models import Event
from tests.pages.groups.test_group_list import GROUPS
from tests.pages.helpers import allow, many, text_of, ticks
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
ADD, REMOVE = "users/add/", "users/remove/"


def address(name: str = "Developers", verb: str = "") -> str:
    return f"{GROUPS}details/{name}/{verb}"


def members(group: Group) -> list[str]:
    return sorted(group.users.values_list("user_name", flat=True))


def shown(response) -> list[str]:
    return [user.user_name for user in response.context["listing"].page]


def others(response) -> list[str]:
    return [user.user_name for user in response.context["users"].value.page]


def test_the_page_of_a_group(world: World, admin: Client, developers: Group):
    developers.users.add(world.alice)
    Event.objects.all().delete()
    html = text_of(admin.get(address("developers")))
    assert "<h1>Developers " in html
    assert f'data-copy="{developers.arn}"' in html
    assert 'Users in this group <span class="counter">(1)</span>' in html
    assert 'href="/iam/users/details/alice/"' in html
    assert "bob" not in html
    for verb in ("edit/", "delete/", ADD, REMOVE):
        assert f'"{address(verb=verb)}"' in html
    assert list(Event.objects.values_list("event_name", flat=True)) == ["GetGroup"]
    link = f'href="{address()}">Developers</a>'
    assert link in text_of(admin.get("/iam/users/details/alice/groups/"))


def test_members_are_searched_sorted_and_turned(world: World, admin: Client, developers: Group):
    developers.users.add(*many(world.account, 45), world.alice)
    page = address()
    assert len(shown(admin.get(page))) == 20
    assert shown(admin.get(page, {"sort": "-name", "page": "3"}))[-1] == "alice"
    assert shown(admin.get(page, {"sort": "-created"}))[0] == "alice"
    assert shown(admin.get(page, {"sort": "path"}))[:2] == ["alice", "user-00"]
    assert shown(admin.get(page, {"search": "ALI"})) == ["alice"]
    response = admin.get(page, {"search": "bob"})
    assert shown(response) == []
    assert "No user in this group has a name that contains" in text_of(response)
    assert admin.get(page, {"search": "\0", "sort": "\0", "page": "\0"}).status_code == 200


def test_as_many_queries_for_a_hundred_members_as_for_one(
    world: World, admin: Client, developers: Group
):
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(path).status_code == 200
        return len(captured)

    developers.users.add(world.alice)
    few = count(address()), count(address(verb=ADD))
    developers.users.add(*many(world.account, 100)[:50])
    assert (count(address()), count(address(verb=ADD))) == few


def test_who_may_read_the_group_alone_changes_nothing(
    world: World, signed_in: SignedIn, developers: Group
):
    developers.users.add(world.alice)
    allow(world.carol, "iam:GetGroup")
    client = signed_in(world.carol)
    html = text_of(client.get(address()))
    assert "alice" in html
    for action in ("UpdateGroup", "DeleteGroup", "AddUserToGroup", "RemoveUserFromGroup"):
        assert f"Needs iam:{action} on this group" in html
    assert not ticks(html)
    before = rows()
    for verb, action in ((ADD, "AddUserToGroup"), (REMOVE, "RemoveUserFromGroup")):
        for send in (client.get, client.post):
            response = send(address(verb=verb), {"user_name": ["alice", "bob"]})
            assert response.status_code == 403
            assert f"iam:{action} on resource: group Developers because" in text_of(response)
    assert rows() == before
    assert members(developers) == ["alice"]


@pytest.mark.parametrize("verb", ["", "edit/", "delete/", ADD, REMOVE])
def test_who_may_not_ask_learns_nothing_of_a_group(
    world: World, signed_in: SignedIn, developers: Group, verb: str
):
    """An existing group, a missing one and another account's read alike; not so if allowed."""
    create_group(account=world.stranger.account, group_name="Strange", now=NOW)
    client = signed_in(world.carol)
    before = rows()
    for name in ("Developers", "nothing", "Strange"):
        for send in (client.get, client.post):
            if not verb and send == client.post:
                continue
            response = send(address(name, verb), {"user_name": "alice", "confirm": name})
            assert response.status_code == 403
            assert f"on resource: group {name} because" in text_of(response)
    allow(world.carol, "iam:*")
    for name in ("nothing", "Strange"):
        response = client.get(address(name, verb))
        assert response.status_code == 404
        assert f"The group with name {name} cannot be found." in text_of(response)
    found = rows()
    found.pop("accounts.UserPolicy"), before.pop("accounts.UserPolicy")
    assert found == before


def test_add_several_users(world: World, admin: Client, developers: Group):
    developers.users.add(world.carol)
    assert others(admin.get(address(verb=ADD))) == ["admin", "alice", "bob"]
    assert others(admin.get(address(verb=ADD), {"search": "AL"})) == ["alice"]
    assert others(admin.get(address(verb=ADD), {"sort": "-name"})) == ["bob", "alice", "admin"]
    Event.objects.all().delete()
    response = admin.post(address(verb=ADD), {"user_name": ["alice", "bob"]})
    assert response.url == address()
    assert members(developers) == ["alice", "bob", "carol"]
    added = Event.objects.filter(event_name="AddUserToGroup", error_code="")
    assert [event.record["requestParameters"] for event in added.order_by("pk")] == [
        {"userName": "alice", "groupName": "Developers"},
        {"userName": "bob", "groupName": "Developers"},
    ]
    html = text_of(admin.get(response.url))
    assert "Users added" in html
    assert "Developers: alice, bob." in html


def test_membership_is_told_by_get_group_alone(
    world: World, signed_in: SignedIn, developers: Group
):
    developers.users.add(world.alice)
    allow(world.carol, "iam:AddUserToGroup", "iam:ListUsers", "iam:RemoveUserFromGroup")
    client = signed_in(world.carol)
    Event.objects.all().delete()
    assert others(client.get(address(verb=ADD))) == ["admin", "alice", "bob", "carol"]
    assert list(Event.objects.values_list("event_name", flat=True)) == ["ListUsers"]
    asked = [
        text_of(client.get(address(verb=REMOVE), {"user_name": name})).replace(name, "NAME")
        for name in ("alice", "bob", "nobody")
    ]
    assert len({html.split("<main")[1].split("csrf")[0] for html in asked}) == 1


def test_who_may_not_list_users_still_adds_by_name(
    world: World, signed_in: SignedIn, developers: Group
):
    allow(world.carol, "iam:AddUserToGroup")
    client = signed_in(world.carol)
    html = text_of(client.get(address(verb=ADD)))
    assert "iam:ListUsers on resource:" in html
    assert "alice" not in html
    client.post(address(verb=ADD), {"user_name": "alice"})
    assert members(developers) == ["alice"]


@pytest.mark.parametrize("verb", [ADD, REMOVE])
def test_foreign_missing_and_malformed_names_change_nothing(
    world: World, admin: Client, developers: Group, verb: str
):
    developers.users.add(world.alice)
    before = rows()
    for name in ("stranger", "nobody"):
        response = admin.post(address(verb=verb), {"user_name": name})
        html = text_of(admin.get(response.url))
        assert f"The user with name {name} cannot be found." in html
    for names in ([], ["\0"], ["x" * 500], ["a b"], ["alice/"]):
        response = admin.post(address(verb=verb), {"user_name": names})
        assert "No user was selected." in text_of(admin.get(response.url))
    assert rows() == before


def test_a_user_in_ten_groups_is_named_and_the_others_are_added(
    world: World, admin: Client, developers: Group
):
    for number in range(10):
        group = create_group(account=world.account, group_name=f"g{number}", now=NOW)
        add_user_to_group(group=group, user=world.bob)
    response = admin.post(address(verb=ADD), {"user_name": ["bob", "alice"]})
    html = text_of(admin.get(response.url))
    assert "bob not added" in html
    assert "Cannot exceed quota for GroupsPerUser: 10" in html
    assert members(developers) == ["alice"]
    assert Event.objects.filter(error_code="LimitExceededException").count() == 1


def test_remove_several_users(world: World, admin: Client, developers: Group):
    developers.users.add(world.alice, world.bob, world.carol)
    html = text_of(admin.get(address(verb=REMOVE), {"user_name": ["alice", "bob"]}))
    assert "Remove 2 users from Developers?" in html
    assert "Remove alice from Developers?" in text_of(
        admin.get(address(verb=REMOVE), {"user_name": "alice"})
    )
    assert len(members(developers)) == 3, "asking changes nothing"
    Event.objects.all().delete()
    response = admin.post(address(verb=REMOVE), {"user_name": ["alice", "bob", "alice"]})
    assert response.url == address()
    assert members(developers) == ["carol"]
    assert Event.objects.filter(event_name="RemoveUserFromGroup", error_code="").count() == 2
    assert "No longer in the group Developers: alice, bob." in text_of(admin.get(response.url))
    response = admin.get(address(verb=REMOVE))
    assert "No user was selected." in text_of(admin.get(response.url))


def test_each_group_is_decided_by_itself(world: World, signed_in: SignedIn, developers: Group):
    ops = create_group(account=world.account, group_name="Ops", now=NOW)
    ops.users.add(world.alice)
    allow(world.carol, "iam:*", resource=developers.arn)
    client = signed_in(world.carol)
    client.post(address(verb=ADD), {"user_name": "bob"})
    assert members(developers) == ["bob"]
    before = rows()
    assert client.get(address("Ops")).status_code == 403
    assert client.post(address("Ops", ADD), {"user_name": "bob"}).status_code == 403
    assert client.post(address("Ops", REMOVE), {"user_name": "alice"}).status_code == 403
    assert rows() == before
