"""A request in front of which the gate stands."""

from typing import cast

from console.gate.gate import Gate
from console.requests import CallerRequest, caller_of


class ConsoleRequest(CallerRequest):
    """What a marked view and an operation of the API are given: made by `with_gate`.

    gate  the decisions of this request, and the way to perform an action
    """

    gate: Gate


def with_gate(request: CallerRequest) -> ConsoleRequest:
    """The same request, with a gate of its own; LookupError without a caller."""
    gated = cast(ConsoleRequest, request)
    gated.gate = Gate(request, caller_of(request))
    return gated
