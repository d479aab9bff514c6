"""API operations that attach managed policies to users and groups."""

from accounts.actions import (
    ATTACH_GROUP_POLICY,
    ATTACH_USER_POLICY,
    DETACH_GROUP_POLICY,
    DETACH_USER_POLICY,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_ATTACHED_USER_POLICIES,
    LIST_ENTITIES_FOR_POLICY,
)
from accounts.models import Policy
from accounts.operations.policies import attachments, policies
from console import serializers
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_items, page_of_rows
from console.api.targets import policies as policy_targets
from console.api.targets.groups import named_group
from console.api.targets.users import named_user
from console.gate.decorators import performs


@performs(ATTACH_USER_POLICY, on=policy_targets.user_with_policy)
def attach_user_policy(call: ApiCall) -> Answer:
    attachments.attach_user_policy(user=call.user, policy=_attachable(call))
    return None


@performs(ATTACH_GROUP_POLICY, on=policy_targets.group_with_policy)
def attach_group_policy(call: ApiCall) -> Answer:
    attachments.attach_group_policy(group=call.group, policy=_attachable(call))
    return None


@performs(DETACH_USER_POLICY, on=policy_targets.user_with_policy)
def detach_user_policy(call: ApiCall) -> Answer:
    attachments.detach_user_policy(user=call.user, policy=_policy(call))
    return None


@performs(DETACH_GROUP_POLICY, on=policy_targets.group_with_policy)
def detach_group_policy(call: ApiCall) -> Answer:
    attachments.detach_group_policy(group=call.group, policy=_policy(call))
    return None


@performs(LIST_ATTACHED_USER_POLICIES, on=named_user)
def list_attached_user_policies(call: ApiCall) -> Answer:
    rows = attachments.list_attached_user_policies(
        user=call.user, path_prefix=call.get("PathPrefix", "/")
    )
    return page_of_rows(call, "AttachedPolicies", rows, serializers.attached_policy)


@performs(LIST_ATTACHED_GROUP_POLICIES, on=named_group)
def list_attached_group_policies(call: ApiCall) -> Answer:
    rows = attachments.list_attached_group_policies(
        group=call.group, path_prefix=call.get("PathPrefix", "/")
    )
    return page_of_rows(call, "AttachedPolicies", rows, serializers.attached_policy)


@performs(LIST_ENTITIES_FOR_POLICY, on=policy_targets.policy)
def list_entities_for_policy(call: ApiCall) -> Answer:
    """Users and groups in one list of pages, bounded users too; there are no roles."""
    found = attachments.list_entities_for_policy(
        account=call.account, policy=_attachable(call), path_prefix=call.get("PathPrefix", "/")
    )
    usage, kind = call.get("PolicyUsageFilter"), call.get("EntityFilter")
    items: set[tuple[str, str, str]] = set()
    if usage != "PermissionsBoundary" and kind in (None, "Group"):
        items |= {("group", row.group_name, row.group_id) for row in found.groups}
    if usage != "PermissionsBoundary" and kind in (None, "User"):
        items |= {("user", row.user_name, row.user_id) for row in found.users}
    if usage != "PermissionsPolicy" and kind in (None, "User"):
        items |= {("user", row.user_name, row.user_id) for row in found.bounded_users}
    page = page_of_items(call, "all", items, lambda item: item, key=lambda item: "/".join(item[:2]))
    listed = page.pop("all")
    return {
        "PolicyGroups": [
            {"GroupName": name, "GroupId": id_} for kind, name, id_ in listed if kind == "group"
        ],
        "PolicyUsers": [
            {"UserName": name, "UserId": id_} for kind, name, id_ in listed if kind == "user"
        ],
        "PolicyRoles": [],
        **page,
    }


def _attachable(call: ApiCall) -> Policy:
    return attachments.get_attachable_policy(account=call.account, policy_arn=call["PolicyArn"])


def _policy(call: ApiCall) -> Policy:
    return policies.get_policy(account=call.account, policy_arn=call["PolicyArn"])
