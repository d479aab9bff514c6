"""Create, rename, move and delete a group."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Group, GroupPolicy, UserPolicy
from accounts.operations.groups import create_group
from console.models import Event
from tests.pages.groups.test_group_list import ALLOW, GROUPS, make
from tests.pages.groups.test_group_members import address, members
from tests.pages.helpers import allow, many, text_of, ticks
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
CREATE = f"{GROUPS}create/"
ARN = "arn:aws:iam::123456789012:group"


def edit(client: Client, group: str = "Developers", **fields: str):
    sent = {"new_group_name": group, "new_path": "/"} | fields
    return client.post(address(group, "edit/"), sent)


def delete(client: Client, name: str = "Developers", confirm: str = "Developers"):
    return client.post(address(name, "delete/"), {"confirm": confirm})


def test_create_a_group_with_its_first_members(world: World, admin: Client):
    html = text_of(admin.get(CREATE))
    assert ticks(html) == 4
    assert "stranger" not in html
    Event.objects.all().delete()
    response = admin.post(CREATE, {"group_name": "Ops", "user_name": ["alice", "bob"]})
    assert response.url == GROUPS
    group = Group.objects.get()
    assert (group.arn, group.account) == (f"{ARN}/Ops", world.account)
    assert members(group) == ["alice", "bob"]
    event = Event.objects.get(event_name="CreateGroup")
    assert event.record["requestParameters"] == {"groupName": "Ops"}
    assert event.record["responseElements"]["group"]["arn"] == group.arn
    assert Event.objects.filter(event_name="AddUserToGroup", error_code="").count() == 2
    html = text_of(admin.get(GROUPS))
    assert "User group created" in html
    assert "Ops: alice, bob." in html


def test_create_a_group_without_members(world: World, admin: Client):
    admin.post(CREATE, {"group_name": "Ops"})
    assert members(Group.objects.get()) == []
    assert not Event.objects.filter(event_name="AddUserToGroup").exists()


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("DEVELOPERS", 409, "Group with name DEVELOPERS already exists."),
        ("a b", 400, "The specified value for groupName is invalid."),
        ("a/b", 400, "The specified value for groupName is invalid."),
        ("*", 400, "The specified value for groupName is invalid."),
        ("a\0", 400, "groupName"),
        ("x" * 129, 400, "less than or equal to 128"),
        ("", 200, "Enter a user group name."),
    ],
)
def test_a_name_that_is_refused_makes_no_group(
    world: World, admin: Client, developers: Group, name: str, status: int, text: str
):
    before = rows()
    response = admin.post(CREATE, {"group_name": name, "user_name": ["alice"]})
    assert response.status_code == status
    html = text_of(response)
    assert text in html
    chosen = html.partition("<main")[2].count(" checked>")
    assert chosen == 1, "who was chosen stays chosen"
    assert rows() == before


def test_the_group_is_decided_by_the_arn_that_it_would_have(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:CreateGroup", "iam:AddUserToGroup", resource=f"{ARN}/dev-*")
    client = signed_in(world.carol)
    before = rows()
    for name in ("ops", "dev", "x/dev-1"):
        response = client.post(CREATE, {"group_name": name, "user_name": "alice"})
        assert response.status_code == 403
        assert "is not authorized to perform: iam:CreateGroup on resource" in text_of(response)
    assert f"resource: {ARN}/ops because" in text_of(client.post(CREATE, {"group_name": "ops"}))
    assert rows() == before
    client.post(CREATE, {"group_name": "dev-1", "user_name": "alice"})
    assert members(Group.objects.get()) == ["alice"]


def test_who_may_create_but_not_add_gets_an_empty_group(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:CreateGroup", "iam:ListUsers")
    client = signed_in(world.carol)
    response = client.post(CREATE, {"group_name": "Ops", "user_name": ["alice", "bob"]})
    assert members(Group.objects.get()) == []
    html = text_of(client.get(response.url))
    assert "User group created" in html
    assert "alice not added" in html
    refused = Event.objects.filter(event_name="AddUserToGroup", error_code="AccessDenied")
    assert refused.count() == 2
    assert "on resource: group Ops because" in refused[0].record["errorMessage"]


def test_who_may_not_list_users_is_shown_none_when_creating(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:CreateGroup")
    html = text_of(signed_in(world.carol).get(CREATE))
    assert "iam:ListUsers on resource:" in html
    assert "alice" not in html
    assert "Name the group" in html


def test_who_may_not_create_makes_nothing(world: World, signed_in: SignedIn):
    client = signed_in(world.carol)
    before = rows()
    for send in (client.get, client.post):
        response = send(CREATE, {"group_name": "Ops"})
        assert response.status_code == 403
        assert "iam:CreateGroup on resource" in text_of(response)
    assert rows() == before


def test_many_users_are_searched_and_the_typed_name_stays(world: World, admin: Client):
    many(world.account, 60)
    html = text_of(admin.get(CREATE))
    assert ticks(html) == 50
    assert "The first 50 are shown." in html
    html = text_of(admin.get(CREATE, {"search": "USER-59", "group_name": "Ops"}))
    assert ticks(html) == 1
    assert html.count('value="Ops"') == 2, "in the form, and in the search beside it"
    assert admin.get(CREATE, {"search": "\0", "group_name": "\0"}).status_code == 200
    chosen = [f"user-{number:02}" for number in range(50)]
    admin.post(CREATE, {"group_name": "Ops", "user_name": chosen})
    assert len(members(Group.objects.get())) == 50


def test_three_hundred_groups_and_no_more(world: World, admin: Client):
    make(world.account, *(f"g{number}" for number in range(300)))
    before = rows()
    response = admin.post(CREATE, {"group_name": "more"})
    assert response.status_code == 409
    assert "Cannot exceed quota for GroupsPerAccount: 300" in text_of(response)
    assert rows() == before


def test_rename_and_move(world: World, admin: Client, developers: Group):
    developers.users.add(world.alice)
    response = edit(admin, new_group_name="Ops", new_path="/staff/")
    assert response.url == address("Ops")
    assert f"Its ARN is now {ARN}/staff/Ops." in text_of(admin.get(response.url))
    assert members(Group.objects.get(group_name="Ops")) == ["alice"]
    assert admin.get(address("Developers")).status_code == 404
    parameters = Event.objects.get(event_name="UpdateGroup").record["requestParameters"]
    assert parameters == {
        "groupName": "Developers", "newGroupName": "Ops", "newPath": "/staff/",
    }  # fmt: skip
    edit(admin, "Ops", new_path="/staff/")
    assert Event.objects.filter(event_name="UpdateGroup").count() == 1, "nothing was changed"


@pytest.mark.parametrize(
    ("fields", "status", "text"),
    [
        ({"new_group_name": "OPS"}, 409, "Group with name OPS already exists."),
        ({"new_group_name": "a b"}, 400, "The specified value for newGroupName is invalid."),
        ({"new_group_name": "a\0"}, 400, "newGroupName"),
        ({"new_path": "x"}, 400, "The specified value for newPath is invalid."),
        ({"new_path": "/\0/"}, 400, "newPath"),
        ({"new_group_name": ""}, 200, "Enter a user group name."),
    ],
)
def test_a_name_or_path_that_is_refused(
    world: World, admin: Client, developers: Group, fields, status: int, text: str
):
    create_group(account=world.account, group_name="Ops", now=NOW)
    before = rows()
    response = edit(admin, **fields)
    assert response.status_code == status
    assert text in text_of(response)
    assert rows() == before


def test_grants_on_the_group_s_arn_end_and_begin_with_its_name(
    world: World, admin: Client, signed_in: SignedIn, developers: Group
):
    """The grant is on `group/${aws:username}*`: it follows the group's name, at once."""
    allow(world.carol, "iam:GetGroup", resource=f"{ARN}/${{aws:username}}*")
    client = signed_in(world.carol)
    assert client.get(address()).status_code == 403
    edit(admin, new_group_name="carol-friends")
    assert client.get(address("carol-friends")).status_code == 200
    edit(admin, "carol-friends", new_path="/staff/")
    assert client.get(address("carol-friends")).status_code == 403
    allow(world.carol, "iam:GetGroup", resource=f"{ARN}/staff/*")
    assert client.get(address("carol-friends")).status_code == 200


