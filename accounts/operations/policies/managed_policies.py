"""AWS's own managed policies: rows without an account, kept equal to the data that ships."""

from django.db import transaction

from accounts.editions import MANAGED, MANAGED_BY_NAME, ManagedPolicy
from accounts.models import Policy, PolicyVersion
from accounts.values import arns


def ship_managed_policies() -> None:
    """Make AWS's own policies that ship as data, and bring those that are there to their versions.

    Who has one attached has the text of its newest version at once.
    """
    for one in MANAGED:
        ensure_managed_policy(one.name)


def ensure_managed_policy(name: str) -> Policy:
    """AWS's own policy of that name, as it ships; KeyError for an unknown one."""
    managed = MANAGED_BY_NAME[name]
    policy = Policy.objects.filter(arn=arns.policy(None, "/", name)).first()
    if policy is None or _facts(policy) != _wanted(managed):
        policy = _bring_to_its_versions(managed)
    return policy


def _wanted(managed: ManagedPolicy) -> dict[str, object]:
    """What the row of a policy says of it."""
    return {
        "policy_name": managed.name,
        "policy_id": managed.policy_id,
        "description": managed.description,
        "document": managed.default.document,
        "default_version": managed.default.number,
        "last_version": managed.default.number,
        "created_at": managed.created_at,
        "updated_at": managed.default.created_at,
    }


def _facts(policy: Policy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in _wanted(MANAGED[0])}


@transaction.atomic
def _bring_to_its_versions(managed: ManagedPolicy) -> Policy:
    policy, _ = Policy.objects.update_or_create(
        arn=arns.policy(None, "/", managed.name), defaults=_wanted(managed)
    )
    policy.versions.all().delete()
    PolicyVersion.objects.bulk_create(
        PolicyVersion(
            policy=policy, number=one.number, document=one.document, created_at=one.created_at
        )
        for one in managed.versions
    )
    return policy
