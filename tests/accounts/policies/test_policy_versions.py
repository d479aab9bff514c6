"""Versions of managed policies: five at most, numbers never used again, one default."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.authorization import authorize, policies_of
from accounts.errors import (
    DeleteConflict,
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
)
from accounts.models import Policy
from accounts.operations.policies import attachments, policy_versions
from accounts.operations.policies.policies import create_policy, get_policy
from tests.accounts.policies.test_policies import of_size
from tests.support.parallel import at_once
from tests.support.refusals import refused
from tests.world import World, make_world

NOW = datetime.now(tz=UTC)
LATER = NOW + timedelta(minutes=1)
ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
DENY = ALLOW.replace("Allow", "Deny")


def new_policy(world: World) -> Policy:
    return create_policy(account=world.account, policy_name="P", document=ALLOW, now=NOW)


def ids(policy: Policy) -> list[str]:
    return [version.version_id for version in policy_versions.list_policy_versions(policy=policy)]


def test_a_new_version_is_in_force_only_as_the_default(world: World):
    policy = new_policy(world)
    attachments.attach_user_policy(user=world.carol, policy=policy)

    def effect() -> str:
        applied = policies_of(world.carol)
        decision = authorize(applied, action="s3:GetObject", resource="*", context={})
        return decision.effect.value

    second = policy_versions.create_policy_version(policy=policy, document=DENY, now=LATER)
    assert (second.version_id, second.is_default, effect()) == ("v2", False, "allowed")
    policy_versions.set_default_policy_version(policy=policy, version_id="v2", now=LATER)
    assert effect() == "explicitDeny"
    third = policy_versions.create_policy_version(
        policy=policy, document=ALLOW, now=LATER, set_as_default=True
    )
    assert (third.is_default, effect()) == (True, "allowed")
    stored = get_policy(account=world.account, policy_arn=policy.arn)
    assert stored.default_version == policy.default_version == 3
    assert (stored.document, stored.updated_at, stored.created_at) == (ALLOW, LATER, NOW)
    assert ids(policy) == ["v3", "v2", "v1"]
    assert policy_versions.get_policy_version(policy=policy, version_id="v2").document == DENY


def test_five_versions_and_a_number_is_never_used_again(world: World):
    policy = new_policy(world)
    for _ in range(4):
        policy_versions.create_policy_version(policy=policy, document=ALLOW, now=NOW)
    with refused(
        LimitExceeded,
        "A managed policy can have up to 5 versions. Before you create a new version, you must "
        "delete an existing version.",
    ):
        policy_versions.create_policy_version(policy=policy, document=ALLOW, now=NOW)
    policy_versions.delete_policy_version(policy=policy, version_id="v5")
    made = policy_versions.create_policy_version(policy=policy, document=ALLOW, now=NOW)
    assert made.version_id == "v6"
    assert ids(policy) == ["v6", "v4", "v3", "v2", "v1"]


def test_the_default_version_stays(world: World):
    policy = new_policy(world)
    with refused(DeleteConflict, "Cannot delete the default version of a policy."):
        policy_versions.delete_policy_version(policy=policy, version_id="v1")


@pytest.mark.parametrize("version_id", ["v9", "v0", "1", "v1.x", "v99999999999999999999", "v1\n"])
def test_a_version_that_is_not_there(world: World, version_id: str):
    policy = new_policy(world)
    text = f"Policy {policy.arn} version {version_id} does not exist or is not attachable."
    with refused(NoSuchEntity, text):
        policy_versions.get_policy_version(policy=policy, version_id=version_id)
    with refused(NoSuchEntity, text):
        policy_versions.delete_policy_version(policy=policy, version_id=version_id)
    with refused(NoSuchEntity, text):
        policy_versions.set_default_policy_version(policy=policy, version_id=version_id, now=NOW)


def test_a_document_that_is_refused(world: World):
    policy = new_policy(world)
    with refused(MalformedPolicyDocument, "Syntax errors in policy."):
        policy_versions.create_policy_version(policy=policy, document="[]", now=NOW)
    with refused(LimitExceeded, "Cannot exceed quota for PolicySize: 6144"):
        policy_versions.create_policy_version(policy=policy, document=of_size(6145), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_twenty_versions_at_once_and_four_are_kept():
    world = make_world()
    policy = new_policy(world)
    outcomes = at_once(
        20,
        lambda: policy_versions.create_policy_version(
            policy=Policy.objects.get(pk=policy.pk), document=ALLOW, now=NOW
        ),
    )
    assert outcomes.count(LimitExceeded) == 16
    assert ids(policy) == ["v5", "v4", "v3", "v2", "v1"]