def test_the_members_keep_what_the_group_grants(
    world: World, admin: Client, signed_in: SignedIn, developers: Group
):
    policy = ALLOW.replace("s3:*", "iam:ListGroups")
    GroupPolicy.objects.create(group=developers, policy_name="List", document=policy)
    developers.users.add(world.carol)
    client = signed_in(world.carol)
    edit(admin, new_group_name="Ops", new_path="/staff/")
    assert client.get(GROUPS).context["groups"].refusal is None


def test_renaming_needs_the_new_group_too(world: World, signed_in: SignedIn, developers: Group):
    allow(world.carol, "iam:UpdateGroup", resource=developers.arn)
    client = signed_in(world.carol)
    before = rows()
    for fields in ({"new_group_name": "Ops"}, {"new_path": "/x/"}, {"new_group_name": "a\0"}):
        response = edit(client, **fields)
        assert response.status_code == 403
        assert "iam:UpdateGroup on resource: group" in text_of(response)
    assert "resource: group Ops because" in text_of(edit(client, new_group_name="Ops"))
    assert rows() == before
    UserPolicy.objects.all().delete()
    allow(world.carol, "iam:UpdateGroup", resource=f"{ARN}/Ops")
    response = edit(client, new_group_name="Ops")
    assert "resource: group Developers because" in text_of(response)
    allow(world.carol, "iam:UpdateGroup", resource=developers.arn)
    assert edit(client, new_group_name="Ops").status_code == 302


