"""What an action is checked against: found inside the caller's account, with its ARN."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.actions import Action
from accounts.errors import ServiceError
from accounts.operations.names import is_name
from console.requests import CallerRequest

ACCOUNT_WIDE = "*"


@dataclass(frozen=True, slots=True)
class Target:
    """The resource of a request.

    `arn` is what the policy compares ("*" where the action supports no resource), `printed` what
    AWS's refusal prints, `name` the friendly name that the operation takes, `context` the condition
    keys (lower case) that this action has beyond the global ones, `row` what was found, if asked.
    `otherwise` is tried when this one is refused, where either will do; `any_of` gives those that
    are tried then, where one of many will do, as for a form before its choice; `also` must be
    allowed as well, where both are needed; `tagging` is the action that gives tags to what is made,
    and must be allowed too; `unnamed` says that a form has no name yet, so that it is allowed if
    the policies allow at least one name; `missing` says that what the address names is not there,
    which only who is allowed to ask is told; `parameters` are those of a call that reads it, in
    CloudTrail's names.
    """

    arn: str
    printed: str
    name: str = ""
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    row: Any = None
    otherwise: "Target | None" = None
    also: "Target | None" = None
    any_of: "Callable[[], Iterable[Target]] | None" = None
    tagging: Action | None = None
    unnamed: bool = False
    missing: ServiceError | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


def account(request: CallerRequest, **_: str) -> Target:
    """The account, for actions that support no resource."""
    return Target(ACCOUNT_WIDE, ACCOUNT_WIDE)


def new_name(request: CallerRequest, sent: str, *, maximum: int) -> tuple[str, bool]:
    """The name of a thing to be made, and whether it has none yet.

    A malformed one is any name, "*": AWS validates before it authorises. It has none yet where the
    form is only opened, or sent without one: nothing can come of it.
    """
    if is_name(sent, maximum=maximum):
        return sent, False
    return "*", not sent or request.method in ("GET", "HEAD")
