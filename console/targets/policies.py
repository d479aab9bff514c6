"""Managed policies as targets: found by ARN among those that the account can use.

An ARN that the account does not know stands for itself, so that who may not ask learns nothing.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from accounts import arns
from accounts.errors import AccessDenied, ServiceError
from accounts.models import Account, Group, Policy, User
from accounts.operations.policies import get_policy
from console.targets import ACCOUNT_WIDE, Target, principal_of
from console.targets.groups import named_group, of_group
from console.targets.users import bounded_user, of_user, resource_tags, with_boundary

if TYPE_CHECKING:
    from console.requests import ConsoleRequest

POLICY_ARN_KEY = "iam:policyarn"
NAME = r"[\w+=,.@-]{1,128}"


def named_policy(request: "ConsoleRequest", policy_arn: str = "", **_: str) -> Target:
    """The policy that the address names by its ARN: one of the account's own, or of AWS's."""
    account = principal_of(request).account
    try:
        return of_policy(get_policy(account=account, policy_arn=policy_arn), account)
    except ServiceError as missing:
        return Target(policy_arn, f"policy {policy_arn}", policy_arn, missing=missing)


def own_policy(request: "ConsoleRequest", policy_arn: str = "", **_: str) -> Target:
    """The same, to be changed: AWS's own policies are outside the account."""
    target = named_policy(request, policy_arn)
    outside = AccessDenied("Policy is outside your own account.")
    ours = target.row is None or target.row.account_id is not None
    return target if ours else replace(target, missing=outside)


def new_policy(request: "ConsoleRequest", **_: str) -> Target:
    """The policy that the form names; before it names one, or when the name is malformed (AWS
    validates before it authorises), any policy of the account.
    """
    sent, account_id = request.POST.get("policy_name", ""), principal_of(request).account.account_id
    name = sent if re.fullmatch(NAME, sent) else "*"
    return Target(arns.policy(account_id, "/", name), f"policy {name}", name)


def user_with_policy(request: "ConsoleRequest", policy_arn: str = "", **kwargs: str) -> Target:
    """The user that the address names, with the policy that it names."""
    return with_policy(bounded_user(request, **kwargs), policy_arn)


def group_with_policy(request: "ConsoleRequest", policy_arn: str = "", **kwargs: str) -> Target:
    """The group that the address names, with the policy that it names."""
    return with_policy(named_group(request, **kwargs), policy_arn)


def policies_of_account(request: "ConsoleRequest", **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints a path."""
    return Target(ACCOUNT_WIDE, "policy path /")


def of_policy(policy: Policy, account: Account) -> Target:
    """A policy with its tags."""
    own = {"aws:resourceaccount": account.account_id} if policy.account_id else {}
    context = {**own, **resource_tags(policy.tags)}
    return Target(policy.arn, f"policy {policy.arn}", policy.arn, context, policy)


def of_own_policy(policy: Policy) -> Target:
    """A policy of the account, stored or to be made."""
    if policy.account is None:
        raise LookupError("AWS's own policies are not changed")
    return of_policy(policy, policy.account)


def of_user_and_policy(pair: tuple[User, Policy]) -> Target:
    """A user, for attaching or detaching this policy; the target's row is the user."""
    user, policy = pair
    return with_policy(with_boundary(of_user(user)), policy.arn)


def of_group_and_policy(pair: tuple[Group, Policy]) -> Target:
    """A group, for attaching or detaching this policy; the target's row is the group."""
    group, policy = pair
    return with_policy(of_group(group), policy.arn)


def with_policy(target: Target, arn: str) -> Target:
    """The same target, with the condition key of the policy to be attached or detached."""
    return replace(target, context={**target.context, POLICY_ARN_KEY: arn})