def test_a_deleted_group_leaves_nothing(world: World, admin: Client):
    before = rows()
    create_group(account=world.account, group_name="Developers", now=NOW)
    response = delete(admin, "developers")
    assert response.url == GROUPS
    assert rows() == before
    assert "Developers was permanently deleted." in text_of(admin.get(GROUPS))
    event = Event.objects.get(event_name="DeleteGroup")
    assert event.record["requestParameters"] == {"groupName": "Developers"}
    assert admin.get(address()).status_code == 404


@pytest.mark.parametrize("confirm", ["", "developers", "x" * 200])
def test_the_name_is_typed_to_delete(world: World, admin: Client, developers: Group, confirm: str):
    response = delete(admin, confirm=confirm)
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert Group.objects.filter(group_name="Developers").exists()


def test_what_may_not_be_seen_is_said_when_deleting(
    world: World, signed_in: SignedIn, developers: Group
):
    developers.users.add(world.alice)
    allow(world.carol, "iam:DeleteGroup")
    html = text_of(signed_in(world.carol).get(address(verb="delete/")))
    assert "Deleted with it" not in html
    assert "iam:GetGroup, iam:ListAttachedGroupPolicies, iam:ListGroupPolicies" in html


def test_who_may_not_delete_or_edit_changes_nothing(
    world: World, signed_in: SignedIn, developers: Group
):
    client = signed_in(world.bob)
    before = rows()
    for verb, action in (("delete/", "DeleteGroup"), ("edit/", "UpdateGroup")):
        for send in (client.get, client.post):
            sent = {"confirm": "Developers", "new_group_name": "x", "new_path": "/"}
            response = send(address(verb=verb), sent)
            assert response.status_code == 403
            assert f"iam:{action} on resource: group Developers" in text_of(response)
    assert rows() == before
