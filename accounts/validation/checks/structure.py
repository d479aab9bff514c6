"""Elements: which there are, of which type, and what is missing."""

import re

from accounts.policy.grammar import FIELDS, PAIRS, TOP, VERSIONS
from accounts.validation.findings import Found
from accounts.validation.nodes import Node
from accounts.validation.statements import NEW, Policy, Statement

SID = re.compile(r"[A-Za-z0-9]*", re.ASCII)
EFFECTS = ("Allow", "Deny")
QUOTA = 6144
WHITE_SPACE = re.compile(r"\s")
POLICY_TYPE = "IDENTITY_POLICY"


def check(policy: Policy, found: Found) -> None:
    root = policy.root
    if root.kind != "object":
        found.add("DATA_TYPE_MISMATCH", root, wanted="Object")
        return
    _unknown(root, TOP, found)
    _version(root, found)
    _typed(root, "Id", "String", found)
    size = len(WHITE_SPACE.sub("", policy.text))
    if size > QUOTA:
        found.add("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", root, size=size, quota=QUOTA)
    held = root.parts.get("Statement")
    if held is None or (held.kind == "array" and not held.items):
        found.add("MISSING_STATEMENT", held or root)
        return
    for node in held.listed:
        if node.kind != "object":
            found.add("DATA_TYPE_MISMATCH", node, wanted="Object")
    for statement in policy.statements:
        _statement(statement, found)
    _repeated_sids(policy, found)


def _unknown(node: Node, known: frozenset[str], found: Found) -> None:
    for name, key in node.keys.items():
        if name not in known:
            found.add("INVALID_POLICY_ELEMENT", key, element=name)


def _version(root: Node, found: Found) -> None:
    version = root.parts.get("Version")
    if version is None:
        found.add("MISSING_VERSION", root)
    elif not version.is_text:
        found.add("DATA_TYPE_MISMATCH", version, wanted="String")
    elif version.value not in VERSIONS:
        found.add("INVALID_VERSION", version, version=version.value, versions=", ".join(VERSIONS))
    elif version.value != NEW:
        _no_variables(root, found)


def _no_variables(root: Node, found: Found) -> None:
    """Variables of a document whose version has none."""
    statements = root.parts.get("Statement")
    for node in statements.all_texts() if statements else ():
        if "${" in node.value:
            found.add("VARIABLE_UNSUPPORTED_IN_VERSION", node)


def _typed(node: Node, name: str, wanted: str, found: Found) -> None:
    part = node.parts.get(name)
    if part is not None and not part.is_text:
        found.add("DATA_TYPE_MISMATCH", part, wanted=wanted)


def _statement(statement: Statement, found: Found) -> None:
    node = statement.node
    _unknown(node, FIELDS, found)
    _typed(node, "Sid", "String", found)
    sid = node.parts.get("Sid")
    if sid is not None and sid.is_text:
        if not sid.value:
            found.add("EMPTY_SID_VALUE", sid)
        elif not SID.fullmatch(sid.value):
            found.add("UNSUPPORTED_SID", sid)
    effect = node.parts.get("Effect")
    if effect is None:
        found.add("MISSING_EFFECT", node)
    elif effect.value not in EFFECTS:
        found.add("INVALID_EFFECT", effect, effect=effect.value)
    for name in ("Principal", "NotPrincipal"):
        if name in node.keys:
            found.add("UNSUPPORTED_PRINCIPAL", node.keys[name], policy=POLICY_TYPE)
    for (one, other), code in zip(PAIRS, ("ACTION", "RESOURCE"), strict=True):
        if one in node.keys and other in node.keys:
            keys = (node.keys[one], node.keys[other])
            found.add("UNSUPPORTED_ELEMENT_COMBINATION", *keys, element1=one, element2=other)
        elif one not in node.keys and other not in node.keys:
            found.add(f"MISSING_{code}", node)
        for name in (one, other):
            _strings(node.parts.get(name), f"EMPTY_ARRAY_{code}", found)
    _condition(node.parts.get("Condition"), found)


def _strings(node: Node | None, empty: str, found: Found) -> None:
    """An element that is a string or an array of strings."""
    if node is None:
        return
    if node.kind == "array" and not node.items:
        found.add(empty, node)
    for each in node.listed:
        if not each.is_text:
            found.add("DATA_TYPE_MISMATCH", each, wanted="String")


def _condition(node: Node | None, found: Found) -> None:
    if node is None:
        return
    if node.kind != "object":
        found.add("DATA_TYPE_MISMATCH", node, wanted="Object")
    elif not node.parts:
        found.add("EMPTY_OBJECT_CONDITION", node)
    for keys in node.parts.values():
        if keys.kind != "object":
            found.add("DATA_TYPE_MISMATCH", keys, wanted="Object")
        elif not keys.parts:
            found.add("EMPTY_OBJECT_CONDITION", keys)
        for held in keys.parts.values():
            for each in held.listed:
                if each.kind != "scalar" or each.value is None:
                    found.add("DATA_TYPE_MISMATCH", each, wanted="String")


def _repeated_sids(policy: Policy, found: Found) -> None:
    seen: dict[str, Node] = {}
    for statement in policy.statements:
        sid = statement.node.parts.get("Sid")
        if sid is not None and sid.is_text and sid.value:
            if sid.value in seen:
                found.add("UNIQUE_SIDS_REQUIRED", sid)
            seen.setdefault(sid.value, sid)
