"""Delete, rename and move a user."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from console.models import Event
from credentials.operations.passwords import delete_login_profile
from tests.pages.helpers import USERS, address, allow, text_of
from tests.support.rows import rows
from tests.world import PAGE, World

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)


def without_traces(user: User) -> dict[str, list[dict[str, object]]]:
    """Every row that is not about this user."""
    found = rows()
    found["accounts.User"] = [row for row in found["accounts.User"] if row["id"] != user.pk]
    return {
        label: [row for row in of_table if row.get("user_id") != user.pk]
        for label, of_table in found.items()
    }


def test_a_deleted_user_leaves_nothing_and_its_sessions_end(
    world: World, admin: Client, signed_in: SignedIn
):
    session = signed_in(world.carol)
    delete_login_profile(user=world.carol)
    before = without_traces(world.carol)
    response = admin.post(address("carol", "delete/"), {"confirm": "carol"})
    assert response.url == USERS
    assert rows() == before
    assert session.get(PAGE).status_code == 302
    event = Event.objects.get(event_name="DeleteUser")
    assert event.record["requestParameters"] == {"userName": "carol"}
    html = text_of(admin.get(USERS))
    assert "carol was permanently deleted." in html
    assert admin.get(address("carol")).status_code == 404
    assert admin.get(address("alice")).status_code == 200


def test_a_session_ends_with_its_user(world: World, admin: Client, signed_in: SignedIn):
    session = signed_in(world.carol)
    assert session.get(USERS).status_code == 200
    User.objects.filter(pk=world.carol.pk).delete()
    assert session.get(USERS).status_code == 302


@pytest.mark.parametrize("confirm", ["", "Carol", "x" * 100])
def test_the_name_is_typed_to_delete(world: World, admin: Client, confirm: str):
    delete_login_profile(user=world.carol)
    response = admin.post(address("carol", "delete/"), {"confirm": confirm})
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert User.objects.filter(user_name="carol").exists()


def test_what_may_not_be_seen_is_said_when_deleting(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:DeleteUser")
    html = text_of(signed_in(world.carol).get(address("alice", "delete/")))
    assert "Deleted with it" not in html
    assert "iam:ListAccessKeys, iam:ListSigningCertificates" in html


def test_who_may_not_delete_or_rename_changes_nothing(world: World, signed_in: SignedIn):
    client = signed_in(world.bob)
    before = rows()
    for verb, action in (("delete/", "DeleteUser"), ("edit/", "UpdateUser")):
        for send in (client.get, client.post):
            response = send(address("carol", verb), {"confirm": "carol", "new_user_name": "x"})
            assert response.status_code == 403
            assert f"iam:{action} on resource: user carol" in text_of(response)
    assert rows() == before


def rename(client: Client, user: str, **fields: str):
    sent = {"new_user_name": user, "new_path": "/"} | fields
    return client.post(address(user, "edit/"), sent)


def test_rename_and_move(world: World, admin: Client):
    response = rename(admin, "bob", new_user_name="robert", new_path="/staff/")
    assert response.url == address("robert")
    assert "Its ARN is now arn:aws:iam::123456789012:user/staff/robert." in text_of(
        admin.get(response.url)
    )
    parameters = Event.objects.get(event_name="UpdateUser").record["requestParameters"]
    assert parameters == {"userName": "bob", "newUserName": "robert", "newPath": "/staff/"}
    Event.objects.all().delete()
    rename(admin, "robert", new_path="/staff/")
    assert not Event.objects.filter(event_name="UpdateUser").exists()


@pytest.mark.parametrize(
    ("fields", "status", "text"),
    [
        ({"new_user_name": "ALICE"}, 409, "User with name ALICE already exists."),
        ({"new_user_name": "BOB"}, 409, "User with name BOB already exists."),
        ({"new_user_name": "a b"}, 400, "The specified value for newUserName is invalid."),
        ({"new_user_name": "a\0"}, 400, "newUserName"),
        ({"new_path": "x"}, 400, "The specified value for newPath is invalid."),
        ({"new_user_name": ""}, 200, "Enter a user name."),
    ],
)
def test_a_name_or_path_that_is_refused(world: World, admin: Client, fields, status, text):
    before = rows()
    response = rename(admin, "bob", **fields)
    assert response.status_code == status
    assert text in text_of(response)
    assert rows() == before


def test_grants_to_a_name_follow_the_new_name_at_once(
    world: World, admin: Client, signed_in: SignedIn
):
    """Two clients: bob's grant is on `user/${aws:username}`, carol's on the old name itself."""
    bob = signed_in(world.bob)
    client = signed_in(world.carol)
    allow(world.carol, "iam:GetUser", resource=world.bob.arn)
    assert client.get(address("bob")).status_code == 200
    rename(admin, "bob", new_user_name="robert")
    assert bob.get(PAGE).status_code == 200
    assert "user/robert" in bob.get(PAGE).content.decode()
    assert client.get(address("robert")).status_code == 403
    rename(admin, "robert", new_user_name="bob")
    assert client.get(address("bob")).status_code == 200


def test_renaming_needs_the_new_name_too(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:UpdateUser", resource=world.carol.arn)
    client = signed_in(world.carol)
    before = rows()
    for fields in ({"new_user_name": "admin2"}, {"new_path": "/x/"}, {"new_user_name": "a\0"}):
        response = rename(client, "carol", **fields)
        assert response.status_code == 403
        assert "iam:UpdateUser on resource: user" in text_of(response)
    response = rename(client, "carol", new_user_name="admin2")
    assert "resource: user admin2 because" in text_of(response)
    assert rows() == before
    arn = world.carol.arn.replace("carol", "caroline")
    allow(world.carol, "iam:UpdateUser", resource=arn)
    assert rename(client, "carol", new_user_name="caroline").status_code == 302
