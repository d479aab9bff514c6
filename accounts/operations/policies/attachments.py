"""Managed policies of users and groups: attach, detach, list; and the entities of a policy."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.errors import LimitExceeded, NoSuchEntity, no_such_policy
from accounts.models import Account, Group, Policy, User
from accounts.operations.locks import locked_group, locked_policy, locked_user
from accounts.operations.names import under
from accounts.operations.policies.policies import get_policy

PER_USER = 10
PER_GROUP = 10


@dataclass(frozen=True, slots=True)
class Entities:
    """The entities of a policy: users and groups that it is attached to, users that it bounds, by
    name.
    """

    users: QuerySet[User]
    groups: QuerySet[Group]
    bounded_users: QuerySet[User]


def get_attachable_policy(*, account: Account, policy_arn: str) -> Policy:
    """A policy to be attached, in the words that attaching has for a missing one."""
    try:
        return get_policy(account=account, policy_arn=policy_arn)
    except NoSuchEntity as error:
        raise NoSuchEntity(f"Policy {policy_arn} does not exist or is not attachable.") from error


@transaction.atomic
def attach_user_policy(*, user: User, policy: Policy) -> None:
    """Attach a managed policy to a user; LimitExceeded beyond ten.

    Attaching again changes nothing.
    """
    _attach(locked_user(user), policy, quota="PoliciesPerUser", maximum=PER_USER)


@transaction.atomic
def attach_group_policy(*, group: Group, policy: Policy) -> None:
    """Attach a managed policy to a group; LimitExceeded beyond ten.

    Attaching again changes nothing.
    """
    _attach(locked_group(group), policy, quota="PoliciesPerGroup", maximum=PER_GROUP)


@transaction.atomic
def detach_user_policy(*, user: User, policy: Policy) -> None:
    """Take a managed policy from a user; NoSuchEntity when it is not attached."""
    _detach(locked_user(user), policy)


@transaction.atomic
def detach_group_policy(*, group: Group, policy: Policy) -> None:
    """Take a managed policy from a group; NoSuchEntity when it is not attached."""
    _detach(locked_group(group), policy)


def list_attached_user_policies(*, user: User, path_prefix: str = "/") -> QuerySet[Policy]:
    """The managed policies attached to a user itself, by name."""
    return under(user.policies.order_by(Lower("policy_name"), "pk"), path_prefix)


def list_attached_group_policies(*, group: Group, path_prefix: str = "/") -> QuerySet[Policy]:
    """The managed policies attached to a group, by name."""
    return under(group.policies.order_by(Lower("policy_name"), "pk"), path_prefix)


def list_entities_for_policy(
    *, account: Account, policy: Policy, path_prefix: str = "/"
) -> Entities:
    """The users and groups of this account, under a path, that a policy is attached to or
    bounds.
    """
    users = account.users.filter(policies=policy).order_by(Lower("user_name"))
    users = users.select_related("permissions_boundary")
    groups = account.groups.filter(policies=policy).order_by(Lower("group_name"))
    bounded = account.users.filter(permissions_boundary=policy).order_by(Lower("user_name"))
    return Entities(
        users=under(users, path_prefix),
        groups=under(groups, path_prefix),
        bounded_users=under(bounded, path_prefix),
    )


def _attach(holder: User | Group, policy: Policy, *, quota: str, maximum: int) -> None:
    locked_policy(policy)
    if holder.policies.filter(pk=policy.pk).exists():
        return
    if holder.policies.count() >= maximum:
        raise LimitExceeded(f"Cannot exceed quota for {quota}: {maximum}")
    holder.policies.add(policy)


def _detach(holder: User | Group, policy: Policy) -> None:
    if not holder.policies.filter(pk=policy.pk).exists():
        raise no_such_policy(policy.arn)
    holder.policies.remove(policy)
