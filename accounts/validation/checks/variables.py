"""Policy variables: `${...}`, whole and where they count."""

import re

from accounts.validation.findings import Found
from accounts.validation.nodes import Node
from accounts.validation.statements import Policy, text_of

ELEMENTS = ("Sid", "Effect", "Action", "NotAction")
ESCAPES = ("*", "?", "$")
DEFAULT = re.compile(r"\s*'.*'\s*", re.DOTALL)
VARIABLES_MAX = 50  # of one text that are looked at


def check(policy: Policy, found: Found) -> None:
    for statement in policy.statements:
        for name in ELEMENTS:
            part = statement.node.parts.get(name)
            for node in part.all_texts() if part else ():
                _elsewhere(node, found)
        if not policy.has_variables:
            continue
        for node in statement.resources:
            _written(node, found)
        for condition in statement.conditions:
            for node in condition.held.all_texts():
                if "${" in text_of(node):
                    _written(node, found)
                    if condition.split and not condition.takes_variables:
                        found.add("INVALID_VARIABLE_FOR_OPERATOR", node)


def _elsewhere(node: Node, found: Found) -> None:
    text = str(node.value)
    if "${" in text:
        begin = text.index("${")
        end = text.find("}", begin)
        variable = text[begin : end + 1 if end >= 0 else len(text)]
        found.add("VARIABLE_UNSUPPORTED_IN_ELEMENT", node, variable=variable)


def _written(node: Node, found: Found) -> None:
    text, place = str(node.value), 0
    for _ in range(VARIABLES_MAX):
        place = text.find("${", place)
        if place < 0:
            return
        end = text.find("}", place)
        if end < 0:
            found.add("MISSING_BRACE_IN_VARIABLE", node)
            return
        _variable(node, text[place + 2 : end], found)
        place = end + 1
    found.is_partial |= "${" in text[place:]


def _variable(node: Node, inside: str, found: Found) -> None:
    name, comma, default = inside.partition(",")
    if not inside.strip():
        found.add("EMPTY_VARIABLE", node)
    elif inside in ESCAPES:
        return
    elif " " in name.strip() or name != name.strip():
        found.add("UNSUPPORTED_SPACE_IN_VARIABLE", node)
    elif comma and not (DEFAULT.fullmatch(default) and len(default.strip()) > 1):
        found.add("MISSING_QUOTE_IN_VARIABLE", node)
