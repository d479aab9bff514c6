"""Tags that a request gives or takes away, as condition keys of its target."""

from dataclasses import replace

from accounts.actions import Action
from accounts.errors import InvalidInput
from accounts.operations.tags import DUPLICATE, WAYS_MAX
from console.api.targets.parameters import parameters
from console.requests import CallerRequest
from console.targets import Target
from console.targets.tags import ways, with_ways


def tagged_when_made(request: CallerRequest, target: Target, action: Action) -> Target:
    """What the request would make, with its tags: to give it any needs the tagging action too.

    Recorded of roles: who may create one but not tag it is refused the tagging action.
    """
    if not parameters(request).get("Tags"):
        return target
    return replace(with_tags(request, target), tagging=action)


def with_tags(request: CallerRequest, target: Target) -> Target:
    """The same target, with the tags that the request carries.

    Of keys that differ only in case either value may be `aws:RequestTag/<key>`, so that the call
    must be allowed with each. InvalidInput where that gives too many ways.
    """
    tags = parameters(request).get("Tags")
    if not tags:
        return target
    sent = [(tag["Key"], tag["Value"]) for tag in tags]
    try:
        target = with_ways(target, ways("aws:requesttag", sent, maximum=WAYS_MAX))
    except ValueError as error:
        raise InvalidInput(DUPLICATE) from error
    keys = {"aws:tagkeys": tuple(key for key, _ in sent)}
    return replace(target, context={**target.context, **keys})


def with_tag_keys(request: CallerRequest, target: Target) -> Target:
    """The same target, with the keys of the tags that the request would remove."""
    keys = tuple(parameters(request)["TagKeys"])
    return replace(target, context={**target.context, "aws:tagkeys": keys})
