"""Users as the API names them.

A name that the account does not know has the ARN that it would have, so that a caller without
permission learns nothing. What AWS prints in a refusal is not always an ARN.
"""

from dataclasses import replace

from accounts.actions import TAG_USER
from accounts.models import User
from accounts.values import arns
from console.api.targets.parameters import account_id_of, parameters
from console.api.targets.tags import tagged_when_made, with_tag_keys, with_tags
from console.requests import CallerRequest, caller_of
from console.targets import Target, users
from console.targets.users import BOUNDARY_KEY, of_user, with_boundary


def named_user(request: CallerRequest, **_: str) -> Target:
    """The user of `UserName`, whatever the case of its letters, or the caller without one."""
    return users.named_user(request, parameters(request).get("UserName") or "")


def renamed_user(request: CallerRequest, **_: str) -> Target:
    """The named user, and the same user with `NewUserName` and `NewPath`."""
    sent = parameters(request)
    return users.becoming(
        named_user(request), sent.get("NewUserName") or "", sent.get("NewPath") or ""
    )


def user_with_boundary(request: CallerRequest, **_: str) -> Target:
    """The named user, with the permissions boundary that it has."""
    return with_boundary(named_user(request))


def user_with_new_boundary(request: CallerRequest, **_: str) -> Target:
    """The named user, with the permissions boundary that the request names."""
    target = named_user(request)
    return replace(target, context={**target.context, **_boundary(request)})


def owner_of_access_keys(request: CallerRequest, **_: str) -> Target:
    """The same user; AWS prints `null` before the caller's name when none was sent."""
    target = named_user(request)
    if "UserName" in parameters(request):
        return target
    return replace(target, printed=f"user null{target.name}")


def owner_of_access_key(request: CallerRequest, **_: str) -> Target:
    """The user who owns the key of `AccessKeyId`; for an unknown key every user of the account.

    Only who may ask about all keys gets as far as AWS's own refusal of an unknown one.
    """
    key_id, account = parameters(request)["AccessKeyId"], caller_of(request).account
    owner = User.objects.filter(account=account, accesskey__access_key_id=key_id)
    found = owner.select_related("account").first()
    target = of_user(found) if found else Target(arns.iam(account.account_id, "user/*"), "")
    return replace(target, printed=f"access key {key_id}")


def user_with_tags(request: CallerRequest, **_: str) -> Target:
    """The named user, with the tags that the request carries."""
    return with_tags(request, named_user(request))


def user_with_tag_keys(request: CallerRequest, **_: str) -> Target:
    """The named user, with the keys of the tags that the request would remove."""
    return with_tag_keys(request, named_user(request))


def new_user(request: CallerRequest, **_: str) -> Target:
    """The user that the request would make, with its tags."""
    sent = parameters(request)
    arn = arns.user(account_id_of(request), sent.get("Path", "/"), sent["UserName"])
    target = Target(arn, arn, sent["UserName"], context=_boundary(request))
    return tagged_when_made(request, target, TAG_USER)


def one_user_or_all(request: CallerRequest, **_: str) -> Target:
    """The named user, or with `AllUsers` every user of the account."""
    if not parameters(request).get("AllUsers"):
        return named_user(request)
    arn = arns.iam(account_id_of(request), "user/*")
    return Target(arn, arn)


def _boundary(request: CallerRequest) -> dict[str, str | tuple[str, ...]]:
    arn = parameters(request).get("PermissionsBoundary")
    return {BOUNDARY_KEY: arn} if arn else {}
