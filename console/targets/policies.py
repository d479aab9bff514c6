"""Managed policies as targets: found by ARN among those that the account can use.

An ARN that the account does not know stands for itself, so that who may not ask learns nothing.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from accounts.errors import ServiceError
from accounts.models import Account, Group, Policy, User
from accounts.operations.policies import get_policy
from console.targets import ACCOUNT_WIDE, Target, principal_of
from console.targets.groups import of_group
from console.targets.users import of_user, resource_tags, with_boundary

if TYPE_CHECKING:
    from console.requests import ConsoleRequest

POLICY_ARN_KEY = "iam:policyarn"


def named_policy(request: "ConsoleRequest", arn: str = "", **_: str) -> Target:
    """The policy that the address names by its ARN: one of the account's own, or of AWS's."""
    account = principal_of(request).account
    try:
        return of_policy(get_policy(account=account, policy_arn=arn), account)
    except ServiceError as missing:
        return Target(arn, f"policy {arn}", arn, missing=missing)


def policies_of_account(request: "ConsoleRequest", **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints a path."""
    return Target(ACCOUNT_WIDE, "policy path /")


def of_policy(policy: Policy, account: Account) -> Target:
    """A policy with its tags."""
    own = {"aws:resourceaccount": account.account_id} if policy.account_id else {}
    context = {**own, **resource_tags(policy.tags)}
    return Target(policy.arn, f"policy {policy.arn}", policy.arn, context, policy)


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
