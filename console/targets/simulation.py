"""The user or group that the policy simulator is asked about, as targets.

`principal` is the name of a user, `group/` with the name of a group, or the ARN of either; without
one it is the caller.
"""

from accounts.errors import NoSuchEntity, ServiceError
from accounts.models import Group, User
from accounts.operations.names import is_name
from accounts.operations.users import NAME_MAX
from accounts.simulation.sources import entity_of_arn
from accounts.values import arns
from console.requests import CallerRequest, caller_of
from console.targets import Target
from console.targets.groups import named_group
from console.targets.users import named_user, of_user

GROUP = "group/"
GROUP_NAME_MAX = 128
SENT_MAX = 700  # an ARN with its path


def asked_principal(request: CallerRequest, **_: str) -> Target:
    """The user or group; one that is not in the account has the ARN that it would have."""
    sent = _sent(request)
    kind, name = kind_and_name(request, sent)
    if not name:
        arn = sent if sent.startswith("arn:") else "*"
        return Target(arn, arn, missing=NoSuchEntity("Unable to retrieve specified IAM entity."))
    found = _named(request, kind, name)
    return Target(
        found.arn,
        found.arn,
        found.name,
        found.context,
        found.row,
        found.missing,
        {"policySourceArn": found.arn},
    )


def asked_user(request: CallerRequest, **_: str) -> Target:
    """The same as a user, for listing what a user has; any user where it is a group."""
    kind, name = kind_and_name(request, _sent(request))
    if kind == "user" and name:
        return named_user(request, user_name=name)
    account_id = caller_of(request).account.account_id
    return Target(arns.user(account_id, "/", "*"), "user *")


def asked_group(request: CallerRequest, **_: str) -> Target:
    """The same as a group; any group where it is a user."""
    kind, name = kind_and_name(request, _sent(request))
    if kind == "group" and name:
        return named_group(request, group_name=name)
    account_id = caller_of(request).account.account_id
    return Target(arns.group(account_id, "/", "*"), "group *")


def of_identity(row: User | Group) -> str:
    """What `principal` is for a row."""
    return row.user_name if isinstance(row, User) else f"{GROUP}{row.group_name}"


def kind_and_name(request: CallerRequest, sent: str) -> tuple[str, str]:
    """user or group, and the name: empty for what cannot be one of the account."""
    caller = caller_of(request)
    if not sent:
        return "user", caller.user.user_name
    if sent.startswith("arn:"):
        try:
            kind, name, account_id = entity_of_arn(sent)
        except ServiceError:
            return "user", ""
        known = kind in ("user", "group") and account_id == caller.account.account_id
        kind, name = (kind, name) if known else ("user", "")
    elif sent.startswith(GROUP):
        kind, name = "group", sent.removeprefix(GROUP)
    else:
        kind, name = "user", sent
    maximum = NAME_MAX if kind == "user" else GROUP_NAME_MAX
    return (kind, name) if is_name(name, maximum=maximum) else (kind, "")


def _named(request: CallerRequest, kind: str, name: str) -> Target:
    if kind == "group":
        return named_group(request, group_name=name)
    caller = caller_of(request).user
    return of_user(caller) if name == caller.user_name else named_user(request, user_name=name)


def _sent(request: CallerRequest) -> str:
    fields = request.POST if request.method == "POST" else request.GET
    return fields.get("principal", "").strip()[:SENT_MAX]
