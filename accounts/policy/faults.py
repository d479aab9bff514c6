"""Where a refused document is wrong, and what is wrong there, in our words beside IAM's.

Computed only on request, by the grammar alone: a part is wrong if a document that is complete but
for this part is refused in the same words. JSON errors have their own position.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from accounts.policy.grammar import (
    DUPLICATE_SID,
    FIELDS,
    NEW,
    NO_ACTIONS,
    NO_RESOURCES,
    PAIRS,
    PRINCIPAL,
    TOP,
    MalformedPolicyDocument,
    Number,
    check,
    read,
)
from accounts.policy.positions import WHITE_SPACE, Position, next_place, position_at

WRONG = "IAM takes no such value"
WANTED = {"Effect": "it must be Allow or Deny", "Version": f"it must be {NEW}"}
WHOLE = {"Effect": "Allow", "Action": "*", "Resource": "*"}
Found = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document is refused (`message`, IAM's text), and where; `what` is ours."""

    message: str
    position: Position
    what: str


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value with the place where it begins; `keys` are the places of an object's keys."""

    start: int
    value: Any
    parts: dict[str, "Node"] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    items: tuple["Node", ...] = ()


class _NoPolicyJson(ValueError):
    """JSON that Python's parser reads and IAM's does not."""

    def __init__(self, place: int, what: str) -> None:
        super().__init__(what)
        self.place = place


def find_fault(text: str, *, inline: bool = False) -> Fault | None:
    """The first fault of a document that is to be stored; None for one that IAM would store.

    `inline` for a policy of a user or a group: one text of IAM differs.

    >>> find_fault('{"Version": "2012-10-17", "Statement": []}')
    Fault(message='Syntax errors in policy.', position=Position(line=1, column=40), \
what='There is no statement here.')
    """
    try:
        read(text, new=True, inline=inline)
    except MalformedPolicyDocument as error:
        message = str(error)
    else:
        return None
    try:
        place, what = _in_text(text, message)
    except RecursionError:
        place, what = 0, "It is nested too deeply."
    return Fault(message, position_at(text, place), what.encode(errors="replace").decode())


def _in_text(text: str, message: str) -> Found:
    if text.startswith(WHITE_SPACE):
        return 0, "White space stands before the document."
    try:
        json.loads(text, parse_int=Number, parse_float=Number)
        root, _ = _node(text, next_place(text, 0))
    except json.JSONDecodeError as error:
        return error.pos, f"This is no JSON: {error.msg[0].lower()}{error.msg[1:]}."
    except _NoPolicyJson as error:
        return error.place, str(error)
    if not isinstance(root.value, dict):
        return root.start, "A policy is a JSON object."
    return _in_document(root, message)


def _in_document(root: Node, message: str) -> Found:
    for name, place in root.keys.items():
        if name not in TOP:
            return place, f"{_quoted(name)} is no element of a policy."
    if "Version" not in root.parts and _refused(Statement=[WHOLE]) == message:
        return root.start, f'The element Version is missing: write "Version": "{NEW}".'
    for name in ("Version", "Id"):
        part = root.parts.get(name)
        if part and _refused(**{"Version": NEW, name: part.value}, Statement=[WHOLE]) == message:
            return part.start, f"The element {name}: {WANTED.get(name, WRONG)}."
    statements = root.parts.get("Statement")
    if statements is None:
        return root.start, "The element Statement is missing."
    if isinstance(statements.value, list) and not statements.items:
        return statements.start, "There is no statement here."
    return _in_statements(statements, message)


def _in_statements(statements: Node, message: str) -> Found:
    nodes = statements.items or (statements,)
    for number, node in enumerate(nodes, start=1):
        if _refused(Version=NEW, Statement=[node.value]) == message:
            if not isinstance(node.value, dict):
                return node.start, "A statement is a JSON object."
            place, what = _in_statement(node, message)
            return place, f"Statement {number}: {what}"
    if message == DUPLICATE_SID:
        return _repeated_sid(nodes)
    return statements.start, "The fault is among these statements."


