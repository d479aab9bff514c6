"""Tags that a request gives or takes away, as condition keys of its target."""

from dataclasses import replace

from accounts.actions import Action
from console.api.targets.parameters import parameters
from console.requests import CallerRequest
from console.targets import Target


def tagged_when_made(request: CallerRequest, target: Target, action: Action) -> Target:
    """What the request would make, with its tags: to give it any needs the tagging action too.

    Recorded of roles: who may create one but not tag it is refused the tagging action.
    """
    if not parameters(request).get("Tags"):
        return target
    return replace(with_tags(request, target), tagging=action)


def with_tags(request: CallerRequest, target: Target) -> Target:
    """The same target, with the tags that the request carries."""
    return replace(target, context={**target.context, **_tags(request)})


def with_tag_keys(request: CallerRequest, target: Target) -> Target:
    """The same target, with the keys of the tags that the request would remove."""
    keys = tuple(parameters(request)["TagKeys"])
    return replace(target, context={**target.context, "aws:tagkeys": keys})


def _tags(request: CallerRequest) -> dict[str, str | tuple[str, ...]]:
    """The condition keys of the tags that the request carries."""
    tags = parameters(request).get("Tags")
    if not tags:
        return {}
    context: dict[str, str | tuple[str, ...]] = {
        f"aws:requesttag/{tag['Key'].lower()}": tag["Value"] for tag in tags
    }
    return {**context, "aws:tagkeys": tuple(tag["Key"] for tag in tags)}
