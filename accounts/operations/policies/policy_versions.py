"""The versions of a managed policy: at most five are kept, and numbers are never used again."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import DeleteConflict, LimitExceeded, NoSuchEntity
from accounts.models import Policy, PolicyVersion
from accounts.operations.locks import locked_policy
from accounts.operations.policies.documents import check_document
from accounts.operations.policies.policies import check_size

PER_POLICY = 5
VERSION_ID = re.compile(r"v([1-9][0-9]{0,8})")


@transaction.atomic
def create_policy_version(
    *, policy: Policy, document: str, now: datetime, set_as_default: bool = False
) -> PolicyVersion:
    """Add a version to a policy; with `set_as_default` it becomes the default version at once.

    LimitExceeded when five are kept.
    """
    check_document(document)
    check_size(document)
    row = locked_policy(policy)
    if row.versions.count() >= PER_POLICY:
        raise LimitExceeded(
            f"A managed policy can have up to {PER_POLICY} versions. Before you create a new "
            "version, you must delete an existing version."
        )
    row.last_version += 1
    version = PolicyVersion.objects.create(
        policy=row, number=row.last_version, document=document, created_at=now
    )
    _update(policy, row, default=version if set_as_default else None, now=now)
    return version


def get_policy_version(*, policy: Policy, version_id: str) -> PolicyVersion:
    """A version by its id, "v1" and so on."""
    named = VERSION_ID.fullmatch(version_id)
    version = policy.versions.filter(number=int(named[1])).first() if named else None
    if version is None:
        raise no_such_version(policy.arn, version_id)
    return version


def no_such_version(policy_arn: str, version_id: str) -> NoSuchEntity:
    """What AWS says of a version that is not there, and of one of a policy that is not."""
    return NoSuchEntity(
        f"Policy {policy_arn} version {version_id} does not exist or is not attachable."
    )


def list_policy_versions(*, policy: Policy) -> QuerySet[PolicyVersion]:
    """A policy's versions, newest first."""
    return policy.versions.order_by("-number")


@transaction.atomic
def set_default_policy_version(*, policy: Policy, version_id: str, now: datetime) -> None:
    """Make a version the default one, for everyone who has the policy, at once."""
    row = locked_policy(policy)
    _update(policy, row, default=get_policy_version(policy=row, version_id=version_id), now=now)


@transaction.atomic
def delete_policy_version(*, policy: Policy, version_id: str) -> None:
    """Delete a version that is not the default one; its number is not given out again."""
    row = locked_policy(policy)
    version = get_policy_version(policy=row, version_id=version_id)
    if version.is_default:
        raise DeleteConflict("Cannot delete the default version of a policy.")
    version.delete()


def _update(policy: Policy, row: Policy, *, default: PolicyVersion | None, now: datetime) -> None:
    """Save the row, and let the caller's object say the same."""
    if default is not None:
        row.default_version, row.document = default.number, default.document
    row.updated_at = now
    fields = ("default_version", "document", "last_version", "updated_at")
    row.save(update_fields=fields)
    for field in fields:
        setattr(policy, field, getattr(row, field))
