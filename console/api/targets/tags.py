"""Tags that a request gives or takes away, as condition keys of its target."""

from dataclasses import replace
from itertools import product
from math import prod

from accounts.actions import Action
from accounts.errors import InvalidInput
from accounts.operations.tags import DUPLICATE
from console.api.targets.parameters import parameters
from console.requests import CallerRequest
from console.targets import Target

WAYS_MAX = 64  # of choosing a value for each key: six keys that are there twice


def tagged_when_made(request: CallerRequest, target: Target, action: Action) -> Target:
    """What the request would make, with its tags: to give it any needs the tagging action too.

    Recorded of roles: who may create one but not tag it is refused the tagging action.
    """
    if not parameters(request).get("Tags"):
        return target
    return replace(with_tags(request, target), tagging=action)


def with_tags(request: CallerRequest, target: Target) -> Target:
    """The same target, with the tags that the request carries.

    Names of condition keys have no case, but the keys of tags may: of `Team` and `team` either
    may be `aws:RequestTag/Team`, so that the call must be allowed with each. InvalidInput where
    that gives too many ways.
    """
    tags = parameters(request).get("Tags")
    if not tags:
        return target
    values: dict[str, dict[str, None]] = {}  # those of each key, each once
    for tag in tags:
        values.setdefault(f"aws:requesttag/{tag['Key'].lower()}", {})[tag["Value"]] = None
    if prod(map(len, values.values())) > WAYS_MAX:
        raise InvalidInput(DUPLICATE)
    first, *others = (dict(zip(values, way, strict=True)) for way in product(*values.values()))
    keys = {"aws:tagkeys": tuple(tag["Key"] for tag in tags)}
    return replace(target, context={**target.context, **first, **keys}, variants=others)


def with_tag_keys(request: CallerRequest, target: Target) -> Target:
    """The same target, with the keys of the tags that the request would remove."""
    keys = tuple(parameters(request)["TagKeys"])
    return replace(target, context={**target.context, "aws:tagkeys": keys})
