"""What a simulation costs, estimated before it begins from the length of patterns and texts.

A step is about what Python needs for one character of a text: a tenth of a microsecond. A pattern
with `?` is tried character by character, against a row of bits as long as the pattern; any other
is found by the C library, some fifty characters a step. The sums are upper bounds.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.errors import InvalidInput
from accounts.policy import Context, Document
from accounts.policy.document import CACHED_LENGTH
from accounts.policy.grammar import values

STEPS_MAX = 10_000_000  # about a second
WORK_MAX = 100_000  # statements and context keys, times resources, times actions
FOUND_MAX = 20_000  # statements and context keys that one call may answer
TOO_LARGE = "The simulation is too large. Simulate fewer actions, resources or policies at once."
STATEMENT, CONDITION, PATTERN, LONG = 60, 200, 3, 500


class Found:
    """Counts the statements and context keys of an answer: a small request can name many."""

    def __init__(self) -> None:
        self._number = 0

    def add(self, number: int) -> None:
        """InvalidInput when the answer would be too long."""
        self._number += number
        if self._number > FOUND_MAX:
            raise InvalidInput(TOO_LARGE)


class Cost:
    """The steps of decisions: once, for each action, for each resource, and by its characters."""

    def __init__(self, documents: Iterable[Document], context: Context) -> None:
        self.once = self.by_action = self.fixed = self.by_character = 0.0
        self._context = {key: _texts(held) for key, held in context.items()}
        self._context_size = sum(len(text) for held in self._context.values() for text in held)
        for document in documents:
            for statement in document.statements:
                self._add(statement.elements)

    def steps(self, resources: Sequence[str], actions: int) -> float:
        """For so many actions, each tried with every resource."""
        length = sum(map(len, resources))
        decided = self.fixed * max(len(resources), 1) + self.by_character * length
        return self.once + actions * (self.by_action + decided)

    def _add(self, elements: Mapping[str, Any]) -> None:
        self.fixed += STATEMENT
        for pattern in _listed(elements, "Action", "NotAction"):
            self.by_action += _of_action(pattern)
        for pattern in _listed(elements, "Resource", "NotResource"):
            self.once += 3 * len(pattern)
            self.fixed += self._fixed(pattern)
            self.by_character += _by_character(pattern)
        for operator, keys in elements.get("Condition", {}).items():
            for key, held in keys.items():
                self._add_condition(operator, key.lower(), values(held))

    def _add_condition(self, operator: str, key: str, wanted: Sequence[Any]) -> None:
        given = self._context.get(key, ())
        length = sum(map(len, given))
        self.once += CONDITION
        self.fixed += PATTERN
        if "IgnoreCase" in operator:  # the whole context is lowered for each value
            self.fixed += len(given) * self._context_size / 10
        for value in map(str, wanted):
            self.fixed += max(len(given), 1) * self._fixed(value) + length * _by_character(value)

    def _fixed(self, pattern: str) -> float:
        steps = PATTERN + len(pattern) / 50
        if "${" not in pattern:
            return steps
        return steps + len(pattern) / 2 + self._context_size * (2 if "?" in pattern else 0.1)


def _of_action(pattern: str) -> float:
    """A pattern of an action, which is tried once for each action; short ones are kept compiled."""
    if not ("*" in pattern or "?" in pattern):
        return PATTERN + len(pattern) / 20
    return PATTERN + len(pattern) * (3 if len(pattern) <= CACHED_LENGTH else 10)


def _by_character(pattern: str) -> float:
    return 1 + len(pattern) / LONG if "?" in pattern else 0.02


def _texts(held: str | tuple[str, ...]) -> tuple[str, ...]:
    return (held,) if isinstance(held, str) else held


def _listed(elements: Mapping[str, Any], *names: str) -> list[str]:
    return [text for name in names if name in elements for text in values(elements[name])]
