"""Findings, in the shape that `ValidatePolicy` answers."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from accounts.validation.messages import GUESS, MESSAGES, OURS
from accounts.validation.nodes import Node

GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks"
ANCHOR = f"{GUIDE}.html#access-analyzer-reference-policy-checks"
KINDS = {"WARNING": "general-warning"}
WORK_MAX = 8_000  # comparisons of a document, some microseconds each
SERVICES_MAX = 40  # whose names are read for a document
VALUE_MAX = 200  # characters of a document's own text that a message repeats


class FindingType(Enum):
    """AWS's four kinds, with the words of its tabs."""

    SECURITY_WARNING = "Security"
    ERROR = "Errors"
    WARNING = "Warnings"
    SUGGESTION = "Suggestions"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text: lines begin at 1, columns and offsets at 0."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding is: the way through the document, and the piece of its text."""

    path: tuple[dict[str, Any], ...]
    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `ours` is one that AWS has not."""

    type: FindingType
    code: str
    details: str
    locations: tuple[Location, ...]
    ours: bool = False

    @property
    def learn_more(self) -> str:
        """The section of AWS's guide about the check; "" for one of ours."""
        kind = KINDS.get(self.type.name, self.type.name)
        words = f"{kind}-{self.code}".lower().replace("_", "-")
        return "" if self.ours else f"{ANCHOR}-{words}"


class Lines:
    """The lines of a text, to tell a place's line and column."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        place = text.find("\n")
        while place >= 0:
            self._starts.append(place + 1)
            place = text.find("\n", place + 1)

    def place(self, offset: int) -> Place:
        """The place of an offset."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1], offset)


class Found:
    """The findings of a document while it is checked, at most `limit` of them."""

    def __init__(self, text: str, limit: int) -> None:
        self._lines = Lines(text)
        self._limit = limit
        self._left = WORK_MAX
        self._services: set[str] = set()
        self.findings: list[Finding] = []
        self.is_partial = False  # whether a bound left out a check or a finding

    def place(self, offset: int) -> Place:
        """The place of an offset in the text."""
        return self._lines.place(offset)

    def may_spend(self, cost: int) -> bool:
        """Whether there is time for so many comparisons more; what has none is not checked."""
        if cost > self._left:
            self.is_partial = True
            return False
        self._left -= cost
        return True

    def may_read(self, service: str) -> bool:
        """Whether the names of a service may be read, which takes time at first."""
        if len(self._services) < SERVICES_MAX:
            self._services.add(service)
        self.is_partial |= service not in self._services
        return service in self._services

    def add(self, code: str, *nodes: Node, **values: object) -> None:
        """Keep a finding of this code, at these nodes, its message filled with these values."""
        if len(self.findings) >= self._limit:
            self.is_partial = True
            return
        self.findings.append(self._finding(code, nodes, values))

    def say_what_is_left_out(self, node: Node) -> None:
        """Beyond the limit of findings: that some are missing, if so."""
        if self.is_partial:
            self.findings.append(self._finding("PARTLY_CHECKED", (node,), {}))

    def _finding(self, code: str, nodes: Sequence[Node], values: dict[str, object]) -> Finding:
        kind, message = MESSAGES[code] if code in MESSAGES else OURS[code]
        if values.get("meant") == "":
            message = message.removesuffix(GUESS)
        said = {name: _written(str(value)[:VALUE_MAX]) for name, value in values.items()}
        located = tuple(self._location(node) for node in nodes[:20])
        return Finding(FindingType[kind], code, message.format(**said), located, code in OURS)

    def _location(self, node: Node) -> Location:
        return Location(node.path, self._lines.place(node.start), self._lines.place(node.end))


def _written(text: str) -> str:
    """A text without halves of characters, which cannot be sent."""
    return text.encode(errors="replace").decode()


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """By their places in the text; what has the same place stays as it was found."""
    return tuple(
        sorted(findings, key=lambda one: one.locations[0].start.offset if one.locations else 0)
    )
