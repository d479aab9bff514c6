"""API operations on users and their tags."""

from accounts.actions import (
    CREATE_USER,
    DELETE_USER,
    DELETE_USER_PERMISSIONS_BOUNDARY,
    GET_USER,
    LIST_USER_TAGS,
    LIST_USERS,
    PUT_USER_PERMISSIONS_BOUNDARY,
    TAG_USER,
    UNTAG_USER,
    UPDATE_USER,
)
from accounts.models import Policy
from accounts.operations import tags as user_tags
from accounts.operations import users
from accounts.operations.policies import permissions_boundaries
from console import serializers
from console.api import tags
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_rows
from console.api.targets.users import (
    named_user,
    new_user,
    renamed_user,
    user_with_boundary,
    user_with_new_boundary,
    user_with_tag_keys,
    user_with_tags,
)
from console.gate.decorators import performs
from console.targets.users import users_of_account


@performs(CREATE_USER, on=new_user)
def create_user(call: ApiCall) -> Answer:
    """The boundary is looked up first, as on AWS: without it there is no user."""
    sent = "PermissionsBoundary" in call
    user = users.create_user(
        account=call.account,
        user_name=call["UserName"],
        path=call.get("Path", "/"),
        permissions_boundary=_boundary(call) if sent else None,
        tags=tags.sent(call.get("Tags")),
        now=call.now,
    )
    return {"User": serializers.whole_user(user)}


@performs(GET_USER, on=named_user)
def get_user(call: ApiCall) -> Answer:
    return {"User": serializers.whole_user(call.user)}


@performs(LIST_USERS, on=users_of_account)
def list_users(call: ApiCall) -> Answer:
    rows = users.list_users(account=call.account, path_prefix=call.get("PathPrefix", "/"))
    return page_of_rows(call, "Users", rows, serializers.listed_user, by="user_name")


@performs(UPDATE_USER, on=renamed_user)
def update_user(call: ApiCall) -> Answer:
    users.update_user(
        user=call.user, new_user_name=call.get("NewUserName"), new_path=call.get("NewPath")
    )
    return None


@performs(DELETE_USER, on=named_user)
def delete_user(call: ApiCall) -> Answer:
    users.delete_user(user=call.user)
    return None


@performs(PUT_USER_PERMISSIONS_BOUNDARY, on=user_with_new_boundary)
def put_user_permissions_boundary(call: ApiCall) -> Answer:
    user = call.user
    permissions_boundaries.put_user_permissions_boundary(user=user, policy=_boundary(call))
    return None


@performs(DELETE_USER_PERMISSIONS_BOUNDARY, on=user_with_boundary)
def delete_user_permissions_boundary(call: ApiCall) -> Answer:
    permissions_boundaries.delete_user_permissions_boundary(user=call.user)
    return None


@performs(TAG_USER, on=user_with_tags)
def tag_user(call: ApiCall) -> Answer:
    user_tags.tag_user(user=call.user, tags=tags.sent(call["Tags"]))
    return None


@performs(UNTAG_USER, on=user_with_tag_keys)
def untag_user(call: ApiCall) -> Answer:
    user_tags.untag_user(user=call.user, keys=call["TagKeys"])
    return None


@performs(LIST_USER_TAGS, on=named_user)
def list_user_tags(call: ApiCall) -> Answer:
    items = user_tags.list_user_tags(user=call.user)
    return tags.page_of_tags(call, items)


def _boundary(call: ApiCall) -> Policy:
    return permissions_boundaries.get_boundary_policy(
        account=call.account, policy_arn=call["PermissionsBoundary"]
    )
