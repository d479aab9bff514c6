"""A request to the engine: an action on a resource in a context."""

from collections.abc import Mapping

from accounts.policy.match import Context, ContextValue
from accounts.policy.resources import split_arn


class Request:
    """An action on a resource in a context.

    action    "iam:CreateAccessKey", in any case
    resource  the stored ARN, or "*" where the action supports no resource
    context   lower-case keys; a missing key is absent, a multivalued key is a tuple
    """

    __slots__ = ("action", "arn", "context", "resource")

    def __init__(self, action: str, resource: str, context: Mapping[str, ContextValue]) -> None:
        self.action = action
        self.resource = resource
        self.context: Context = context
        self.arn = None if resource == "*" else split_arn(resource)
