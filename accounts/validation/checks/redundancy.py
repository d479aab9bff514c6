"""What says the same twice."""

import json

from accounts.policy import text_matcher
from accounts.validation.findings import Found
from accounts.validation.nodes import Node
from accounts.validation.statements import Policy, Statement

PATTERNS_MAX = 40  # of an element with wildcards, to which every other value is compared


def check(policy: Policy, found: Found) -> None:
    seen: dict[str, Node] = {}
    for statement in policy.statements:
        _actions(statement, found)
        _resources(statement, found)
        same = _without_sid(statement.node)
        if same in seen:
            found.add("REDUNDANT_STATEMENT", seen[same], statement.node)
        seen.setdefault(same, statement.node)


def _without_sid(node: Node) -> str:
    parts = {name: part for name, part in node.parts.items() if name != "Sid"}
    return json.dumps(_plain(Node(0, 0, (), parts=parts, kind="object")), sort_keys=True)


def _plain(node: Node) -> object:
    if node.kind == "object":
        return {name: _plain(part) for name, part in node.parts.items()}
    if node.kind == "array":
        return [_plain(item) for item in node.items]
    return [type(node.value).__name__, node.value]


def _actions(statement: Statement, found: Found) -> None:
    covered = _covered(statement.actions, found, lowered=True)
    if covered:
        actions = ", ".join(str(node.value) for node in covered[:3])
        found.add("REDUNDANT_ACTION", *covered, count=len(covered), action=actions)


def _resources(statement: Statement, found: Found) -> None:
    covered = _covered(statement.resources, found, lowered=False)
    if covered:
        found.add("REDUNDANT_RESOURCE", *covered, count=len(covered))


def _covered(nodes: tuple[Node, ...], found: Found, *, lowered: bool) -> list[Node]:
    """The values that another one of the element covers; of equal ones the later."""
    texts = [str(node.value).lower() if lowered else str(node.value) for node in nodes]
    wild = [text for text in dict.fromkeys(texts) if "*" in text or "?" in text]
    found.is_partial |= len(wild) > PATTERNS_MAX
    matchers = [(text, text_matcher(text, variables=False)) for text in wild[:PATTERNS_MAX]]
    seen: set[str] = set()
    covered: list[Node] = []
    for node, text in zip(nodes, texts, strict=True):
        compared = matchers if found.may_spend(len(matchers)) else []
        if text in seen or any(one != text and fits(text, {}) for one, fits in compared):
            covered.append(node)
        seen.add(text)
    return covered
