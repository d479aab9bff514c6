"""Targets of kinds of resources that no account here has.

Roles, instance profiles, identity providers, server certificates: each has the ARN that it would
have, so that a policy decides about it as on AWS. What a refusal prints is recorded for roles,
instance profiles and the list of OpenID Connect providers, and taken by analogy for the others.
"""

import re
from collections.abc import Callable

from accounts.errors import ValidationError
from accounts.values import arns
from console.api.targets.parameters import account_id_of, parameters
from console.requests import CallerRequest
from console.targets import ACCOUNT_WIDE, Target

ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/.+", re.DOTALL)


def every(resource: str) -> Callable[..., Target]:
    """The target of a list: the account, printed as the ARN of all of a kind ("role/")."""

    def find(request: CallerRequest, **_: str) -> Target:
        return Target(ACCOUNT_WIDE, arns.iam(account_id_of(request), resource))

    return find


def role(request: CallerRequest, **_: str) -> Target:
    """The role of `RoleName`."""
    name = parameters(request)["RoleName"]
    return Target(arns.iam(account_id_of(request), f"role/{name}"), f"role {name}", name)


def instance_profile(request: CallerRequest, **_: str) -> Target:
    """The instance profile of `InstanceProfileName`."""
    name = parameters(request)["InstanceProfileName"]
    arn = arns.iam(account_id_of(request), f"instance-profile/{name}")
    return Target(arn, f"instance profile {name}", name)


def server_certificate(request: CallerRequest, **_: str) -> Target:
    """The server certificate of `ServerCertificateName`."""
    name = parameters(request)["ServerCertificateName"]
    arn = arns.iam(account_id_of(request), f"server-certificate/{name}")
    return Target(arn, arn, name)


def of_arn(parameter: str) -> Callable[..., Target]:
    """The target that a parameter names by its ARN."""

    def find(request: CallerRequest, **_: str) -> Target:
        arn = parameters(request)[parameter]
        return Target(arn, arn, arn)

    return find


def role_to_assume(request: CallerRequest, **_: str) -> Target:
    """The role of `RoleArn`, of whatever account; ValidationError for an ARN of something else."""
    arn = parameters(request)["RoleArn"]
    check_role_arn(arn)
    return Target(arn, arn, arn)


def check_role_arn(arn: str) -> None:
    """ValidationError for an ARN that is no role's, in STS's words."""
    if not ROLE_ARN.fullmatch(arn):
        raise ValidationError("Request ARN is invalid")
