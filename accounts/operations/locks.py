"""Rows locked until the transaction ends, so that quotas hold under parallel requests.

All code takes locks in the same order: account, group, user, policy. SQLite has one writer at a
time and needs none of them.
"""

from django.db.models import QuerySet

from accounts.database.prepared import NUMBER, Prepared
from accounts.errors import no_such, no_such_policy
from accounts.models import Account, Group, Policy, User

_lock_by_user_id: Prepared[tuple[int]] = Prepared(
    lambda user_id: User.objects.select_for_update().filter(pk=user_id).values_list("pk"), NUMBER
)


def lock_account(account: Account) -> None:
    """Hold the account still: its users, groups, policies and alias are counted and named in turn.

    Rows that only refer to the account, such as events, can still be written meanwhile.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)


def lock_user(user: User) -> None:
    """Hold the user's row; NoSuchEntity when it was deleted meanwhile."""
    if not _lock_by_user_id(user.pk):
        raise no_such("user", user.user_name)


def locked_user(user: User) -> User:
    """The user's row as it is now; NoSuchEntity when it was deleted meanwhile."""
    row = User.objects.select_for_update().filter(pk=user.pk).first()
    if row is None:
        raise no_such("user", user.user_name)
    return row


def locked_group(group: Group) -> Group:
    """The group's row as it is now; NoSuchEntity when it was deleted meanwhile."""
    row = Group.objects.select_for_update().filter(pk=group.pk).first()
    if row is None:
        raise no_such("group", group.group_name)
    return row


def lock_entities(*, groups: QuerySet[Group], users: QuerySet[User]) -> None:
    """Hold all these groups, then all these users, for a change that reaches several of each."""
    list(groups.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    list(users.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def locked_policy(policy: Policy) -> Policy:
    """The policy's row as it is now; NoSuchEntity when it was deleted meanwhile."""
    row = Policy.objects.select_for_update().filter(pk=policy.pk).first()
    if row is None:
        raise no_such_policy(policy.arn)
    return row
