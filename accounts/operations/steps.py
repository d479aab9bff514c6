"""One call of a change that is several calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actions import Action


@dataclass(frozen=True, slots=True)
class Step:
    """A call that is still to be made.

    `parameters` are those of the call, in CloudTrail's names; `perform` does it, and raises a
    ServiceError where the operation does.
    """

    action: Action
    parameters: Mapping[str, Any]
    perform: Callable[[], object]
