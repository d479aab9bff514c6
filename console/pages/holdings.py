"""What must be taken away from a user, a group or a policy before it can be deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.actions import Action
from console.events import Call, record_calls
from console.gate import Gate


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of thing that is in the way.

    `action` is the call that tells of it, `count` how many there are, `page` the holder's page
    where they are taken away.
    """

    title: str
    action: Action
    count: Callable[[Any], int]
    page: str


def held(
    gate: Gate, holdings: Sequence[Holding], holder: Any, **named: str
) -> list[dict[str, object]]:
    """What is in the way, as far as it may be seen: dicts with title, count and url.

    `named` is the parameter of the calls that names the holder: `userName="dave"`.
    """
    seen = [holding for holding in holdings if gate.allows(holding.action)]
    record_calls(gate.request, [Call(holding.action, named) for holding in seen])
    counted = [(holding, holding.count(holder)) for holding in seen]
    return [
        {
            "title": holding.title,
            "count": count,
            "url": reverse(holding.page, args=list(named.values())),
        }
        for holding, count in counted
        if count
    ]


def unseen(gate: Gate, holdings: Sequence[Holding]) -> list[str]:
    """The actions that would tell of more, and are not allowed."""
    return [holding.action.id for holding in holdings if not gate.allows(holding.action)]
