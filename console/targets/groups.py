"""Groups as targets: found by name in the caller's account.

A name that the account does not know has the ARN that it would have, so that who may not ask learns
nothing.
"""

from typing import TYPE_CHECKING

from accounts import arns
from accounts.errors import NoSuchEntity
from accounts.models import Group
from accounts.operations import groups
from console.targets import ACCOUNT_WIDE, Target, principal_of

if TYPE_CHECKING:
    from console.requests import ConsoleRequest


def named_group(request: "ConsoleRequest", group_name: str = "", **_: str) -> Target:
    """The group that the address names, whatever the case of its letters."""
    account = principal_of(request).account
    found = groups.find_group(account=account, group_name=group_name)
    if found is not None:
        return of_group(found)
    missing = NoSuchEntity(f"The group with name {group_name} cannot be found.")
    arn = arns.group(account.account_id, "/", group_name)
    return Target(arn, f"group {group_name}", group_name, missing=missing)


def groups_of_account(request: "ConsoleRequest", **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints all groups."""
    return Target(ACCOUNT_WIDE, arns.iam(principal_of(request).account.account_id, "group/"))


def of_group(group: Group) -> Target:
    """A group. It has no tags; its account is what conditions can ask about."""
    context = {"aws:resourceaccount": group.account.account_id}
    return Target(group.arn, f"group {group.group_name}", group.group_name, context, group)
