"""A slow, naive evaluator for comparison: the rules as one would first write them down."""

import re
from typing import Any


def glob(pattern: str, text: str) -> bool:
    parts = [".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern]
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def fill(pattern: str, context: dict[str, Any], mark: str) -> str | None:
    """Variables replaced; the value's own characters are hidden from the wildcards."""

    def value(found: re.Match[str]) -> str:
        held = context.get(found.group(1).lower())
        if not isinstance(held, str):
            raise KeyError
        return "".join(f"\ue000{ord(c):06x}" for c in held) if mark else held

    try:
        return re.sub(r"\$\{([^}]*)\}", value, pattern)
    except KeyError:
        return None


def text_matches(pattern: str, text: str, context: dict[str, Any]) -> bool:
    filled = fill(pattern, context, "hide")
    if filled is None:
        return False
    parts: list[str] = []
    for piece in re.split("(\ue000[0-9a-f]{6})", filled):
        if piece.startswith("\ue000"):
            parts.append(re.escape(chr(int(piece[1:], 16))))
        else:
            parts += [".*" if c == "*" else "." if c == "?" else re.escape(c) for c in piece]
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def resource_matches(pattern: str, resource: str, context: dict[str, Any]) -> bool:
    if pattern == "*":
        return True
    wanted, given = pattern.split(":", 5), resource.split(":", 5)
    if len(given) != 6:
        return False
    heads = zip(wanted[:5], given[:5], strict=True)
    return all(glob(w, g) for w, g in heads) and text_matches(wanted[5], given[5], context)


def condition_holds(name: str, key: str, values: list[str], context: dict[str, Any]) -> bool:
    if_exists, base = name.endswith("IfExists"), name.removesuffix("IfExists")
    held = context.get(key.lower())
    if base == "Null":
        return any((held is None) == (value == "true") for value in values)
    negated = "Not" in base
    if held is None:
        return if_exists or negated
    if base == "Bool":
        return any((held.lower() == "true") == (value == "true") for value in values)
    if base in ("StringLike", "StringNotLike"):
        found = any(text_matches(value, held, context) for value in values)
    else:
        found = any(fill(value, context, "") == held for value in values)
    return found != negated


def applies(statement: dict[str, Any], action: str, resource: str, context: dict[str, Any]) -> bool:
    names = statement.get("Action", statement.get("NotAction"))
    if any(glob(n.lower(), action.lower()) for n in names) == ("NotAction" in statement):
        return False
    arns = statement.get("Resource", statement.get("NotResource"))
    if any(resource_matches(a, resource, context) for a in arns) == ("NotResource" in statement):
        return False
    return all(
        condition_holds(name, key, values, context)
        for name, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    )


def decide(document: dict[str, Any], action: str, resource: str, context: dict[str, Any]) -> str:
    effects = {s["Effect"] for s in document["Statement"] if applies(s, action, resource, context)}
    return (
        "explicitDeny" if "Deny" in effects else "allowed" if "Allow" in effects else "implicitDeny"
    )
