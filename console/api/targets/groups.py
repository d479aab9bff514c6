"""Groups as the API names them."""

from accounts.values import arns
from console.api.targets.parameters import account_id_of, parameters
from console.requests import CallerRequest
from console.targets import Target, groups


def named_group(request: CallerRequest, **_: str) -> Target:
    """The group of `GroupName`, whatever the case of its letters."""
    return groups.named_group(request, parameters(request)["GroupName"])


def renamed_group(request: CallerRequest, **_: str) -> Target:
    """The named group, and the same group with `NewGroupName` and `NewPath`."""
    sent = parameters(request)
    return groups.becoming(
        named_group(request), sent.get("NewGroupName") or "", sent.get("NewPath") or ""
    )


def new_group(request: CallerRequest, **_: str) -> Target:
    """The group that the request would make."""
    sent = parameters(request)
    arn = arns.group(account_id_of(request), sent.get("Path", "/"), sent["GroupName"])
    return Target(arn, arn, sent["GroupName"])
