"""What an action is checked against: found inside the caller's account, with its ARN."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.actions import Action
from accounts.errors import ServiceError
from accounts.operations.names import is_name
from console.requests import CallerRequest

ACCOUNT_WIDE = "*"


@dataclass(frozen=True, slots=True)
class Target:
    """The resource of a request, and what else is asked where one question is not enough.

    arn         what the policy compares; "*" where the action supports no resource
    printed     what AWS's refusal prints
    name        the friendly name that the operation takes
    context     the condition keys (lower case) that this action has beyond the global ones
    row         what was found, if it was looked for
    missing     what the URL names is not there; only who may ask is told this error
    parameters  those of a call that reads it, in CloudTrail's names
    variants    other values of keys of the context that have several: all must be allowed

    `Gate.judge` asks about `arn` first. Then, in this order, each may change the answer so far:

    otherwise   refused so far: this target is asked, and its answer counts if it allows
    also        allowed so far: this target must be allowed as well
    tagging     allowed so far: this action, which gives tags to what is made, must be allowed too
    any_of      refused so far: one of these must be allowed, as for a form before its choice
    unnamed     refused so far: a form has no name yet; the policies must allow at least one name
    """

    arn: str
    printed: str
    name: str = ""
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    row: Any = None
    missing: ServiceError | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    variants: Sequence[Mapping[str, str]] = ()
    otherwise: "Target | None" = None
    also: "Target | None" = None
    tagging: Action | None = None
    any_of: "Callable[[], Iterable[Target]] | None" = None
    unnamed: bool = False


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
