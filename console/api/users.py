"""Users and their tags over the wire."""

from accounts.actions import (
    CREATE_USER,
    DELETE_USER,
    GET_USER,
    LIST_USER_TAGS,
    LIST_USERS,
    TAG_USER,
    UNTAG_USER,
    UPDATE_USER,
)
from accounts.errors import InvalidInput
from accounts.models import User
from accounts.operations import tags as user_tags
from accounts.operations import users
from console.api import tags, targets
from console.api.calls import Answer, ApiCall
from console.api.paging import page_of_items, page_of_rows
from console.guards import performs
from console.targets.users import users_of_account

NO_BOUNDARIES = "Permissions boundaries are not supported."


@performs(CREATE_USER, on=targets.new_user)
def create_user(call: ApiCall) -> Answer:
    """A boundary that would not be enforced is refused."""
    if "PermissionsBoundary" in call:
        raise InvalidInput(NO_BOUNDARIES)
    user = users.create_user(
        account=call.account,
        user_name=call["UserName"],
        path=call.get("Path", "/"),
        tags=tags.sent(call.get("Tags")),
        now=call.now,
    )
    return {"User": _with_tags(user)}


@performs(GET_USER, on=targets.named_user)
def get_user(call: ApiCall) -> Answer:
    return {"User": _with_tags(call.user)}


@performs(LIST_USERS, on=users_of_account)
def list_users(call: ApiCall) -> Answer:
    rows = users.list_users(account=call.account, path_prefix=call.get("PathPrefix", "/"))
    return page_of_rows(call, "Users", rows, _listed, by="user_name")


@performs(UPDATE_USER, on=targets.renamed_user)
def update_user(call: ApiCall) -> Answer:
    users.update_user(
        user=call.user, new_user_name=call.get("NewUserName"), new_path=call.get("NewPath")
    )
    return None


@performs(DELETE_USER, on=targets.named_user)
def delete_user(call: ApiCall) -> Answer:
    users.delete_user(user=call.user)
    return None


@performs(TAG_USER, on=targets.user_with_tags)
def tag_user(call: ApiCall) -> Answer:
    user_tags.tag_user(user=call.user, tags=tags.sent(call["Tags"]))
    return None


@performs(UNTAG_USER, on=targets.user_with_tag_keys)
def untag_user(call: ApiCall) -> Answer:
    user_tags.untag_user(user=call.user, keys=call["TagKeys"])
    return None


@performs(LIST_USER_TAGS, on=targets.named_user)
def list_user_tags(call: ApiCall) -> Answer:
    items = user_tags.list_user_tags(user=call.user)
    return page_of_items(call, "Tags", items, tags.described, key=lambda tag: tag[0])


def described(user: User) -> dict[str, object]:
    """A user as groups and assigned devices have it."""
    return {
        "Path": user.path,
        "UserName": user.user_name,
        "UserId": user.user_id,
        "Arn": user.arn,
        "CreateDate": user.created_at,
    }


def _listed(user: User) -> dict[str, object]:
    return {**described(user), "PasswordLastUsed": user.password_last_used}


def _with_tags(user: User) -> dict[str, object]:
    own_tags = [tags.described(tag) for tag in user_tags.list_user_tags(user=user)]
    return {**_listed(user), "Tags": own_tags or None}
