"""Managed policies as targets: found by ARN among those that the account can use.

An ARN that the account does not know stands for itself, so that a caller without permission learns
nothing.
"""

from collections.abc import Iterator
from dataclasses import replace

from accounts.editions import BY_NAME, EDITIONS, Edition
from accounts.errors import ServiceError
from accounts.models import Account, Group, Policy, User
from accounts.operations.policies import policy_arns
from accounts.operations.policies.policies import NAME_MAX, get_policy, usable
from accounts.values import arns
from console.requests import CallerRequest, caller_of
from console.targets import ACCOUNT_WIDE, Target, new_name
from console.targets.groups import named_group, of_group
from console.targets.parameters import POLICY_ARN
from console.targets.tags import with_resource_tags
from console.targets.users import (
    BOUNDARY_KEY,
    bounded_user,
    named_user,
    of_bounded_user,
    of_user,
)

POLICY_ARN_KEY = "iam:policyarn"


def named_policy(request: CallerRequest, policy_arn: str = "", **_: str) -> Target:
    """The policy whose ARN is in the URL: one of the account's own, or of AWS's."""
    account = caller_of(request).account
    try:
        return of_policy(get_policy(account=account, policy_arn=policy_arn))
    except ServiceError as missing:
        asked = {"policyArn": policy_arn}
        printed = f"policy {policy_arn}"
        return Target(policy_arn, printed, policy_arn, missing=missing, parameters=asked)


def default_version(request: CallerRequest, policy_arn: str = "", **_: str) -> Target:
    """The same policy, for its default version."""
    target = named_policy(request, policy_arn)
    if target.row is None:
        return target
    version = {"versionId": target.row.default_version_id}
    return replace(target, parameters={**target.parameters, **version})


def policy_for_version(request: CallerRequest, policy_arn: str = "", **_: str) -> Target:
    """The same policy, for creating a version."""
    return _own(request, policy_arn, policy_arns.CREATE_VERSIONS)


def policy_for_default(request: CallerRequest, policy_arn: str = "", **_: str) -> Target:
    """The same policy, for setting its default version."""
    return _own(request, policy_arn, policy_arns.UPDATE)


def policy_without_version(request: CallerRequest, policy_arn: str = "", **_: str) -> Target:
    """The same policy, for deleting a version."""
    return _own(request, policy_arn, policy_arns.DELETE_VERSIONS)


def policy_to_delete(request: CallerRequest, policy_arn: str = "", **_: str) -> Target:
    """The same policy, for deleting it."""
    return _own(request, policy_arn, policy_arns.DELETE)


def _own(request: CallerRequest, policy_arn: str, change: str) -> Target:
    """A policy to be changed: AWS's own policies are outside the account."""
    target = named_policy(request, policy_arn)
    if not policy_arns.is_of_aws(policy_arn):
        return target
    return replace(target, missing=policy_arns.outside_account(change))


def new_policy(request: CallerRequest, **_: str) -> Target:
    """The policy that the form names, or any of the account."""
    sent = request.POST.get("policy_name", "")
    name, unnamed = new_name(request, sent, maximum=NAME_MAX)
    arn = arns.policy(caller_of(request).account.account_id, "/", name)
    return Target(arn, f"policy {name}", name, unnamed=unnamed)


def user_with_policy(request: CallerRequest, policy_arn: str = "", **kwargs: str) -> Target:
    """The user in the URL, with the policy that it names."""
    return with_policy(bounded_user(request, **kwargs), policy_arn)


def group_with_policy(request: CallerRequest, policy_arn: str = "", **kwargs: str) -> Target:
    """The group in the URL, with the policy that it names."""
    return with_policy(named_group(request, **kwargs), policy_arn)


def user_to_be_bounded(request: CallerRequest, **kwargs: str) -> Target:
    """The user in the URL, for the boundary that the form chooses, or for any."""
    user = named_user(request, **kwargs)
    account = caller_of(request).account

    def bounded_by(arn: str) -> Target:
        return replace(user, context={**user.context, BOUNDARY_KEY: arn})

    def any_of() -> Iterator[Target]:
        return map(bounded_by, usable(account).order_by().values_list("arn", flat=True))

    chosen = request.POST.get("policy_arn", "")
    return bounded_by(chosen) if POLICY_ARN.fullmatch(chosen) else replace(user, any_of=any_of)


def user_getting_edition(request: CallerRequest, **kwargs: str) -> Target:
    """The user in the URL, for the policy of the chosen published version, or for any."""
    return _getting_edition(request, bounded_user(request, **kwargs))


def group_getting_edition(request: CallerRequest, **kwargs: str) -> Target:
    """The group in the URL, for the same."""
    return _getting_edition(request, named_group(request, **kwargs))


def _getting_edition(request: CallerRequest, target: Target) -> Target:
    account_id = caller_of(request).account.account_id

    def with_edition(edition: Edition) -> Target:
        owner = None if edition.managed else account_id
        return with_policy(target, arns.policy(owner, "/", edition.policy_name))

    chosen = BY_NAME.get(request.POST.get("edition", ""))
    one_of_each = {edition.policy_name: edition for edition in EDITIONS}.values()
    if chosen is not None:
        return with_edition(chosen)
    return replace(target, any_of=lambda: map(with_edition, one_of_each))


def policies_of_account(request: CallerRequest, **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints a path."""
    return Target(ACCOUNT_WIDE, "policy path /")


def of_policy(policy: Policy) -> Target:
    """A policy, stored or to be made, with its tags."""
    arn, asked = policy.arn, {"policyArn": policy.arn}
    target = Target(arn, f"policy {arn}", arn, row=policy, parameters=asked)
    return with_resource_tags(target, policy.tags)


def policy_of_arn(account: Account, policy_arn: str) -> Policy:
    """The policy of that ARN, or as it would be: a caller without permission cannot tell them
    apart, and what is done with the latter fails as on AWS.
    """
    found = usable(account).filter(arn=policy_arn).first()
    return found or Policy(arn=policy_arn, policy_name=arns.name_in(policy_arn))


def of_user_and_policy(pair: tuple[User, Policy]) -> Target:
    """A user, for attaching or detaching this policy; the target's row is the user."""
    user, policy = pair
    return with_policy(of_bounded_user(user), policy.arn)


def of_user_and_boundary(pair: tuple[User, Policy]) -> Target:
    """A user, for getting this policy as permissions boundary; the target's row is the user."""
    user, policy = pair
    target = of_user(user)
    return replace(target, context={**target.context, BOUNDARY_KEY: policy.arn})


def of_group_and_policy(pair: tuple[Group, Policy]) -> Target:
    """A group, for attaching or detaching this policy; the target's row is the group."""
    group, policy = pair
    return with_policy(of_group(group), policy.arn)


def with_policy(target: Target, arn: str) -> Target:
    """The same target, with the condition key of the policy to be attached or detached."""
    return replace(target, context={**target.context, POLICY_ARN_KEY: arn})
