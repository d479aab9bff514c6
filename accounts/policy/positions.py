"""Where the statements of a policy document stand in its text, as IAM's simulator says it.

Computed only on request: deciding never needs it. Recorded from AWS: a statement begins where what
is before it ends (after the `[`, after the statement before it, or after its own `{` where
`Statement` is no list), and ends after its `}`. Lines end with LF; both counts begin at 1.
"""

import json
from dataclasses import dataclass

WHITE_SPACE = (" ", "\t", "\r", "\n")
DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text."""

    line: int
    column: int


Span = tuple[Position, Position]


def statement_spans(text: str) -> tuple[Span, ...]:
    """The beginning and end of each statement of a document that was parsed before.

    >>> statement_spans('{"Statement": {"Effect": "Allow"}}')
    ((Position(line=1, column=16), Position(line=1, column=34)),)
    """
    place = text.index("{") + 1
    while True:
        name, place = DECODER.raw_decode(text, next_place(text, place, ","))
        place = next_place(text, place, ":")
        if name == "Statement":
            break
        _, place = DECODER.raw_decode(text, place)
    if text[place] == "{":
        _, end = DECODER.raw_decode(text, place)
        return ((position_at(text, place + 1), position_at(text, end)),)
    found: list[Span] = []
    start = place + 1
    while text[place := next_place(text, start, ",")] != "]":
        _, end = DECODER.raw_decode(text, place)
        found.append((position_at(text, start), position_at(text, end)))
        start = end
    return tuple(found)


def next_place(text: str, place: int, separator: str = "") -> int:
    """The first place after white space and a separator."""
    while text[place] in WHITE_SPACE or text[place] == separator:
        place += 1
    return place


def position_at(text: str, place: int) -> Position:
    """The line and column of a place that is counted from the beginning of the text."""
    return Position(text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place))
