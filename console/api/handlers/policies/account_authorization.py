"""GetAccountAuthorizationDetails through the API: everything that decides, in one list of pages."""

from typing import Any

from accounts.actions import GET_ACCOUNT_AUTHORIZATION_DETAILS
from accounts.models import Group, GroupPolicy, Policy, User, UserPolicy
from accounts.operations import authorization_details
from console import serializers
from console import targets as own
from console.api.call import Answer, ApiCall
from console.api.documents import encoded
from console.api.paging import DEFAULT_ITEMS, place_after, with_marker
from console.gate.decorators import performs


@performs(GET_ACCOUNT_AUTHORIZATION_DETAILS, on=own.account)
def get_account_authorization_details(call: ApiCall) -> Answer:
    """Users, groups and policies follow one another in the pages; there are no roles."""
    found = authorization_details.get_account_authorization_details(
        account=call.account,
        kinds=call.get("Filter") or authorization_details.KINDS,
        after=place_after(call),
        size=call.get("MaxItems", DEFAULT_ITEMS),
    )
    page = {
        "UserDetailList": [_user(row) for row in found.users],
        "GroupDetailList": [_group(row) for row in found.groups],
        "RoleDetailList": [],
        "Policies": [_policy(row) for row in found.policies],
    }
    return with_marker(call, page, found.last)


def _user(row: User) -> dict[str, Any]:
    """A user. It has a list of inline policies only if there are some, always a list of groups."""
    return {
        **serializers.user(row),
        "UserPolicyList": [_inline(policy) for policy in row.inline_policies.all()] or None,
        "GroupList": [group.group_name for group in row.groups.all()],
        "AttachedManagedPolicies": [
            serializers.attached_policy(each) for each in row.policies.all()
        ],
        "PermissionsBoundary": serializers.permissions_boundary(row),
        "Tags": serializers.tags(row.tags),
    }


def _group(row: Group) -> dict[str, Any]:
    return {
        **serializers.group(row),
        "GroupPolicyList": [_inline(policy) for policy in row.inline_policies.all()],
        "AttachedManagedPolicies": [
            serializers.attached_policy(each) for each in row.policies.all()
        ],
    }


def _policy(row: Policy) -> dict[str, Any]:
    """A managed policy without its description and its tags, as in ListPolicies."""
    versions = [
        {"Document": encoded(version.document), **serializers.policy_version(version)}
        for version in row.versions.all()
    ]
    return {**serializers.policy(row), "PolicyVersionList": versions}


def _inline(policy: UserPolicy | GroupPolicy) -> dict[str, str]:
    return {"PolicyName": policy.policy_name, "PolicyDocument": encoded(policy.document)}
