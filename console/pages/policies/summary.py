"""A policy in a table, as IAM's Summary shows it: effect, service, access level, resource,
condition. What it says is read from the document; nothing is decided.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actions import ALL
from accounts.policy import text_matcher
from accounts.policy.grammar import values

LEVELS = ("List", "Read", "Tagging", "Write", "Permissions management")
EVERYTHING = "All services"


@dataclass(frozen=True, slots=True)
class Line:
    """A service of a statement. `actions` are the patterns as written; `levels` is how far they
    reach: "Full access", or the access levels that are known of what they match.
    """

    denies: bool
    sid: str
    service: str
    levels: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[str, ...]


def summary(document: str) -> list[Line]:
    """The lines of a stored document, those that deny first."""
    statements = values(json.loads(document)["Statement"])
    lines = [line for number, one in enumerate(statements, 1) for line in _lines(one, number)]
    return sorted(lines, key=lambda line: not line.denies)


def _lines(statement: Mapping[str, Any], number: int) -> list[Line]:
    sid = str(statement.get("Sid") or f"Statement {number}")
    denies = statement["Effect"] == "Deny"
    resources, conditions = _resources(statement), _conditions(statement)
    if "NotAction" in statement:
        excepted = tuple(values(statement["NotAction"]))
        levels = "Everything except"
        return [Line(denies, sid, EVERYTHING, levels, excepted, resources, conditions)]
    services: dict[str, list[str]] = {}
    for pattern in values(statement["Action"]):
        service = EVERYTHING if pattern == "*" else pattern.split(":")[0].lower()
        services.setdefault(service, []).append(pattern)
    return [
        Line(denies, sid, service, _levels(patterns), tuple(patterns), resources, conditions)
        for service, patterns in services.items()
    ]


def _levels(patterns: list[str]) -> str:
    if any(pattern == "*" or pattern.endswith(":*") for pattern in patterns):
        return "Full access"
    matchers = [text_matcher(pattern.lower(), variables=False) for pattern in patterns]
    found = {
        action.access_level
        for action in ALL
        if any(matches(action.id.lower(), {}) for matches in matchers)
    }
    known = ", ".join(level for level in LEVELS if level in found)
    return f"Limited: {known}" if known else "Limited"


def _resources(statement: Mapping[str, Any]) -> tuple[str, ...]:
    if "NotResource" in statement:
        return tuple(f"All but {each}" for each in values(statement["NotResource"]))
    found = tuple(values(statement.get("Resource", "*")))
    return ("All resources",) if found == ("*",) else found


def _conditions(statement: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"{key} {operator} {', '.join(map(_said, values(held)))}"
        for operator, keys in statement.get("Condition", {}).items()
        for key, held in keys.items()
    )


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
