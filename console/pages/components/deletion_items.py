"""What goes with a user, a group or a policy that is deleted: an item, with its call, for each."""

from functools import partial

from accounts.actions import REMOVE_USER_FROM_GROUP
from accounts.models import Group, Policy, User
from accounts.operations.groups import remove_user_from_group
from console.pages.components import identities
from console.pages.components.deletion import Item, item


def membership(group: Group, user: User, name: str) -> Item:
    """The membership of a user in a group. If the user is deleted, `name` is the group's; if the
    group is deleted, it is the user's."""
    return item(
        name,
        REMOVE_USER_FROM_GROUP,
        group,
        partial(remove_user_from_group, group=group, user=user),
        GroupName=group.group_name,
        UserName=user.user_name,
    )


def attachment(row: User | Group, policy: Policy, name: str) -> Item:
    """The attachment of a policy to a user or a group; `name` as for `membership`."""
    kind = identities.of(row)
    return item(
        name,
        kind.detach,
        (row, policy),
        partial(kind.detach_policy, policy=policy, **kind.kwargs(row)),
        **kind.names(row),
        PolicyArn=policy.arn,
    )


def attached_policies(row: User | Group) -> list[Item]:
    """The managed policies of a user or a group."""
    kind = identities.of(row)
    policies = kind.attached_policies(**kind.kwargs(row))
    return [attachment(row, policy, policy.policy_name) for policy in policies]


def embedded_policies(row: User | Group) -> list[Item]:
    """The inline policies of a user or a group."""
    kind = identities.of(row)
    names = kind.embedded_policies(**kind.kwargs(row)).values_list("policy_name", flat=True)
    delete = partial(kind.delete_policy, **kind.kwargs(row))
    return [
        item(
            name,
            kind.delete,
            row,
            partial(delete, policy_name=name),
            **kind.names(row),
            PolicyName=name,
        )
        for name in names
    ]
