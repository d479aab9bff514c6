"""A user, a group or a policy is deleted with what it holds: all of it, or nothing."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Group, GroupPolicy, Policy, User
from accounts.operations.groups import create_group
from accounts.operations.policies.attachments import attach_group_policy, attach_user_policy
from accounts.operations.policies.policies import create_policy
from accounts.operations.policies.policy_versions import create_policy_version
from accounts.operations.users import create_user
from console.models import Event
from console.web.command_lines import kebab
from tests.accounts.test_users import LEFT
from tests.pages.helpers import READ, WRITE, address, allow, text_of
from tests.support.parallel import at_once
from tests.support.rows import rows
from tests.world import World, administrator_access, give_device, make_world, sign_in

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
LISTINGS = (
    "iam:ListGroupsForUser",
    "iam:ListAttachedUserPolicies",
    "iam:ListUserPolicies",
    "iam:GetLoginProfile",
    "iam:ListMFADevices",
    "iam:ListSigningCertificates",
    "iam:ListSSHPublicKeys",
    "iam:ListServiceSpecificCredentials",
)


def commands(response) -> list[str]:
    """The lines of the dialog's aws commands, as they are copied without the endpoint."""
    [bare] = re.findall(r'data-copy-bare="([^"]*)"', response.content.decode())
    return html.unescape(bare).split("\n")


def written() -> list[str]:
    """What the events of writing calls say was done, as commands name it."""
    calls = Event.objects.filter(read_only=False, event_source="iam.amazonaws.com")
    events = calls.filter(error_code="").order_by("pk")
    return [f"aws iam {kebab(name)}" for name in events.values_list("event_name", flat=True)]


def dave(world: World) -> User:
    return create_user(account=world.account, user_name="dave", now=NOW)


def group_of(world: World) -> Group:
    """Ops, with alice, a managed policy and an inline one."""
    group = create_group(account=world.account, group_name="Ops", now=NOW)
    group.users.add(world.alice)
    attach_group_policy(group=group, policy=administrator_access())
    GroupPolicy.objects.create(group=group, policy_name="S3", document=READ)
    return group


def policy_of(world: World) -> Policy:
    """Reading, in two versions, which serves carol and the group Ops."""
    policy = create_policy(account=world.account, policy_name="Reading", document=READ, now=NOW)
    create_policy_version(policy=policy, document=WRITE, now=NOW)
    attach_user_policy(user=world.carol, policy=policy)
    group = create_group(account=world.account, group_name="Ops", now=NOW)
    attach_group_policy(group=group, policy=policy)
    return policy


def test_a_user_goes_with_all_that_it_holds(world: World, admin: Client):
    create_group(account=world.account, group_name="g", now=NOW)
    before = rows()
    Group.objects.all().delete()
    user = dave(world)
    for give, _ in LEFT:
        give(world, user)
    page = admin.get(address("dave", "delete/"))
    said = text_of(page)
    for title in ("Memberships in groups (1): <strong>g", "Console password", "MFA devices (1)"):
        assert title in said
    Event.objects.all().delete()
    assert admin.post(address("dave", "delete/"), {"confirm": "dave"}).status_code == 302
    after = rows()
    for label in before:
        if label != "accounts.Group":
            assert after[label] == before[label], label
    assert written() == [" ".join(line.split()[:3]) for line in commands(page)]
    assert written()[-1] == "aws iam delete-user"
    assert len(written()) == len(LEFT) + 2  # the virtual device is deleted too, then the user
    for event in Event.objects.filter(read_only=False):
        named = event.record["requestParameters"]
        assert "dave" in (named.get("userName"), named.get("serialNumber", "").split("/")[-1])


@pytest.mark.parametrize(("give", "text"), LEFT, ids=[text for _, text in LEFT])
def test_each_thing_that_a_user_holds_goes_with_it(world: World, admin: Client, give, text: str):
    give(world, dave(world))
    assert len(commands(admin.get(address("dave", "delete/")))) >= 2
    assert admin.post(address("dave", "delete/"), {"confirm": "dave"}).status_code == 302
    assert not User.objects.filter(user_name="dave").exists()


def test_a_group_goes_with_its_members_and_policies(world: World, admin: Client):
    before = rows()
    group_of(world)
    page = admin.get("/iam/groups/details/Ops/delete/")
    assert "Memberships (1): <strong>alice</strong>" in text_of(page)
    assert [line.split()[2] for line in commands(page)] == [
        "remove-user-from-group",
        "detach-group-policy",
        "delete-group-policy",
        "delete-group",
    ]
    Event.objects.all().delete()
    assert admin.post("/iam/groups/details/Ops/delete/", {"confirm": "Ops"}).status_code == 302
    assert rows() == before
    assert written() == [" ".join(line.split()[:3]) for line in commands(page)]


