"""Checking a policy document for its editor, with the line and column of a fault."""

from dataclasses import dataclass

from accounts.operations.policies.documents import size
from accounts.policy.faults import Fault, find_fault

AROUND = 2
EMPTY = """{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Statement1",
            "Effect": "Allow",
            "Action": [],
            "Resource": []
        }
    ]
}"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document near its fault; `caret` is what stands under the line of the fault."""

    number: int
    text: str
    caret: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a document came to: its size, white space not counted, of `limit` characters.

    `fault` is None for one that IAM would store; `lines` are those around the fault, `offset` is
    its place in the text.
    """

    size: int
    limit: int
    fault: Fault | None = None
    lines: tuple[Line, ...] = ()
    offset: int = 0

    @property
    def too_long(self) -> bool:
        return self.size > self.limit


def checked(document: str, limit: int, *, inline: bool) -> Checked:
    """Check a document for the editor that shows it."""
    fault = find_fault(document, inline=inline)
    if fault is None:
        return Checked(size(document), limit)
    lines = document.split("\n")
    at = fault.position
    first = max(at.line - 1 - AROUND, 0)
    shown = [
        Line(number, text, _caret(text, at.column) if number == at.line else "")
        for number, text in enumerate(lines[first : at.line + AROUND], start=first + 1)
    ]
    offset = sum(len(line) + 1 for line in lines[: at.line - 1]) + at.column - 1
    return Checked(size(document), limit, fault, tuple(shown), offset)


def _caret(text: str, column: int) -> str:
    """The text that stands under a line and points at its column. A tab stands under a tab."""
    return "".join("\t" if sign == "\t" else " " for sign in text[: column - 1]) + "^"
