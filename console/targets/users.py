"""Users as targets: found by name in the caller's account, with their tags.

A name that the account does not know has the ARN that it would have, so that a caller without
permission learns nothing.
"""

from dataclasses import replace

from accounts.errors import no_such
from accounts.models import Account, User
from accounts.operations.tags import KEY_MAX
from accounts.operations.users import NAME_MAX, find_user
from accounts.values import arns
from console.requests import CallerRequest, caller_of
from console.targets import ACCOUNT_WIDE, Target, new_name
from console.targets.parameters import new_path

BOUNDARY_KEY = "iam:permissionsboundary"


def named_user(request: CallerRequest, user_name: str = "", **_: str) -> Target:
    """The user in the URL, in any case of letters; the caller if the URL has none."""
    caller = caller_of(request).user
    if not user_name or user_name.lower() == caller.user_name.lower():
        return of_user(caller)
    known = request.users
    if user_name not in known:
        known[user_name] = find_user(account=caller.account, user_name=user_name)
    found = known[user_name]
    if found is not None:
        return of_user(found)
    missing = no_such("user", user_name)
    arn = arns.user(caller.account.account_id, "/", user_name)
    asked = {"userName": user_name}
    return Target(arn, f"user {user_name}", user_name, missing=missing, parameters=asked)


def own_user(request: CallerRequest, **_: str) -> Target:
    """The caller, whatever name is in the request: for actions on one's own user only."""
    return of_user(caller_of(request).user)


def new_user(request: CallerRequest, **_: str) -> Target:
    """The user that the form names, or any of the account."""
    fields = request.POST if request.method == "POST" else request.GET
    sent = fields.get("user_name", "").strip()
    name, unnamed = new_name(request, sent, maximum=NAME_MAX)
    arn = arns.user(caller_of(request).account.account_id, "/", name)
    return Target(arn, arn, name, unnamed=unnamed)


def namesake(request: CallerRequest, **_: str) -> Target:
    """The user with the name that the URL proposes for a new user, existing or not."""
    new = new_user(request)
    return new if new.name == "*" else named_user(request, user_name=new.name)


def renamed_user(request: CallerRequest, user_name: str = "", **_: str) -> Target:
    """The user in the URL, and as the form would rename it."""
    target = named_user(request, user_name=user_name)
    return becoming(target, request.POST.get("new_user_name", ""), new_path(request))


def becoming(target: Target, name: str, path: str) -> Target:
    """A user who gets another name or path ("" for the same): AWS asks about both users."""
    user = target.row
    if user is None:
        return target
    name = name or user.user_name
    arn = arns.user(user.account.account_id, path or user.path, name)
    new = replace(target, arn=arn, printed=f"user {name}", name=name)
    return target if arn == target.arn else replace(target, also=new)


def bounded_user(request: CallerRequest, **kwargs: str) -> Target:
    """The user in the URL, with the permissions boundary that it has."""
    return with_boundary(named_user(request, **kwargs))


def with_boundary(target: Target) -> Target:
    """With the condition key of the user's permissions boundary, where it has one."""
    boundary = target.row.permissions_boundary if target.row else None
    if boundary is None:
        return target
    return replace(target, context={**target.context, BOUNDARY_KEY: boundary.arn})


def of_bounded_user(user: User) -> Target:
    """A user with its tags and the permissions boundary that it has."""
    return with_boundary(of_user(user))


def sent_tag_key(request: CallerRequest) -> str:
    """The key of a tag in the form or the URL."""
    return (request.POST.get("key") or request.GET.get("key") or "")[:KEY_MAX]


def tagged_user(request: CallerRequest, **kwargs: str) -> Target:
    """The user in the URL, with the tag that the form sends.

    Before one is sent: with the present one of that key, or with none.
    """
    target, key = named_user(request, **kwargs), sent_tag_key(request)
    if not key:
        return target
    present = target.row.tags.get(key, "") if target.row else ""
    value = request.POST.get("value", "") if request.method == "POST" else present
    return with_tag(target, key, value)


def untagged_user(request: CallerRequest, **kwargs: str) -> Target:
    """The user in the URL, with the key of the tag that is removed."""
    return with_tag_key(named_user(request, **kwargs), sent_tag_key(request))


def of_user_and_tag(tagged: tuple[User, str, str]) -> Target:
    """A user, for getting this tag: its key and its value."""
    user, key, value = tagged
    return with_tag(of_user(user), key, value)


def of_user_and_tag_key(pair: tuple[User, str]) -> Target:
    """A user, for losing the tag of this key."""
    user, key = pair
    return with_tag_key(of_user(user), key)


def with_tag(target: Target, key: str, value: str) -> Target:
    """The same target, with the condition keys of a tag that it gets."""
    tag = {f"aws:requesttag/{key.lower()}": value}
    return with_tag_key(replace(target, context={**target.context, **tag}), key)


def with_tag_key(target: Target, key: str) -> Target:
    """The same target, with the condition key of a tag that it loses."""
    return replace(target, context={**target.context, "aws:tagkeys": (key,)})


def users_of_account(request: CallerRequest, **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints all users."""
    return Target(ACCOUNT_WIDE, arns.iam(caller_of(request).account.account_id, "user/"))


def of_user(user: User) -> Target:
    """A user with its tags, of which no two keys differ only in case."""
    context: dict[str, str | tuple[str, ...]] = {}
    for key, value in user.tags.items():
        context[f"aws:resourcetag/{key.lower()}"] = value
        context[f"iam:resourcetag/{key.lower()}"] = value
    name, asked = user.user_name, {"userName": user.user_name}
    return Target(user.arn, f"user {name}", name, context, user, parameters=asked)


def user_of_name(account: Account, name: str) -> User:
    """The account's user of that name, or as it would be: a caller without permission cannot tell
    them apart, and what is done with the latter fails as on AWS.
    """
    return find_user(account=account, user_name=name) or User(account=account, user_name=name)
