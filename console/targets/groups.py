"""Groups as targets: found by name in the caller's account.

A name that the account does not know has the ARN that it would have, so that who may not ask learns
nothing.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from accounts import arns
from accounts.errors import NoSuchEntity
from accounts.models import Group
from accounts.operations import groups
from console.targets import ACCOUNT_WIDE, Target, principal_of

if TYPE_CHECKING:
    from console.requests import ConsoleRequest

POLICY_ARN_KEY = "iam:policyarn"
UNNAMED = "*"  # a form that names no group yet is decided about any


def named_group(request: "ConsoleRequest", group_name: str = "", **_: str) -> Target:
    """The group that the address names, whatever the case of its letters."""
    account = principal_of(request).account
    found = groups.find_group(account=account, group_name=group_name)
    if found is not None:
        return of_group(found)
    missing = NoSuchEntity(f"The group with name {group_name} cannot be found.")
    arn = arns.group(account.account_id, "/", group_name)
    return Target(arn, f"group {group_name}", group_name, missing=missing)


def new_group(request: "ConsoleRequest", group_name: str = "", path: str = "/", **_: str) -> Target:
    """The group that is to be made, as it is named; before it is, any."""
    name = group_name or request.POST.get("group_name", "").strip() or UNNAMED
    arn = arns.group(principal_of(request).account.account_id, path, name)
    return Target(arn, arn, name)


def groups_of_account(request: "ConsoleRequest", **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints all groups."""
    return Target(ACCOUNT_WIDE, arns.iam(principal_of(request).account.account_id, "group/"))


def of_group(group: Group) -> Target:
    """A group. It has no tags; its account is what conditions can ask about."""
    context = {"aws:resourceaccount": group.account.account_id}
    return Target(group.arn, f"group {group.group_name}", group.group_name, context, group)


def with_policy(pair: tuple[Group, str]) -> Target:
    """A group with the ARN of a managed policy that is to be attached or taken away."""
    group, policy_arn = pair
    target = of_group(group)
    return replace(target, context={**target.context, POLICY_ARN_KEY: policy_arn})


def policies_to_attach(request: "ConsoleRequest", **_: str) -> Target:
    """The account, for listing its managed policies; the text prints the path of all of them."""
    return Target(ACCOUNT_WIDE, "policy path /")
