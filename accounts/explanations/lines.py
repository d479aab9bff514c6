"""The text of a policy, line by line, with the statements that have to do with the answer."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.explanations.statements import Finding, Place
from accounts.policy import AppliedPolicy, statement_spans


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a policy. `place` is the place of the statement that it belongs to, None outside of
    those that matter; `label` is said at the first line of such a statement.
    """

    number: int
    text: str
    place: Place | None = None
    label: str = ""


LABELS = {
    Place.DECIDED: "this statement decided",
    Place.APPLIES: "this statement applies as well",
    Place.NEAR: "this statement almost applies",
}


def lines_of(policy: AppliedPolicy, findings: Iterable[Finding]) -> list[Line]:
    """The lines of a policy's document, one element a line where it is written closer."""
    text = spread(policy.document.text)
    marked: dict[int, tuple[Place, str]] = {}
    spans = statement_spans(text)
    for finding in findings:
        if finding.policy is policy and finding.place in LABELS:
            begin, end = spans[finding.record.statement.index]
            first = begin.line if begin.line == end.line else begin.line + 1
            for number in range(first, end.line + 1):
                label = LABELS[finding.place] if number == first else ""
                marked[number] = (finding.place, label)
    return [
        Line(number, line, *marked.get(number, (None, "")))
        for number, line in enumerate(text.split("\n"), 1)
    ]


def spread(text: str) -> str:
    """The document as written, or anew where several statements share a line."""
    spans = statement_spans(text)
    ends = [end.line for _, end in spans]
    if len(set(ends)) == len(ends) and "\n" in text:
        return text
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
