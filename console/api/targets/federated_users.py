"""Federated users as the API names them."""

from accounts.actions import TAG_SESSION
from accounts.values import arns
from console.api.targets.parameters import account_id_of, parameters
from console.api.targets.tags import tagged_when_made
from console.requests import CallerRequest
from console.targets import Target


def federated_user(request: CallerRequest, **_: str) -> Target:
    """The federated user of `Name`; to give it tags needs `sts:TagSession` too."""
    name = parameters(request)["Name"]
    arn = arns.federated_user(account_id_of(request), name)
    return tagged_when_made(request, Target(arn, arn, name), TAG_SESSION)
