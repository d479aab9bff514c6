"""Changed copies of policy documents, their text, and the lines that differ. Pure functions."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any

from accounts.policy import Document, MalformedPolicyDocument, Statement
from accounts.policy.grammar import NEW, check, values
from accounts.policy.positions import WHITE_SPACE

Elements = dict[str, Any]
AROUND = 3  # lines that are shown before and after a change
COMPARED_MAX = 300  # lines between the first and the last that differ


def made_of(raw: Sequence[Elements]) -> Document:
    """A document of these statements, in the language's present version; `text_of` writes it."""
    return Document(NEW, list(raw), "")


def with_statement(document: Document, index: int, elements: Elements | None) -> Document:
    """The document with a statement changed, or without it for None."""
    raw: list[Elements] = [one.elements for one in document.statements]
    raw[index : index + 1] = [] if elements is None else [elements]
    return made_of(raw)


def with_new_statement(document: Document, elements: Elements) -> Document:
    """The document with one statement more, at its end."""
    return made_of([*(one.elements for one in document.statements), elements])


def adding(elements: Elements, name: str, value: str) -> Elements:
    """The statement with a value more in an element; an ordered list stays ordered.

    >>> adding({"Action": ["iam:A", "iam:C"]}, "Action", "iam:B")
    {'Action': ['iam:A', 'iam:B', 'iam:C']}
    """
    return {**elements, name: _with(values(elements[name]), value)}


def _with(held: Sequence[Any], value: str) -> list[Any]:
    found = [*held, value]
    return sorted(found) if len(held) > 1 and list(held) == sorted(held) else found


def keeping(elements: Elements, name: str, wanted: Callable[[str], bool]) -> Elements | None:
    """The statement with these values of an element only; None if none or all would stay."""
    held = values(elements[name])
    kept = [value for value in held if wanted(value)]
    return {**elements, name: kept} if kept and len(kept) < len(held) else None


def with_condition(
    elements: Elements, operator: str, key: str, held: Sequence[Any] | None
) -> Elements:
    """The statement with other values for a condition, or without it for None.

    >>> with_condition({"Condition": {"Bool": {"a:b": "true"}}}, "Bool", "a:b", None)
    {}
    """
    condition = {name: dict(keys) for name, keys in elements.get("Condition", {}).items()}
    keys = condition.setdefault(operator, {})
    if held is None:
        keys.pop(key)
    else:
        keys[key] = held[0] if len(held) == 1 else list(held)
    condition = {name: keys for name, keys in condition.items() if keys}
    changed = {**elements, "Condition": condition}
    return changed if condition else {k: v for k, v in changed.items() if k != "Condition"}


def renaming(elements: Elements, name: str, other: str, value: Any) -> Elements:
    """The statement with another element in the place of one.

    >>> renaming({"Resource": "*", "Sid": "A"}, "Resource", "NotResource", "x")
    {'NotResource': 'x', 'Sid': 'A'}
    """
    return {
        (other if key == name else key): (value if key == name else held)
        for key, held in elements.items()
    }


def with_value(elements: Elements, operator: str, key: str, value: str) -> Elements:
    """The statement with one value more for a condition."""
    held = values(elements["Condition"][operator][key])
    return with_condition(elements, operator, key, _with(held, value))


def escaped(text: str) -> str:
    """A text as a pattern that fits it alone.

    >>> escaped("user/a*${x}")
    'user/a${*}${$}{x}'
    """
    return "".join(f"${{{sign}}}" if sign in "*?$" else sign for sign in text)


def name_of(statement: Statement) -> str:
    """How a sentence names a statement."""
    return statement.sid or f"number {statement.index + 1}"


def free_sid(document: Document, wished: str) -> str:
    """The wished name of a statement, with a number behind it if the document has it."""
    taken = {statement.sid for statement in document.statements}
    wished = "".join(sign for sign in wished if sign.isascii() and sign.isalnum())
    names = [wished, *(f"{wished}{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def text_of(document: Document) -> str:
    """The document as the console writes one."""
    return json.dumps(_whole(document), indent=2, ensure_ascii=False)


def compact_text(document: Document) -> str:
    """The document without white space, as an argument of a command."""
    return json.dumps(_whole(document), separators=(",", ":"), ensure_ascii=False)


def _whole(document: Document) -> dict[str, Any]:
    statements = [one.elements for one in document.statements]
    return {"Version": document.version, "Statement": statements}


def size(document: Document) -> int:
    """Its characters as IAM counts them: without white space."""
    text = compact_text(document)
    return len(text) - sum(text.count(sign) for sign in WHITE_SPACE)


def is_storable(elements: Elements) -> bool:
    """Whether IAM stores a policy with this statement."""
    try:
        check({"Version": NEW, "Statement": [elements]}, new=True)
    except MalformedPolicyDocument:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a difference. `sign` is "+", "-" or " "; a line has its number in the text before
    and in the text after, 0 where it does not stand.
    """

    sign: str
    text: str
    before: int
    after: int


def difference(before: str, after: str) -> tuple[Line, ...]:
    """The lines that differ, with three around each change.

    >>> [line.sign + line.text for line in difference("a\\nb", "a\\nc")]
    [' a', '-b', '+c']
    """
    old, new = before.splitlines(), after.splitlines()
    head = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))
    rest = zip(reversed(old[head:]), reversed(new[head:]), strict=False)
    tail = len(list(takewhile(lambda pair: pair[0] == pair[1], rest)))
    first, last = max(head - AROUND, 0), max(tail - AROUND, 0)
    return tuple(_lines(old[first : len(old) - last], new[first : len(new) - last], first))


def _lines(old: list[str], new: list[str], start: int) -> list[Line]:
    if max(len(old), len(new)) > COMPARED_MAX:
        blocks = [[("replace", 0, len(old), 0, len(new))]]
    else:
        blocks = list(SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND))
    found: list[Line] = []
    for tag, old_from, old_to, new_from, new_to in (one for block in blocks for one in block):
        if tag == "equal":
            found += [
                Line(" ", old[old_from + n], start + old_from + n + 1, start + new_from + n + 1)
                for n in range(old_to - old_from)
            ]
        else:
            found += [Line("-", old[n], start + n + 1, 0) for n in range(old_from, old_to)]
            found += [Line("+", new[n], 0, start + n + 1) for n in range(new_from, new_to)]
    return found
