"""Delete a group: its members leave it, its policies are taken away, then it is deleted itself."""

from functools import partial

from django.http import HttpResponse

from accounts.actions import (
    DELETE_GROUP,
    DELETE_GROUP_POLICY,
    DETACH_GROUP_POLICY,
    GET_GROUP,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_GROUP_POLICIES,
    REMOVE_USER_FROM_GROUP,
)
from accounts.models import Group, User
from accounts.operations import attachments, groups, inline_policies
from accounts.operations.locks import lock_entities
from console.gate.decorators import offers, offers_each, performs
from console.gate.requests import ConsoleRequest
from console.gate.series import Step
from console.pages.components.deletion import Deletion, Holding, Item, delete_named, item
from console.pages.components.forms import require_safe_or_post
from console.targets.groups import named_group, of_group
from console.targets.policies import of_group_and_policy

LISTINGS = (GET_GROUP, LIST_ATTACHED_GROUP_POLICIES, LIST_GROUP_POLICIES)


def _members(group: Group) -> list[Item]:
    return [
        item(
            user.user_name,
            REMOVE_USER_FROM_GROUP,
            group,
            partial(groups.remove_user_from_group, group=group, user=user),
            GroupName=group.group_name,
            UserName=user.user_name,
        )
        for user in groups.list_users_of_group(group=group)
    ]


def _attached(group: Group) -> list[Item]:
    return [
        item(
            policy.policy_name,
            DETACH_GROUP_POLICY,
            (group, policy),
            partial(attachments.detach_group_policy, group=group, policy=policy),
            GroupName=group.group_name,
            PolicyArn=policy.arn,
        )
        for policy in attachments.list_attached_group_policies(group=group)
    ]


def _inline(group: Group) -> list[Item]:
    rows = inline_policies.list_group_policies(group=group)
    return [
        item(
            name,
            DELETE_GROUP_POLICY,
            group,
            partial(inline_policies.delete_group_policy, group=group, policy_name=name),
            GroupName=group.group_name,
            PolicyName=name,
        )
        for name in rows.values_list("policy_name", flat=True)
    ]


def _lock(group: Group) -> None:
    lock_entities(groups=Group.objects.filter(pk=group.pk), users=User.objects.none())


@offers_each(DETACH_GROUP_POLICY, on=of_group_and_policy)
@offers_each(REMOVE_USER_FROM_GROUP, DELETE_GROUP_POLICY, DELETE_GROUP, on=of_group)
@offers(*LISTINGS, on=named_group)
@performs(DELETE_GROUP, on=named_group)
@require_safe_or_post
def delete(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Delete a group, with its memberships and policies, in one step or not at all."""
    group: Group = request.gate.row(DELETE_GROUP)
    name = {"GroupName": group.group_name}
    deletion = Deletion(
        noun="group",
        plural="groups",
        title="User group",
        holder=group,
        name=group.group_name,
        holdings=[
            Holding("Memberships", GET_GROUP, partial(_members, group)),
            Holding(
                "Attachments of policies", LIST_ATTACHED_GROUP_POLICIES, partial(_attached, group)
            ),
            Holding("Inline policies", LIST_GROUP_POLICIES, partial(_inline, group)),
        ],
        last=Step(DELETE_GROUP, group, name, partial(groups.delete_group, group=group)),
        lock=partial(_lock, group),
        may_see=request.gate.allows,
    )
    return delete_named(request, deletion)
