"""API operations on inline policies of users and groups."""

from accounts.actions import (
    DELETE_GROUP_POLICY,
    DELETE_USER_POLICY,
    GET_GROUP_POLICY,
    GET_USER_POLICY,
    LIST_GROUP_POLICIES,
    LIST_USER_POLICIES,
    PUT_GROUP_POLICY,
    PUT_USER_POLICY,
)
from accounts.models import GroupPolicy, UserPolicy
from accounts.operations.policies import inline_policies
from console.api.call import Answer, ApiCall
from console.api.documents import encoded
from console.api.paging import page_of_rows
from console.api.targets.groups import named_group
from console.api.targets.users import named_user, user_with_boundary
from console.gate.decorators import performs


@performs(PUT_USER_POLICY, on=user_with_boundary)
def put_user_policy(call: ApiCall) -> Answer:
    inline_policies.put_user_policy(
        user=call.user, policy_name=call["PolicyName"], document=call["PolicyDocument"]
    )
    return None


@performs(PUT_GROUP_POLICY, on=named_group)
def put_group_policy(call: ApiCall) -> Answer:
    inline_policies.put_group_policy(
        group=call.group, policy_name=call["PolicyName"], document=call["PolicyDocument"]
    )
    return None


@performs(GET_USER_POLICY, on=named_user)
def get_user_policy(call: ApiCall) -> Answer:
    """The policy's name is returned as it was sent, as on AWS."""
    user, name = call.user, call["PolicyName"]
    policy = inline_policies.get_user_policy(user=user, policy_name=name)
    document = encoded(policy.document)
    return {"UserName": user.user_name, "PolicyName": name, "PolicyDocument": document}


@performs(GET_GROUP_POLICY, on=named_group)
def get_group_policy(call: ApiCall) -> Answer:
    """The policy's name is returned as it was sent, as on AWS."""
    group, name = call.group, call["PolicyName"]
    policy = inline_policies.get_group_policy(group=group, policy_name=name)
    document = encoded(policy.document)
    return {"GroupName": group.group_name, "PolicyName": name, "PolicyDocument": document}


@performs(LIST_USER_POLICIES, on=named_user)
def list_user_policies(call: ApiCall) -> Answer:
    rows = inline_policies.list_user_policies(user=call.user)
    return page_of_rows(call, "PolicyNames", rows, _name, by="policy_name")


@performs(LIST_GROUP_POLICIES, on=named_group)
def list_group_policies(call: ApiCall) -> Answer:
    rows = inline_policies.list_group_policies(group=call.group)
    return page_of_rows(call, "PolicyNames", rows, _name, by="policy_name")


@performs(DELETE_USER_POLICY, on=user_with_boundary)
def delete_user_policy(call: ApiCall) -> Answer:
    inline_policies.delete_user_policy(user=call.user, policy_name=call["PolicyName"])
    return None


@performs(DELETE_GROUP_POLICY, on=named_group)
def delete_group_policy(call: ApiCall) -> Answer:
    inline_policies.delete_group_policy(group=call.group, policy_name=call["PolicyName"])
    return None


def _name(policy: UserPolicy | GroupPolicy) -> str:
    return policy.policy_name
