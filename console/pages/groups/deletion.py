"""Delete a group: remove its members, detach its policies, then delete it."""

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
from accounts.operations import groups
from accounts.operations.locks import lock_entities
from console.gate.decorators import offers, offers_each, performs
from console.gate.requests import ConsoleRequest
from console.gate.series import Step
from console.pages.components.deletion import Deletion, Holding, Item, delete_named
from console.pages.components.deletion_items import (
    attached_policies,
    embedded_policies,
    membership,
)
from console.pages.components.forms import require_safe_or_post
from console.targets.groups import named_group, of_group
from console.targets.policies import of_group_and_policy

LISTINGS = (GET_GROUP, LIST_ATTACHED_GROUP_POLICIES, LIST_GROUP_POLICIES)


def _members(group: Group) -> list[Item]:
    users = groups.list_users_of_group(group=group)
    return [membership(group, user, user.user_name) for user in users]


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
                "Attachments of policies",
                LIST_ATTACHED_GROUP_POLICIES,
                partial(attached_policies, group),
            ),
            Holding("Inline policies", LIST_GROUP_POLICIES, partial(embedded_policies, group)),
        ],
        last=Step(DELETE_GROUP, group, name, partial(groups.delete_group, group=group)),
        lock=partial(_lock, group),
        judge=request.gate.judgements.__getitem__,
    )
    return delete_named(request, deletion)
