"""User groups and their members."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from accounts.errors import DeleteConflict, EntityAlreadyExists, LimitExceeded, no_such
from accounts.models import Account, Group, User
from accounts.operations.locks import lock_account, locked_group, locked_user
from accounts.operations.names import check_name, check_path, named, under

NAME_MAX = 128
PER_ACCOUNT = 300
PER_USER = 10


@transaction.atomic
def create_group(*, account: Account, group_name: str, now: datetime, path: str = "/") -> Group:
    """Make a group.

    EntityAlreadyExists when the account has a group of that name, whatever the case of its
    letters; LimitExceeded at 300 groups.
    """
    check_name("groupName", group_name, maximum=NAME_MAX)
    check_path(path)
    lock_account(account)
    _refuse_taken(account.groups.all(), group_name)
    if account.groups.count() >= PER_ACCOUNT:
        raise LimitExceeded(f"Cannot exceed quota for GroupsPerAccount: {PER_ACCOUNT}")
    return Group.objects.create(account=account, group_name=group_name, path=path, created_at=now)


def find_group(*, account: Account, group_name: str) -> Group | None:
    """The account's group of that name, whatever the case of its letters; None without one."""
    return named(account.groups.all(), "group_name", group_name).first()


def get_group(*, account: Account, group_name: str) -> Group:
    """The same, or NoSuchEntity."""
    group = find_group(account=account, group_name=group_name)
    if group is None:
        raise no_such("group", group_name)
    return group


def list_groups(
    *, account: Account, path_prefix: str = "/", containing: str = ""
) -> QuerySet[Group]:
    """The account's groups under a path, by name; those whose name contains a text, in any case."""
    rows = under(account.groups.order_by(Lower("group_name")), path_prefix)
    return rows.filter(group_name__icontains=containing) if containing else rows


@transaction.atomic
def update_group(
    *, group: Group, new_group_name: str | None = None, new_path: str | None = None
) -> None:
    """Rename or move a group, or both; its ARN changes at once. Names are refused as users' are."""
    lock_account(group.account)
    row = locked_group(group)
    if new_group_name is not None:
        check_name("newGroupName", new_group_name, maximum=NAME_MAX)
        if new_group_name != row.group_name:
            _refuse_taken(group.account.groups.all(), new_group_name)
        row.group_name = new_group_name
    if new_path is not None:
        check_path(new_path, "newPath")
        row.path = new_path
    row.save(update_fields=["group_name", "path"])
    group.group_name, group.path = row.group_name, row.path


@transaction.atomic
def delete_group(*, group: Group) -> None:
    """Delete a group that has no members and no policies; DeleteConflict names what is left."""
    row = locked_group(group)
    if row.users.exists():
        raise DeleteConflict("Cannot delete entity, must remove users from group first.")
    if row.policies.exists():
        raise DeleteConflict("Cannot delete entity, must detach all policies first.")
    if row.inline_policies.exists():
        raise DeleteConflict("Cannot delete entity, must delete policies first.")
    row.delete()


@transaction.atomic
def add_user_to_group(*, group: Group, user: User) -> None:
    """Put a user into a group of its account; LimitExceeded beyond ten groups.

    Adding a member again changes nothing.
    """
    locked_group(group)
    row = locked_user(user)
    if row.groups.filter(pk=group.pk).exists():
        return
    if row.groups.count() >= PER_USER:
        raise LimitExceeded(f"Cannot exceed quota for GroupsPerUser: {PER_USER}")
    row.groups.add(group)


@transaction.atomic
def remove_user_from_group(*, group: Group, user: User) -> None:
    """Take a user out of a group; taking out who is not in it changes nothing."""
    locked_group(group)
    group.users.remove(user)


def list_groups_for_user(*, user: User) -> QuerySet[Group]:
    """The groups that a user belongs to, by name."""
    return user.account.groups.filter(users=user).order_by(Lower("group_name"))


def count_groups_of_each(users: Iterable[User]) -> dict[int, int]:
    """How many groups each of these users is in, by the user's key; in one query."""
    members = User.groups.through._default_manager.filter(user__in=users).order_by()
    return dict(members.values_list("user").annotate(Count("pk")))


def count_users_of_each(groups: Iterable[Group]) -> dict[int, int]:
    """How many members each of these groups has, by the group's key; in one query."""
    members = User.groups.through._default_manager.filter(group__in=groups).order_by()
    return dict(members.values_list("group").annotate(Count("pk")))


def groups_with_policies(groups: Iterable[Group]) -> set[int]:
    """The keys of those groups that have a policy, attached or inline; in one query."""
    has_one = Q(policies__isnull=False) | Q(inline_policies__isnull=False)
    rows = Group.objects.filter(has_one, pk__in=[group.pk for group in groups])
    return set(rows.values_list("pk", flat=True))


def list_users_of_group(*, group: Group, containing: str = "") -> QuerySet[User]:
    """The members of a group, by name; those whose name contains a text, in any case."""
    rows = group.account.users.filter(groups=group).order_by(Lower("user_name"))
    return rows.filter(user_name__icontains=containing) if containing else rows


def _refuse_taken(groups: QuerySet[Group], group_name: str) -> None:
    if named(groups, "group_name", group_name).exists():
        raise EntityAlreadyExists(f"Group with name {group_name} already exists.")
