"""AWS's Query protocol: the parameters of a request, typed by the service model.

How numbers, booleans and lists are read was recorded from AWS; what is ambiguous (a parameter sent
twice, text that is not UTF-8) is refused like what is malformed.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from botocore.model import ListShape, Shape, StructureShape

from console.protocol.errors import MalformedInput

FIELDS_MAX = 5000
LIST_JUMP = 10
DIGITS = re.compile(r"[0-9]+")
INT32 = range(-(2**31), 2**31)
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
ENCODED = re.compile(r"[%+]")


def pairs(text: str) -> list[tuple[str, str]]:
    """The decoded names and values of a query string or form, in the order sent."""
    if not text:
        return []
    if text.count("&") >= FIELDS_MAX:
        raise MalformedInput("Too many parameters.")
    return [_pair(field) for field in text.split("&") if field]


def parameters(found: list[tuple[str, str]]) -> dict[str, str]:
    """Names and values, each name once."""
    named = dict(found)
    if len(named) < len(found):
        raise MalformedInput("A parameter was sent more than once.")
    return named


def read(shape: StructureShape | None, sent: Mapping[str, str]) -> dict[str, Any]:
    """The members of an operation's input that were sent; every other parameter is ignored.

    A list that was sent with a gap has None in it. MalformedInput for what its type cannot hold.
    """
    return _structure(shape, sent) if shape is not None else {}


def _pair(field: str) -> tuple[str, str]:
    name, _, value = field.partition("=")
    if ENCODED.search(field) or not field.isascii():
        return _decoded(name), _decoded(value)
    return name, value


def _decoded(text: str) -> str:
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode()
    except UnicodeError as error:
        raise MalformedInput("A parameter is not UTF-8.") from error


def _structure(shape: StructureShape, sent: Mapping[str, str]) -> dict[str, Any]:
    members = shape.members
    values: dict[str, Any] = {}
    nested: dict[str, dict[str, str]] = {}
    for name, text in sent.items():
        head, dot, rest = name.partition(".")
        if head not in members:
            continue
        if dot:
            nested.setdefault(head, {})[rest] = text
        else:
            values[head] = _scalar(members[head], text)
    for head, inner in nested.items():
        if head in values:
            raise MalformedInput(f"{head} was sent both as a value and as a list.")
        values[head] = _nested(members[head], inner)
    return values


def _nested(shape: Shape, sent: Mapping[str, str]) -> Any:
    if isinstance(shape, ListShape):
        return _list(shape, sent)
    if isinstance(shape, StructureShape):
        return _structure(shape, sent)
    raise MalformedInput("A single value was sent as a list.")


def _list(shape: ListShape, sent: Mapping[str, str]) -> list[Any]:
    """`member.1`, `member.2.Key` ...; the number may begin with zeros, never jump far ahead."""
    values: dict[int, Any] = {}
    nested: dict[int, dict[str, str]] = {}
    extent = 0
    for name, text in sent.items():
        word, _, rest = name.partition(".")
        if word != "member":
            continue
        number, dot, inner = rest.partition(".")
        index = _index(number, extent)
        extent = max(extent, index)
        slot = nested.setdefault(index, {}) if dot else None
        if index in values or (slot is not None and inner in slot):
            raise MalformedInput("An element of a list was sent more than once.")
        if slot is None:
            values[index] = _scalar(shape.member, text)
        else:
            slot[inner] = text
    if values.keys() & nested.keys():
        raise MalformedInput("An element of a list was sent more than once.")
    values |= {index: _nested(shape.member, inner) for index, inner in nested.items()}
    return [values.get(index) for index in range(1, extent + 1)]


def _index(text: str, extent: int) -> int:
    """The place of an element in a list of so many; the errors' texts were recorded from AWS."""
    index = _natural(text.removeprefix("-"))
    if index is None:
        raise MalformedInput("Start of list found where not expected")
    if text.startswith("-"):
        raise MalformedInput(f"Key {text} may not have a leading '-'")
    if index == 0:
        raise MalformedInput("0 is not a valid index")
    skipped = index - max(extent, 1)
    if skipped > LIST_JUMP:
        raise MalformedInput(f"Excessively sparse input would skip {skipped} list elements")
    return index


def _scalar(shape: Shape, text: str) -> Any:
    kind = shape.type_name
    if kind == "string":
        return text
    if kind == "integer":
        return _integer(text)
    if kind == "boolean" and text in BOOLEANS:
        return BOOLEANS[text]
    if kind == "list" and not text:
        return []
    raise MalformedInput(f"A value is not of the type {kind}.")


def _integer(text: str) -> int:
    number = _natural(text[1:] if text.startswith(("+", "-")) else text)
    if number is not None:
        value = -number if text.startswith("-") else number
        if value in INT32:
            return value
    raise MalformedInput("A value is not an integer.")


def _natural(text: str) -> int | None:
    """The number that digits spell; None for other text, and for more than ten digits that count.

    Python converts no text of thousands of digits, zeros included.
    """
    if not DIGITS.fullmatch(text):
        return None
    counting = text.lstrip("0") or "0"
    return int(counting) if len(counting) <= 10 else None
