"""Users over the wire."""

from accounts.actions import GET_USER, TAG_USER
from accounts.errors import InvalidInput
from accounts.models import User
from accounts.operations.tags import tag_user as add_tags
from console.api import targets
from console.api.calls import Answer, ApiCall
from console.guards import performs


@performs(GET_USER, on=targets.named_user)
def get_user(call: ApiCall) -> Answer:
    user = call.user
    tags = [{"Key": key, "Value": value} for key, value in sorted(user.tags.items())]
    used = user.password_last_used
    return {"User": {**described(user), "PasswordLastUsed": used, "Tags": tags or None}}


@performs(TAG_USER, on=targets.user_with_tags)
def tag_user(call: ApiCall) -> Answer:
    user, tags = call.user, call["Tags"]
    if not tags:
        raise InvalidInput("The provided tag map must not be null/empty.")
    keys = [tag["Key"].lower() for tag in tags]
    if any(key.startswith("aws:") for key in keys):
        raise InvalidInput("Tag keys beginning with aws: are reserved for system use.")
    if len(set(keys)) < len(keys):
        raise InvalidInput("Duplicate tag keys found.")
    add_tags(user=user, tags={tag["Key"]: tag["Value"] for tag in tags})
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
