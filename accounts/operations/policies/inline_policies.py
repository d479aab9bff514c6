"""Policies embedded in one user or one group: put, get, list, delete.

Names are found whatever the case of their letters. Putting under a name that is there replaces the
document and keeps the name as it was first spelled.
"""

from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.errors import EntityAlreadyExists, LimitExceeded, no_such
from accounts.models import Group, GroupPolicy, User, UserPolicy
from accounts.operations.locks import locked_group, locked_user
from accounts.operations.names import check_name, named
from accounts.operations.policies.documents import check_document, size

NAME_MAX = 128
USER_SIZE = 2048
GROUP_SIZE = 5120

Row = TypeVar("Row", UserPolicy, GroupPolicy)


@transaction.atomic
def put_user_policy(*, user: User, policy_name: str, document: str, new: bool = False) -> None:
    """Embed a policy in a user, or replace the one of that name.

    EntityAlreadyExists, in our words, where it is to be `new` and is not.
    MalformedPolicyDocument in AWS's words; LimitExceeded when the user's inline policies would
    have more than 2048 characters in all, white space not counted.
    """
    check_name("policyName", policy_name, maximum=NAME_MAX)
    check_document(document, inline=True)
    locked_user(user)
    own = UserPolicy.objects.filter(user=user)
    present = named(own, "policy_name", policy_name).first() or UserPolicy(
        user=user, policy_name=policy_name
    )
    _must_be_new(present, new)
    _put(own, present, document, limit=USER_SIZE, whom=f"user {user.user_name}")


@transaction.atomic
def put_group_policy(*, group: Group, policy_name: str, document: str, new: bool = False) -> None:
    """Embed a policy in a group, or replace the one of that name; at most 5120 characters in all.

    Errors as for a user.
    """
    check_name("policyName", policy_name, maximum=NAME_MAX)
    check_document(document, inline=True)
    locked_group(group)
    own = GroupPolicy.objects.filter(group=group)
    present = named(own, "policy_name", policy_name).first() or GroupPolicy(
        group=group, policy_name=policy_name
    )
    _must_be_new(present, new)
    _put(own, present, document, limit=GROUP_SIZE, whom=f"group {group.group_name}")


def get_user_policy(*, user: User, policy_name: str) -> UserPolicy:
    """The user's inline policy of that name."""
    found = named(UserPolicy.objects.filter(user=user), "policy_name", policy_name).first()
    if found is None:
        raise no_such("user policy", policy_name)
    return found


def get_group_policy(*, group: Group, policy_name: str) -> GroupPolicy:
    """The group's inline policy of that name."""
    found = named(GroupPolicy.objects.filter(group=group), "policy_name", policy_name).first()
    if found is None:
        raise no_such("group policy", policy_name)
    return found


def list_user_policies(*, user: User) -> QuerySet[UserPolicy]:
    """A user's inline policies, by name."""
    return UserPolicy.objects.filter(user=user).order_by(Lower("policy_name"))


def list_group_policies(*, group: Group) -> QuerySet[GroupPolicy]:
    """A group's inline policies, by name."""
    return GroupPolicy.objects.filter(group=group).order_by(Lower("policy_name"))


@transaction.atomic
def delete_user_policy(*, user: User, policy_name: str) -> None:
    """Delete a user's inline policy; its grants and denials end at once."""
    locked_user(user)
    get_user_policy(user=user, policy_name=policy_name).delete()


@transaction.atomic
def delete_group_policy(*, group: Group, policy_name: str) -> None:
    """Delete a group's inline policy; its grants and denials end at once."""
    locked_group(group)
    get_group_policy(group=group, policy_name=policy_name).delete()


def _must_be_new(present: UserPolicy | GroupPolicy, new: bool) -> None:
    if new and present.pk:
        raise EntityAlreadyExists(f"There is an inline policy {present.policy_name} already.")


def _put(own: QuerySet[Row], present: Row, document: str, *, limit: int, whom: str) -> None:
    """Keep the document, new or in place of what was there, if all stay within the limit."""
    others = own.exclude(pk=present.pk).values_list("document", flat=True)
    if size(document) + sum(map(size, others)) > limit:
        raise LimitExceeded(f"Maximum policy size of {limit} bytes exceeded for {whom}")
    present.document = document
    present.save()
