"""Groups as targets: found by name in the caller's account.

A name that the account does not know has the ARN that it would have, so that a caller without
permission learns nothing.
"""

from dataclasses import replace

from accounts.errors import no_such
from accounts.models import Account, Group
from accounts.operations import groups
from accounts.values import arns
from console.requests import CallerRequest, caller_of
from console.targets import ACCOUNT_WIDE, Target, new_name
from console.targets.parameters import new_path


def named_group(request: CallerRequest, group_name: str = "", **_: str) -> Target:
    """The group in the URL, whatever the case of its letters."""
    account, known = caller_of(request).account, request.groups
    if group_name not in known:
        known[group_name] = groups.find_group(account=account, group_name=group_name)
    found = known[group_name]
    if found is not None:
        return of_group(found)
    missing = no_such("group", group_name)
    arn = arns.group(account.account_id, "/", group_name)
    asked = {"groupName": group_name}
    return Target(arn, f"group {group_name}", group_name, missing=missing, parameters=asked)


def new_group(request: CallerRequest, **_: str) -> Target:
    """The group that the form names, or any of the account."""
    sent = request.POST.get("group_name", "")
    name, unnamed = new_name(request, sent, maximum=groups.NAME_MAX)
    arn = arns.group(caller_of(request).account.account_id, "/", name)
    return Target(arn, arn, name, unnamed=unnamed)


def renamed_group(request: CallerRequest, group_name: str = "", **_: str) -> Target:
    """The group in the URL, and what the form makes of it."""
    target = named_group(request, group_name)
    return becoming(target, request.POST.get("new_group_name", ""), new_path(request))


def becoming(target: Target, name: str, path: str) -> Target:
    """A group that gets another name or path ("" for the same): AWS asks about both groups."""
    group: Group | None = target.row
    if group is None:
        return target
    name = name or group.group_name
    arn = arns.group(group.account.account_id, path or group.path, name)
    new = replace(target, arn=arn, printed=f"group {name}", name=name)
    return target if arn == target.arn else replace(target, also=new)


def groups_of_account(request: CallerRequest, **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints all groups."""
    return Target(ACCOUNT_WIDE, arns.iam(caller_of(request).account.account_id, "group/"))


def group_of_name(account: Account, name: str) -> Group:
    """The account's group of that name, or as it would be: a caller without permission cannot tell
    them apart, and what is done with the latter fails as on AWS.
    """
    found = groups.find_group(account=account, group_name=name)
    return found or Group(account=account, group_name=name)


def of_group(group: Group) -> Target:
    """A group. It has no tags."""
    name, asked = group.group_name, {"groupName": group.group_name}
    return Target(group.arn, f"group {name}", name, row=group, parameters=asked)