def _in_statement(node: Node, message: str) -> Found:
    for name, place in node.keys.items():
        if name not in FIELDS:
            return place, f"{_quoted(name)} is no element of a statement."
        if message == PRINCIPAL and name in ("Principal", "NotPrincipal"):
            return place, f"the element {name}."
    for one, other in PAIRS:
        if one in node.keys and other in node.keys:
            later = max(node.keys[one], node.keys[other])
            return later, f"the elements {one} and {other} exclude one another."
    missing = _missing(node, message)
    if missing:
        return node.start, missing
    for name, part in node.parts.items():
        if _field_refused(name, part.value) == message:
            place, what = _in_field(name, part, message)
            return place, f"the element {name}{what}: {WANTED.get(name, WRONG)}."
    return node.start, "the fault is in here."


def _missing(node: Node, message: str) -> str:
    wanted = {NO_ACTIONS: PAIRS[0], NO_RESOURCES: PAIRS[1]}.get(message)
    if wanted and not any(name in node.keys for name in wanted):
        return f"the element {wanted[0]} is missing."
    return "" if "Effect" in node.keys else "the element Effect is missing."


def _in_field(name: str, part: Node, message: str) -> Found:
    """The place inside an element's value, and its name there."""
    for number, item in enumerate(part.items, start=1):
        if _field_refused(name, [item.value]) == message:
            return item.start, f", value {number}"
    if name == "Condition":
        for place, what, value in _condition_parts(part):
            if _field_refused(name, value) == message:
                return place, what
    return part.start, ""


def _condition_parts(condition: Node) -> Iterator[tuple[int, str, Any]]:
    """Each operator, key and value alone; then what is left, from the smallest part up."""
    for operator, keys in condition.parts.items():
        yield condition.keys[operator], f", {operator}", {operator: {"a:b": []}}
        for key, held in keys.parts.items():
            yield keys.keys[key], f", {operator}, {key}", {operator: {key: []}}
            for number, item in enumerate(held.items or (held,), start=1):
                what = f", {operator}, {key}, value {number}"
                yield item.start, what, {operator: {"a:b": [item.value]}}
            yield keys.keys[key], f", {operator}, {key}", {operator: {key: held.value}}
        yield condition.keys[operator], f", {operator}", {operator: keys.value}


def _repeated_sid(nodes: tuple[Node, ...]) -> Found:
    seen: set[str] = set()
    for number, node in enumerate(nodes, start=1):
        sid = node.parts.get("Sid")
        if sid and sid.value:
            if sid.value in seen:
                return sid.start, f"Statement {number} has the Sid of one before it."
            seen.add(sid.value)
    return nodes[0].start, "The fault is among these statements."


def _field_refused(name: str, value: Any) -> str:
    """Why a statement is refused that is whole but for this element."""
    others = {n: v for n, v in WHOLE.items() if name not in (n, f"Not{n}")}
    return _refused(Version=NEW, Statement=[{**others, name: value}])


def _refused(**document: Any) -> str:
    try:
        check(document, new=True)
    except MalformedPolicyDocument as error:
        return str(error)
    return ""


def _node(text: str, place: int) -> tuple[Node, int]:
    """The value at a place of a text that is JSON, and the place after it."""
    if text[place] == "{":
        return _object(text, place)
    if text[place] == "[":
        return _list(text, place)
    try:
        value, end = DECODER.raw_decode(text, place)
    except _NoPolicyJson as error:
        raise _NoPolicyJson(place, str(error)) from error
    return Node(place, value), end


def _object(text: str, start: int) -> tuple[Node, int]:
    parts: dict[str, Node] = {}
    keys: dict[str, int] = {}
    place = next_place(text, start + 1)
    while text[place] != "}":
        name, end = DECODER.raw_decode(text, place)
        if name in parts:
            raise _NoPolicyJson(place, f"{_quoted(name)} stands here a second time.")
        keys[name] = place
        parts[name], place = _node(text, next_place(text, end, ":"))
        place = next_place(text, place, ",")
    return Node(start, {n: part.value for n, part in parts.items()}, parts, keys), place + 1


def _list(text: str, start: int) -> tuple[Node, int]:
    items: list[Node] = []
    place = next_place(text, start + 1)
    while text[place] != "]":
        node, place = _node(text, place)
        items.append(node)
        place = next_place(text, place, ",")
    return Node(start, [item.value for item in items], items=tuple(items)), place + 1


def _no_constant(name: str) -> Any:
    raise _NoPolicyJson(0, f"{name} is no JSON.")


def _quoted(name: str) -> str:
    return f'"{name}"'


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_no_constant)
