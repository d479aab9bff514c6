"""Documents in JSON and CBOR: measured before they are parsed.

What a parser builds of a short text can be large, and depth is a parser's stack: both are counted
over the bytes first. CBOR's tags are refused, since some of them let one value stand for many.
"""

import json as standard
import re
from typing import Any

import cbor2

from console.protocol.errors import MalformedInput

VALUES_MAX = 5000  # as many as the Query protocol has parameters
DEPTH_MAX = 16
# A string counts as one, also one that never ends: each byte is looked at once.
JSON_PARTS = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[\[{]|[\]}]|,', re.DOTALL)
BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(2, 8)
INDEFINITE = 31
BREAK = 0xFF
UNTIL_BREAK = -1


def json(body: bytes) -> Any:
    """The value of a JSON text; MalformedInput for one that is none, too deep or of too much."""
    try:
        text = body.decode()
    except UnicodeError as error:
        raise MalformedInput("The body is not UTF-8.") from error
    depth = values = 0
    for part in JSON_PARTS.finditer(text):
        first = text[part.start()]
        if first in "[{":
            depth += 1
        elif first in "]}":
            depth -= 1
        values += first in "[{,"
        _check(depth, values)
    try:
        return standard.loads(text, object_pairs_hook=_once)
    except ValueError as error:
        raise MalformedInput("The body is not JSON.") from error


def cbor(body: bytes) -> Any:
    """The value of a CBOR item; MalformedInput for one that is none, too deep or of too much."""
    _measure(body)
    try:
        return cbor2.loads(
            body, max_depth=DEPTH_MAX, allow_duplicate_keys=False, strict_hashable_types=True
        )
    except (cbor2.CBORError, ValueError) as error:
        raise _not_cbor() from error


def _check(depth: int, values: int) -> None:
    if depth > DEPTH_MAX:
        raise MalformedInput(f"A body is at most {DEPTH_MAX} levels deep.")
    if values > VALUES_MAX:
        raise MalformedInput(f"A body has at most {VALUES_MAX} values.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise MalformedInput("A member was sent more than once.")
    return named


def _measure(body: bytes) -> None:
    """Walk the heads of all items, none of which is read further (RFC 8949, section 3)."""
    at, values = 0, 0
    missing = [1]  # items still to come of each open array and map, the body's own one first
    while missing:
        if missing[-1] == 0:
            missing.pop()
            continue
        if at >= len(body):
            raise _not_cbor()
        if body[at] == BREAK and missing[-1] == UNTIL_BREAK:
            missing.pop()
            at += 1
            continue
        kind, length, at = _head(body, at)
        values += 1
        if missing[-1] > 0:
            missing[-1] -= 1
        if kind in (ARRAY, MAP) or (kind in (BYTES, TEXT) and length == UNTIL_BREAK):
            missing.append(length * 2 if kind == MAP and length > 0 else length)
        elif kind in (BYTES, TEXT):
            at += length
        _check(len(missing) - 1, values)
    if at != len(body):
        raise _not_cbor()


def _head(body: bytes, at: int) -> tuple[int, int, int]:
    """The kind and the length that an item's first bytes say, and where they end."""
    kind, short = body[at] >> 5, body[at] & INDEFINITE
    at += 1
    if kind == TAG:
        raise MalformedInput("A body has no tags.")
    if short < 24:
        return kind, short, at
    if short == INDEFINITE and kind in (BYTES, TEXT, ARRAY, MAP):
        return kind, UNTIL_BREAK, at
    if short > 27:
        raise _not_cbor()
    end = at + 2 ** (short - 24)
    return kind, int.from_bytes(body[at:end]), end


def _not_cbor() -> MalformedInput:
    return MalformedInput("The body is not CBOR.")
