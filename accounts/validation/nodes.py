"""A JSON text as nodes that know where they stand. Bounded in depth; any other JSON is read."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

DEPTH_MAX = 32
SPACE = re.compile(r"[ \t\r\n]*")
DECODER = json.JSONDecoder(strict=True)
SCALAR = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null", re.ASCII)
CONSTANTS = {"true": True, "false": False, "null": None}
Step = dict[str, Any]


class NotJson(ValueError):
    """A text that is no JSON, from this place on."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class Literal(str):
    """A number as it is written; a text to all that looks at texts, but not a JSON string."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a JSON text from `start` to `end`.

    `path` leads to it in the shape of AWS's locations; of an object `parts` are the values and
    `keys` the names with their places, of an array `items` are the elements.
    """

    start: int
    end: int
    path: tuple[Step, ...]
    value: Any = None
    parts: dict[str, "Node"] = field(default_factory=dict)
    keys: dict[str, "Node"] = field(default_factory=dict)
    items: tuple["Node", ...] = ()
    kind: str = "scalar"

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str) and not isinstance(self.value, Literal)

    @property
    def listed(self) -> tuple["Node", ...]:
        """The elements of an array, or the value alone."""
        return self.items if self.kind == "array" else (self,)

    @property
    def texts(self) -> tuple["Node", ...]:
        """The strings among them."""
        return tuple(node for node in self.listed if node.is_text)

    def all_texts(self) -> Iterator["Node"]:
        """Every string below, whatever holds it."""
        if self.is_text:
            yield self
        for node in (*self.items, *self.parts.values()):
            yield from node.all_texts()


def read(text: str) -> Node:
    """The value of a JSON text; NotJson for a text that is none, or deeper than policies are."""
    node = _value(text, _skip(text, 0), (), 0)
    rest = _skip(text, node.end)
    if rest != len(text):
        raise NotJson(rest)
    return node


def _skip(text: str, place: int) -> int:
    found = SPACE.match(text, place)
    return found.end() if found else place


def _value(text: str, place: int, path: tuple[Step, ...], depth: int) -> Node:
    sign = text[place : place + 1]
    if depth > DEPTH_MAX:
        raise NotJson(place)
    if sign == "{":
        return _object(text, place, path, depth)
    if sign == "[":
        return _array(text, place, path, depth)
    if sign == '"':
        value, end = _string(text, place)
        return Node(place, end, path, value)
    found = SCALAR.match(text, place)
    if not found:
        raise NotJson(place)
    word = found.group()
    held = CONSTANTS[word] if word in CONSTANTS else Literal(word)
    return Node(place, found.end(), path, held)


def _string(text: str, place: int) -> tuple[str, int]:
    if text[place : place + 1] != '"':
        raise NotJson(place)
    try:
        value, end = DECODER.raw_decode(text, place)
    except json.JSONDecodeError as error:
        raise NotJson(error.pos) from error
    return value, end


def _object(text: str, start: int, path: tuple[Step, ...], depth: int) -> Node:
    parts: dict[str, Node] = {}
    keys: dict[str, Node] = {}
    place = _skip(text, start + 1)
    if text[place : place + 1] == "}":
        return Node(start, place + 1, path, kind="object")
    while True:
        name, end = _string(text, place)
        if name in parts:
            raise NotJson(place)
        keys[name] = Node(place, end, (*path, {"key": name}), name)
        place = _skip(text, end)
        if text[place : place + 1] != ":":
            raise NotJson(place)
        inner = (*path, {"value": name})
        parts[name] = _value(text, _skip(text, place + 1), inner, depth + 1)
        place = _skip(text, parts[name].end)
        if text[place : place + 1] == "}":
            return Node(start, place + 1, path, parts=parts, keys=keys, kind="object")
        if text[place : place + 1] != ",":
            raise NotJson(place)
        place = _skip(text, place + 1)


def _array(text: str, start: int, path: tuple[Step, ...], depth: int) -> Node:
    items: list[Node] = []
    place = _skip(text, start + 1)
    if text[place : place + 1] == "]":
        return Node(start, place + 1, path, kind="array")
    while True:
        items.append(_value(text, place, (*path, {"index": len(items)}), depth + 1))
        place = _skip(text, items[-1].end)
        if text[place : place + 1] == "]":
            return Node(start, place + 1, path, items=tuple(items), kind="array")
        if text[place : place + 1] != ",":
            raise NotJson(place)
        place = _skip(text, place + 1)
