"""AWS's own policies: as they are published, also in an installation that has older ones."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from accounts.authorization import authorize, policies_of
from accounts.editions import BY_NAME, EDITIONS, MANAGED, ManagedPolicy, edition
from accounts.editions.changes import HERE
from accounts.models import Policy, PolicyVersion
from accounts.operations.policies.managed_policies import (
    ensure_managed_policy,
    ship_managed_policies,
)
from accounts.operations.policies.policies import NAME_MAX, SIZE_MAX
from accounts.policy import parse
from tests.support.rows import rows
from tests.world import OF_AWS, World


@pytest.mark.parametrize("one", MANAGED, ids=lambda one: one.name)
def test_each_is_whole(one: ManagedPolicy):
    assert one.policy_id.startswith("ANPA")
    assert len(one.policy_id) == 21
    assert 0 < len(one.description) <= 1000
    assert len(one.name) <= NAME_MAX
    assert 1 <= len(one.versions) <= 5
    assert one.created_at.tzinfo == one.default.created_at.tzinfo == UTC
    for version in one.versions:
        parse(version.document, new=True)
        assert len("".join(version.document.split())) <= SIZE_MAX
        assert version.created_at >= one.created_at
    for older, newer in pairwise(one.versions):
        assert (older.number, older.created_at) < (newer.number, newer.created_at)


def test_editions_and_files_are_those_of_the_policies():
    assert sorted((one.name for one in MANAGED), key=str.lower) == OF_AWS
    defaults = {one.name: one.default.document for one in MANAGED}
    for one in EDITIONS:
        if one.managed:
            assert edition(one.name) == defaults[one.policy_name]
    used = {version.file for one in MANAGED for version in one.versions}
    assert {f"of_aws/{path.stem}" for path in (HERE / "of_aws").iterdir()} <= used
    assert {name for name in used if "/" not in name} <= BY_NAME.keys()


def stored(name: str) -> dict[str, Any]:
    return Policy.objects.filter(policy_name=name, account=None).values().get()


def test_shipping_again_changes_nothing(world: World):
    ship_managed_policies()
    before = rows()
    ship_managed_policies()
    assert rows() == before


def test_an_older_installation_gets_them_as_they_are_published(world: World):
    """An earlier release stored one version of each, with an id and dates of its own."""
    ship_managed_policies()
    right = stored("IAMUserChangePassword"), stored("AdministratorAccess")
    now = datetime.now(tz=UTC)
    for policy in Policy.objects.filter(account=None):
        PolicyVersion.objects.filter(policy=policy).delete()
        policy.policy_id, policy.description = f"ANPAZZZZZZZZZZZZZ{policy.pk:04}", None
        policy.document = edition("2019-01-31-self-manage-password-only")
        policy.default_version = policy.last_version = 1
        policy.created_at = policy.updated_at = now
        policy.save()
        PolicyVersion.objects.create(
            policy=policy, number=1, document=policy.document, created_at=now
        )
    Policy.objects.filter(policy_name="SecurityAudit").delete()
    ship_managed_policies()
    assert (stored("IAMUserChangePassword"), stored("AdministratorAccess")) == right
    assert Policy.objects.filter(account=None).count() == len(MANAGED)
    password = Policy.objects.get(policy_name="IAMUserChangePassword")
    numbers = list(password.versions.order_by("number").values_list("number", flat=True))
    assert numbers == [2, 3, 4, 5]
    decision = authorize(
        policies_of(world.admin), action="iam:CreateUser", resource="*", context={}
    )
    assert decision.allowed  # users who had it attached have the default version's text


def test_there_is_none_of_another_name(world: World):
    with pytest.raises(KeyError):
        ensure_managed_policy("PowerUserAccess")
