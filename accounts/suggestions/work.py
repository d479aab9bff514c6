"""How much the engine may be asked: hostile policies cost no more than ordinary ones may.

A unit is about a microsecond. The weights are measured upper bounds of compiling a document for an
action and trying its statements.
"""

from collections.abc import Mapping
from typing import Any

from accounts.policy import Decision, Document, Request
from accounts.suggestions.situations import Situation

STATEMENT = 3
OF_ACTIONS, OF_RESOURCES, OF_CONDITIONS = 60, 20, 6  # characters for one unit
COMPILED = 10  # a decision is so much cheaper after the first one about an action
QUESTION_MARK = 20  # characters of a pattern with `?` for one unit: it is tried one by one


class Spent(Exception):
    """Nothing is left to spend."""


class Work:
    """What may still be spent."""

    def __init__(self, units: int) -> None:
        self._left = units
        self._weights: dict[int, tuple[Document, int]] = {}

    def spend(self, units: int) -> None:
        """Take units; Spent where not so many are left."""
        if units > self._left:
            raise Spent
        self._left -= units

    def decide(self, situation: Situation) -> Decision:
        """What the engine answers; Spent where it may not be asked any more."""
        self.spend(self.weight(situation))
        return situation.decide()

    def weight(self, situation: Situation) -> int:
        """What one decision costs."""
        request = situation.request
        return 1 + sum(self._weigh(one.policy.document, request) for one in situation.everything)

    def _weigh(self, document: Document, request: Request) -> int:
        known = self._weights.get(id(document))
        if known is None:
            size = len(request.resource)
            weight = sum(weigh(one.elements, size) for one in document.statements)
            known = self._weights[id(document)] = document, weight
        return known[1] // COMPILED if request.action in document.index else known[1]


def weigh(elements: Mapping[str, Any], size: int) -> int:
    """What a statement costs, for a resource of so many characters."""
    actions = _text(elements, "Action", "NotAction")
    resources = _text(elements, "Resource", "NotResource")
    conditions = _text(elements, "Condition")
    units = len(actions) // OF_ACTIONS + len(resources) // OF_RESOURCES
    for text in (actions, resources, conditions):
        if "?" in text:
            units += (len(text) + size) // QUESTION_MARK
    return STATEMENT + units + len(conditions) // OF_CONDITIONS


def _text(elements: Mapping[str, Any], *names: str) -> str:
    return "".join(f"{elements.get(name, '')}" for name in names)
