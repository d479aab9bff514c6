"""Users over the wire."""

from accounts.actions import GET_USER, TAG_USER
from accounts.models import User
from accounts.operations import tags as user_tags
from console.api import tags, targets
from console.api.calls import Answer, ApiCall
from console.guards import performs


@performs(GET_USER, on=targets.named_user)
def get_user(call: ApiCall) -> Answer:
    user = call.user
    own_tags = [tags.described(tag) for tag in user_tags.list_user_tags(user=user)]
    used = user.password_last_used
    return {"User": {**described(user), "PasswordLastUsed": used, "Tags": own_tags or None}}


@performs(TAG_USER, on=targets.user_with_tags)
def tag_user(call: ApiCall) -> Answer:
    user_tags.tag_user(user=call.user, tags=tags.sent(call["Tags"]))
    return None


def described(user: User) -> dict[str, object]:
    """A user as lists of users and assigned devices have it."""
    return {
        "Path": user.path,
        "UserName": user.user_name,
        "UserId": user.user_id,
        "Arn": user.arn,
        "CreateDate": user.created_at,
    }