def test_a_policy_goes_with_its_attachments_and_versions(world: World, admin: Client):
    before = rows()
    policy = policy_of(world)
    at = f"/iam/policies/delete/{policy.arn}/"
    page = admin.get(at)
    assert (
        "Attachments to users and groups (2): <strong>carol</strong>, <strong>Ops</strong>"
        in text_of(page)
    )
    assert "Other versions (1): <strong>v2</strong>" in text_of(page)
    Event.objects.all().delete()
    assert admin.post(at, {"confirm": "Reading"}).status_code == 302
    after = rows()
    assert not Policy.objects.filter(policy_name="Reading").exists()
    assert after["accounts.UserPolicy"] == before["accounts.UserPolicy"]
    assert written() == [" ".join(line.split()[:3]) for line in commands(page)]
    assert len(written()) == 4


def test_a_policy_that_bounds_somebody_is_not_deleted(world: World, admin: Client):
    policy = policy_of(world)
    world.bob.permissions_boundary = policy
    world.bob.save()
    at = f"/iam/policies/delete/{policy.arn}/"
    said = text_of(admin.get(at))
    assert "It is the permissions boundary of bob." in said
    assert 'name="confirm"' not in said
    before = rows()
    response = admin.post(at, {"confirm": "Reading"})
    assert response.status_code == 409
    assert "Cannot delete a policy attached to entities." in text_of(response)
    assert rows() == before
    assert written() == []
    failed = Event.objects.get(event_name="DeletePolicy")
    assert failed.error_code == "DeleteConflictException"


def test_what_is_not_allowed_is_said_before_and_nothing_is_done(world: World, signed_in: SignedIn):
    user = dave(world)
    for give, _ in LEFT:
        give(world, user)
    allow(world.carol, "iam:DeleteUser", "iam:ListAccessKeys", "iam:DeleteAccessKey", *LISTINGS)
    client = signed_in(world.carol)
    page = client.get(address("dave", "delete/"))
    said = text_of(page)
    assert "You may not delete all of this" in said
    assert "What would be deleted with it:" in said
    assert f"iam:DetachUserPolicy on {user.arn}" in said or "iam:DetachUserPolicy on user" in said
    assert "iam:DeleteAccessKey on" not in said
    assert '<button type="submit" class="button button-primary"' not in said
    before = rows()
    Event.objects.all().delete()
    response = client.post(address("dave", "delete/"), {"confirm": "dave"})
    assert response.status_code == 403
    assert "You may not delete all of this" in text_of(response)
    assert rows() == before
    refused = Event.objects.filter(read_only=False)
    assert {event.error_code for event in refused} == {"AccessDenied"}
    assert "DetachUserPolicy" in {event.event_name for event in refused}
    assert not {"DeleteAccessKey", "DeleteUser"} & {event.event_name for event in refused}


def test_what_cannot_be_seen_stops_all_of_it(world: World, signed_in: SignedIn):
    """The key may not be listed, so it is not deleted: the user's other things stay too."""
    user = dave(world)
    for give, _ in LEFT:
        give(world, user)
    allow(world.carol, "iam:Delete*", "iam:Detach*", "iam:Deactivate*", "iam:Remove*", *LISTINGS)
    client = signed_in(world.carol)
    before = rows()
    response = client.post(address("dave", "delete/"), {"confirm": "dave"})
    assert response.status_code == 409
    assert "Cannot delete entity, must delete access keys first." in text_of(response)
    assert rows() == before
    assert written() == []
    failed = Event.objects.get(event_name="DeleteUser")
    assert failed.error_code == "DeleteConflictException"


def test_ones_own_devices_are_guarded_here_too(world: World, admin: Client):
    give_device(world.admin)
    said = text_of(admin.get(address("admin", "delete/")))
    assert "please ensure that you are authenticated with an MFA device" in said
    before = rows()
    response = admin.post(address("admin", "delete/"), {"confirm": "admin"})
    assert response.status_code == 403
    assert rows() == before
    assert written() == []
    assert Event.objects.get(event_name="DeactivateMFADevice").error_code == "AccessDenied"


def test_somebody_deletes_the_own_user(world: World, admin: Client):
    """What is decided before the first call holds for the last, though the policy is gone by it."""
    assert admin.post(address("admin", "delete/"), {"confirm": "admin"}).status_code == 302
    assert not User.objects.filter(user_name="admin").exists()
    assert admin.get("/iam/users/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_one_user_deleted_by_five_at_once():
    world = make_world()
    user = dave(world)
    for give, _ in LEFT:
        give(world, user)
    cookies = sign_in(Client(), world.admin).cookies

    def delete() -> int:
        client = Client()
        client.cookies = cookies.copy()
        return client.post(address("dave", "delete/"), {"confirm": "dave"}).status_code

    statuses = at_once(5, delete)
    assert statuses.count(302) == 1, statuses
    assert set(statuses) <= {302, 404, 409}
    assert not User.objects.filter(user_name="dave").exists()
