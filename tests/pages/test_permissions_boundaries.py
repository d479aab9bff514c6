"""The permissions boundary on a user's page: set, replaced, taken away."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Policy, UserPolicy
from accounts.operations.permissions_boundaries import put_user_permissions_boundary
from accounts.operations.policies import create_policy
from console.models import Event
from tests.pages.helpers import ADMINISTRATOR, READ, address, allow, text_of
from tests.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
SET, REMOVE = "permissions/boundary/", "permissions/boundary/remove/"


@pytest.fixture
def reading(world: World) -> Policy:
    return create_policy(account=world.account, policy_name="Reading", document=READ, now=NOW)


def boundary_of(world: World) -> Policy | None:
    world.carol.refresh_from_db()
    return world.carol.permissions_boundary


def test_set_replace_and_remove(world: World, signed_in: SignedIn, reading: Policy):
    admin = signed_in(world.admin)
    assert "(not set)" in text_of(admin.get(address("carol")))
    assert "Reading" in text_of(admin.get(address("carol", SET), {"search": "reading"}))
    assert admin.post(address("carol", SET), {"policy_arn": reading.arn}).url == address("carol")
    assert boundary_of(world) == reading
    html = text_of(admin.get(address("carol")))
    assert "Reading bounds what carol may do." in html
    assert "(set)" in html
    admin.post(address("carol", SET), {"policy_arn": ADMINISTRATOR})
    assert boundary_of(world) == Policy.objects.get(arn=ADMINISTRATOR)
    assert "Remove the permissions boundary" in text_of(admin.get(address("carol", REMOVE)))
    assert admin.post(address("carol", REMOVE)).url == address("carol")
    assert boundary_of(world) is None
    events = Event.objects.filter(event_name__endswith="PermissionsBoundary").order_by("pk")
    assert [event.event_name for event in events] == [
        "PutUserPermissionsBoundary",
        "PutUserPermissionsBoundary",
        "DeleteUserPermissionsBoundary",
    ]
    asked = {"userName": "carol", "permissionsBoundary": reading.arn}
    assert events[0].record["requestParameters"] == asked


def test_a_boundary_bounds_at_once(world: World, signed_in: SignedIn, reading: Policy):
    allow(world.carol, "iam:ListUsers")
    client = signed_in(world.carol)
    assert "alice" in text_of(client.get("/iam/users/"))
    signed_in(world.admin).post(address("carol", SET), {"policy_arn": reading.arn})
    assert "no permissions boundary allows" in text_of(client.get("/iam/users/"))


def test_each_policy_is_decided_as_a_boundary(world: World, signed_in, reading: Policy):
    statement = (
        '{"Effect":"Allow","Action":["iam:PutUser*","iam:GetUser","iam:List*"],"Resource":"*",'
        f'"Condition":{{"StringNotEquals":{{"iam:PermissionsBoundary":"{ADMINISTRATOR}"}}}}}}'
    )
    document = f'{{"Version":"2012-10-17","Statement":{statement}}}'
    UserPolicy.objects.create(user=world.bob, policy_name="Own", document=document)
    client = signed_in(world.bob)
    html = text_of(client.get(address("carol", SET)))
    assert 'AdministratorAccess <span class="unseen"' in html
    before = rows()
    client.post(address("carol", SET), {"policy_arn": ADMINISTRATOR})
    assert rows() == before
    assert "not authorized to perform: iam:PutUserPermissionsBoundary" in text_of(
        client.get(address("carol"))
    )
    client.post(address("carol", SET), {"policy_arn": reading.arn})
    assert boundary_of(world) == reading


def test_what_is_not_there_or_not_allowed(world: World, signed_in: SignedIn, reading: Policy):
    put_user_permissions_boundary(user=world.carol, policy=reading)
    allow(world.bob, "iam:GetUser")
    admin, client = signed_in(world.admin), signed_in(world.bob)
    before = rows()
    for arn in ("", "x", "\0", f"{reading.arn}x"):
        assert admin.post(address("carol", SET), {"policy_arn": arn}).status_code == 302
    assert f"Scope ARN: {reading.arn}x does not exist" in text_of(admin.get(address("carol")))
    response = client.post(address("carol", REMOVE))
    assert response.status_code == 403
    assert "iam:DeleteUserPermissionsBoundary on resource: user carol because" in text_of(response)
    client.post(address("carol", SET), {"policy_arn": ADMINISTRATOR})
    assert rows() == before
