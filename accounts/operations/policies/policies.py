"""Managed policies: create, look up, list, delete.

Their versions are in policy_versions.py, their attachments in attachments.py, AWS's own in
managed_policies.py.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, IntegerField, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from accounts.constraints import at_most, pattern_constraint, raise_breaches
from accounts.errors import (
    DeleteConflict,
    EntityAlreadyExists,
    LimitExceeded,
    no_such_policy,
)
from accounts.models import Account, Policy, PolicyVersion, User
from accounts.operations.locks import lock_account, locked_policy
from accounts.operations.names import check_name, check_path, named, under
from accounts.operations.policies.documents import check_document, size
from accounts.operations.policies.policy_arns import refusal_of_arn, refuse_outside
from accounts.operations.policies.policy_tags import new_policy_tags
from accounts.operations.tags import Tag
from accounts.values import arns
from accounts.values.texts import PATTERN as WRITABLE
from accounts.values.texts import is_writable

NAME_MAX = 128
DESCRIPTION_MAX = 1000
SIZE_MAX = 6144
PER_ACCOUNT = 1500
PATH_PATTERN = r"((/[A-Za-z0-9\.,\+@=_-]+)*)/"


@transaction.atomic
def create_policy(
    *,
    account: Account,
    policy_name: str,
    document: str,
    now: datetime,
    path: str = "/",
    description: str | None = None,
    tags: Sequence[Tag] = (),
) -> Policy:
    """Make a managed policy of the account; its document becomes version 1 and the default.

    EntityAlreadyExists for a name that the account has under any path, LimitExceeded for more
    than 6144 characters (white space not counted) or 1500 policies.
    """
    check_name("policyName", policy_name, maximum=NAME_MAX)
    check_path(path, pattern=PATH_PATTERN)
    _check_description(description or "")
    policy = Policy(
        account=account,
        policy_name=policy_name,
        path=path,
        arn=arns.policy(account.account_id, path, policy_name),
        document=document,
        description=description,
        tags=new_policy_tags(tags),
        created_at=now,
        updated_at=now,
    )
    check_document(document)
    check_size(document)
    lock_account(account)
    if named(account.policies.all(), "policy_name", policy_name).exists():
        raise EntityAlreadyExists(
            f"A policy called {policy_name} already exists. Duplicate names are not allowed."
        )
    if account.policies.count() >= PER_ACCOUNT:
        raise LimitExceeded(f"Cannot exceed quota for PoliciesPerAccount: {PER_ACCOUNT}")
    _save_with_first_version(policy)
    return policy


def get_policy(*, account: Account, policy_arn: str) -> Policy:
    """A policy that the account can use, its own or AWS's, with its attachments counted.

    ValidationError or InvalidInput for what can be no policy's ARN. Another account's policy reads
    like a missing one.
    """
    refusal = refusal_of_arn(policy_arn)
    if refusal is not None:
        raise refusal
    policy = counted(usable(account), account).filter(arn=policy_arn).first()
    if policy is None:
        raise no_such_policy(policy_arn)
    return policy


def get_own_policy(*, account: Account, policy_arn: str, change: str) -> Policy:
    """A policy of the account, to be changed: AccessDenied for any of AWS's own.

    `change` is one of those in policy_arns.py.
    """
    refuse_outside(policy_arn, change)
    return get_policy(account=account, policy_arn=policy_arn)


def list_policies(
    *,
    account: Account,
    scope: str = "All",
    only_attached: bool = False,
    usage: str = "",
    path_prefix: str = "/",
) -> QuerySet[Policy]:
    """Policies that the account can use, by name, with their attachments counted.

    `scope` is All, AWS or Local; `usage` is PermissionsPolicy, PermissionsBoundary or either, and
    is asked only of attached ones.
    """
    rows = counted(policies_by_name(account=account, scope=scope), account)
    if only_attached:
        attached, bounding = Q(attachment_count__gt=0), Q(boundary_count__gt=0)
        rows = rows.filter(
            {"PermissionsPolicy": attached, "PermissionsBoundary": bounding}.get(
                usage, attached | bounding
            )
        )
    return under(rows, path_prefix)


def policies_by_name(*, account: Account, scope: str = "All") -> QuerySet[Policy]:
    """The same policies, uncounted: to count is most of the work, and is needed for those shown."""
    rows = usable(account).order_by(Lower("policy_name"), "pk")
    return rows if scope == "All" else rows.filter(account__isnull=scope == "AWS")


def count_uses(policies: Sequence[Policy], account: Account) -> list[Policy]:
    """These policies, each with its counts as of `counted`: one query."""
    found = counted(Policy.objects.filter(pk__in=[policy.pk for policy in policies]), account)
    rows = {policy.pk: policy for policy in found}
    return [rows[policy.pk] for policy in policies if policy.pk in rows]


@transaction.atomic
def delete_policy(*, policy: Policy) -> None:
    """Delete a policy that is not in use and has only its default version."""
    row = locked_policy(policy)
    if row.users.exists() or row.groups.exists() or row.bounded_users.exists():
        raise DeleteConflict("Cannot delete a policy attached to entities.")
    if row.versions.count() > 1:
        raise DeleteConflict(
            "This policy has more than one version. Before you delete a policy, you must delete "
            "the policy's versions. The default version is deleted with the policy."
        )
    row.delete()


def usable(account: Account) -> QuerySet[Policy]:
    """The account's own policies and AWS's."""
    return Policy.objects.filter(Q(account=account) | Q(account=None))


def counted(policies: QuerySet[Policy], account: Account) -> QuerySet[Policy]:
    """With `attachment_count`, the account's users and groups that each is attached to, and
    `boundary_count`, the users whose permissions boundary it is.
    """
    users = _attachments(Policy.users.through, Q(user__account=account))
    groups = _attachments(Policy.groups.through, Q(group__account=account))
    bounded = User.objects.filter(account=account, permissions_boundary=OuterRef("pk"))
    return policies.alias(in_users=users, in_groups=groups).annotate(  # type: ignore[no-redef]
        attachment_count=F("in_users") + F("in_groups"),
        boundary_count=_number(bounded, "permissions_boundary"),
    )


def check_size(document: str) -> None:
    """LimitExceeded for a document of more than 6144 characters, white space not counted."""
    if size(document) > SIZE_MAX:
        raise LimitExceeded(f"Cannot exceed quota for PolicySize: {SIZE_MAX}")


def _check_description(text: str) -> None:
    """ValidationError for a text that is too long, or that no answer could carry."""
    breaches = [] if len(text) <= DESCRIPTION_MAX else [("description", at_most(DESCRIPTION_MAX))]
    if not is_writable(text):
        breaches.append(("description", pattern_constraint(WRITABLE)))
    raise_breaches(breaches)


def _attachments(through: type[Model], ours: Q) -> Coalesce:
    return _number(through._default_manager.filter(ours, policy=OuterRef("pk")), "policy")


def _number(rows: QuerySet[Any], of: str) -> Coalesce:
    counts = rows.order_by().values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


@transaction.atomic
def _save_with_first_version(policy: Policy) -> None:
    policy.attachment_count = policy.boundary_count = 0
    policy.save()
    PolicyVersion.objects.create(
        policy=policy, number=1, document=policy.document, created_at=policy.created_at
    )
