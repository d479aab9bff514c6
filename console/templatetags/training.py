"""What the training layer adds to every page."""

from typing import Any

from django import template

from accounts.actions import SHIFT_CLOCK
from accounts.models import User
from accounts.principals import Principal
from console.gate.gate import Gate
from console.requests import CallerRequest
from console.training.clock import in_words
from console.training.targets import own_clock

register = template.Library()


@register.inclusion_tag("components/messages/clock_bar.html", takes_context=True)
def clock_bar(context: Any) -> dict[str, object]:
    """Says that the time of the account is shifted, with the way back for who may take it.

    The account is the caller's, or that of the user who owes a code. Nothing is asked of the
    policies where the time is the real one. Nothing is recorded.
    """
    request: CallerRequest = context["request"]
    person = request.principal or context.get("user")
    shift = person.account.clock_shift if isinstance(person, Principal | User) else 0
    if not shift:
        return {"shift": 0}
    gate: Gate | None = getattr(request, "gate", None)
    allowed = gate is not None and gate.judge(SHIFT_CLOCK, own_clock(request)).allowed
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "shift": shift,
        "length": in_words(shift),
        "allowed": allowed,
    }
