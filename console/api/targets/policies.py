"""What a call about managed policies, or about the policies of somebody, is checked against."""

from dataclasses import replace

from accounts.actions import TAG_POLICY
from accounts.errors import ServiceError
from accounts.models import Policy, User
from accounts.operations.policies.policies import usable
from accounts.simulation.granted_services import find_entity
from accounts.simulation.sources import find_principal
from accounts.values import arns
from console.api.targets.groups import named_group
from console.api.targets.parameters import account_id_of, parameters
from console.api.targets.tags import tagged_when_made, with_tag_keys, with_tags
from console.api.targets.users import named_user
from console.requests import CallerRequest, caller_of
from console.targets import ACCOUNT_WIDE, Target
from console.targets.policies import with_policy
from console.targets.tags import with_resource_tags
from console.targets.users import of_user, with_boundary


def new_policy(request: CallerRequest, **_: str) -> Target:
    """The managed policy that the request would make, with its tags."""
    sent = parameters(request)
    name = sent["PolicyName"]
    arn = arns.policy(account_id_of(request), sent.get("Path", "/"), name)
    return tagged_when_made(request, Target(arn, f"policy {name}", name), TAG_POLICY)


def policy(request: CallerRequest, **_: str) -> Target:
    """The managed policy of `PolicyArn`, as it is spelled, with its tags."""
    arn = parameters(request)["PolicyArn"]
    rows = usable(caller_of(request).account).filter(arn=arn)
    found = rows.first()
    return with_resource_tags(Target(arn, f"policy {arn}", arn), found.tags if found else {})


def policy_with_tags(request: CallerRequest, **_: str) -> Target:
    """The same policy, with the tags that the request carries."""
    return with_tags(request, policy(request))


def policy_with_tag_keys(request: CallerRequest, **_: str) -> Target:
    """The same policy, with the keys of the tags that the request would remove."""
    return with_tag_keys(request, policy(request))


def policies_of_account(request: CallerRequest, **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints a path."""
    return Target(ACCOUNT_WIDE, f"policy path {parameters(request).get('PathPrefix', '/')}")


def user_with_policy(request: CallerRequest, **_: str) -> Target:
    """The named user, with the managed policy that the request names."""
    return _with_policy(request, with_boundary(named_user(request)))


def group_with_policy(request: CallerRequest, **_: str) -> Target:
    """The named group, with the managed policy that the request names."""
    return _with_policy(request, named_group(request))


def entity(request: CallerRequest, **_: str) -> Target:
    """The user, group or managed policy of `Arn`, with its tags."""
    arn = parameters(request)["Arn"]
    try:
        found = find_entity(account=caller_of(request).account, arn=arn)
    except ServiceError:
        return Target(arn, arn)
    if isinstance(found, User):
        return replace(of_user(found), printed=found.arn)
    tags = found.tags if isinstance(found, Policy) else {}
    return with_resource_tags(Target(found.arn, found.arn), tags)


def policy_source(request: CallerRequest, **_: str) -> Target:
    """The user or the group whose policies are read. If the ARN has a wrong path, the target has
    the right one."""
    arn = parameters(request)["PolicySourceArn"]
    try:
        found = find_principal(account=caller_of(request).account, arn=arn)
    except ServiceError:
        return Target(arn, arn)
    if isinstance(found, User):
        return replace(of_user(found), printed=found.arn)
    return Target(found.arn, found.arn)


def _with_policy(request: CallerRequest, target: Target) -> Target:
    return with_policy(target, parameters(request)["PolicyArn"])
