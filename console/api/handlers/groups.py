"""API operations on groups and their members."""

from accounts.actions import (
    ADD_USER_TO_GROUP,
    CREATE_GROUP,
    DELETE_GROUP,
    GET_GROUP,
    LIST_GROUPS,
    LIST_GROUPS_FOR_USER,
    REMOVE_USER_FROM_GROUP,
    UPDATE_GROUP,
)
from accounts.operations import groups, users
from console import serializers
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_rows
from console.api.targets.groups import named_group, new_group, renamed_group
from console.api.targets.users import named_user
from console.gate.decorators import performs
from console.targets.groups import groups_of_account


@performs(CREATE_GROUP, on=new_group)
def create_group(call: ApiCall) -> Answer:
    group = groups.create_group(
        account=call.account,
        group_name=call["GroupName"],
        path=call.get("Path", "/"),
        now=call.now,
    )
    return {"Group": serializers.group(group)}


@performs(GET_GROUP, on=named_group)
def get_group(call: ApiCall) -> Answer:
    group = call.group
    members = groups.list_users_of_group(group=group)
    page = page_of_rows(call, "Users", members, serializers.user, by="user_name")
    return {"Group": serializers.group(group), **page}


@performs(LIST_GROUPS, on=groups_of_account)
def list_groups(call: ApiCall) -> Answer:
    rows = groups.list_groups(account=call.account, path_prefix=call.get("PathPrefix", "/"))
    return page_of_rows(call, "Groups", rows, serializers.group, by="group_name")


@performs(UPDATE_GROUP, on=renamed_group)
def update_group(call: ApiCall) -> Answer:
    groups.update_group(
        group=call.group, new_group_name=call.get("NewGroupName"), new_path=call.get("NewPath")
    )
    return None


@performs(DELETE_GROUP, on=named_group)
def delete_group(call: ApiCall) -> Answer:
    groups.delete_group(group=call.group)
    return None


@performs(ADD_USER_TO_GROUP, on=named_group)
def add_user_to_group(call: ApiCall) -> Answer:
    """A missing group is named before a missing user."""
    group = call.group
    user = users.get_user(account=call.account, user_name=call["UserName"])
    groups.add_user_to_group(group=group, user=user)
    return None


@performs(REMOVE_USER_FROM_GROUP, on=named_group)
def remove_user_from_group(call: ApiCall) -> Answer:
    """A missing user is named before a missing group."""
    user = users.get_user(account=call.account, user_name=call["UserName"])
    groups.remove_user_from_group(group=call.group, user=user)
    return None


@performs(LIST_GROUPS_FOR_USER, on=named_user)
def list_groups_for_user(call: ApiCall) -> Answer:
    rows = groups.list_groups_for_user(user=call.user)
    return page_of_rows(call, "Groups", rows, serializers.group, by="group_name")
