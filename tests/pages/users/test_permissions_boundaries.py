"""The permissions boundary on a user's page: set, replaced, taken away."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Policy, UserPolicy
from accounts.operations.policies.permissions_boundaries import put_user_permissions_boundary
from accounts.operations.policies.policies import create_policy
from console.models import Event
from tests.pages.helpers import ADMINISTRATOR, READ, address, allow, text_of
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
SET, REMOVE = "permissions/boundary/", "permissions/boundary/remove/"
SET_OFF = "set-boundary-iamputuserpermissionsboundary"  # the button, without the right


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
    response = client.post(address("carol", SET), {"policy_arn": ADMINISTRATOR})
    assert response.status_code == 403
    assert rows() == before
    assert "not authorized to perform: iam:PutUserPermissionsBoundary" in text_of(response)
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


def test_the_form_opens_for_whoever_may_choose_some_policy(
    world: World, signed_in: SignedIn, reading: Policy
):
    """An account may allow its helpers to give one boundary and no other."""
    allow(world.bob, "iam:GetUser")
    client = signed_in(world.bob)
    assert client.get(address("carol", SET)).status_code == 403
    off = '<button type="button" class="button" aria-disabled="true" aria-describedby="{}-why">'
    page = text_of(client.get(address("carol")))
    assert off.format(SET_OFF) in page
    assert off.format("apply-a-published-policy-iamattachuserpolicy") in page
    assert "Needs iam:PutUserPermissionsBoundary on this user" in page
    assert "Needs iam:AttachUserPolicy on this user" in page
    statement = (
        '{"Effect":"Allow","Action":"iam:PutUserPermissionsBoundary","Resource":"*","Condition":'
        f'{{"StringEquals":{{"iam:PermissionsBoundary":"{reading.arn}"}}}}}}'
    )
    document = f'{{"Version":"2012-10-17","Statement":{statement}}}'
    UserPolicy.objects.create(user=world.bob, policy_name="Some", document=document)
    assert off.format(SET_OFF) not in text_of(client.get(address("carol")))
    assert client.get(address("carol", SET)).status_code == 200


def test_an_edition_needs_the_right_to_attach_its_policy(world: World, signed_in: SignedIn):
    allow(world.bob, "iam:GetUser")
    client = signed_in(world.bob)
    apply = address("carol", "permissions/apply-edition/")
    before = rows()
    assert client.get(apply).status_code == 403
    assert client.post(apply, {"edition": "administrator-access"}).status_code == 403
    assert rows() == before
    statement = (
        '{"Effect":"Allow","Action":"iam:AttachUserPolicy","Resource":"*","Condition":'
        f'{{"ArnEquals":{{"iam:PolicyARN":"{ADMINISTRATOR}"}}}}}}'
    )
    document = f'{{"Version":"2012-10-17","Statement":{statement}}}'
    UserPolicy.objects.create(user=world.bob, policy_name="Some", document=document)
    assert client.get(apply).status_code == 200
    assert client.post(apply, {"edition": "administrator-access"}).status_code == 302
    assert client.post(apply, {"edition": "read-only-access"}).status_code == 403
