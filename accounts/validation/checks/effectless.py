"""Ours: statements that can never matter, found by asking the engine. AWS has no such check.

A statement whose every action and resource another statement decides without a condition, and one
whose conditions hold in no context. The engine is asked with patterns in place of names: a `*` of
the statement becomes text that only a wildcard matches.
"""

from collections.abc import Iterator
from itertools import product

from accounts.policy import AppliedPolicy, Document, Effect, Request, Statement, evaluate, parse
from accounts.policy.grammar import MalformedPolicyDocument
from accounts.validation.findings import Found
from accounts.validation.statements import Policy

PROBES = ("", "\x01\x02\x03probe\x03\x02\x01")
# Keys that have few values: all contexts of them can be tried. None is absent.
DOMAINS: dict[str, tuple[str | None, ...]] = {
    "aws:multifactorauthpresent": (None, "false", "true"),
    "aws:securetransport": ("false", "true"),
    "aws:viaawsservice": ("false", "true"),
    "aws:principalisawsservice": ("false", "true"),
}
DENIED = "every request that it allows is denied by {other}."
ALLOWED = "{other} allows the same, without a condition."
DENIED_TOO = "{other} denies the same, without a condition."
NEVER = "its conditions hold in no request."


def check(policy: Policy, found: Found) -> None:
    try:
        document = parse(policy.text)
    except MalformedPolicyDocument:
        return
    plain = [one for one in document.statements if not one.conditions]
    for statement in document.statements:
        node = policy.statements[statement.index].node
        if not _can_hold(statement):
            found.add("STATEMENT_NEVER_MATTERS", node, why=NEVER)
            continue
        if statement.not_action or "NotResource" in statement.elements:
            continue
        others = [one for one in plain if one.index != statement.index]
        if not others or not found.may_spend(_questions(statement) * len(others)):
            continue
        why = _decided(document, statement, others)
        if why:
            found.add("STATEMENT_NEVER_MATTERS", node, why=why)


def _can_hold(statement: Statement) -> bool:
    """Whether some context satisfies all conditions; true where keys have too many values."""
    keys = sorted({condition.key.lower() for condition in statement.conditions})
    if not keys or not all(key in DOMAINS for key in keys):
        return True
    for values in product(*(DOMAINS[key] for key in keys)):
        context = {key: value for key, value in zip(keys, values, strict=True) if value}
        if all(condition.matches(context) for condition in statement.conditions):
            return True
    return False


def _questions(statement: Statement) -> int:
    held = statement.elements["Resource"]
    return 2 * len(statement.actions) * (len(held) if isinstance(held, list) else 1)


def _requests(statement: Statement) -> Iterator[Request]:
    """Requests that stand for all that the statement is about."""
    held = statement.elements["Resource"]
    resources = held if isinstance(held, list) else [held]
    for action in statement.actions:
        for resource in resources:
            for probe in PROBES if "*" in action + resource else PROBES[:1]:
                arn = "arn:\x01:\x01:\x01:\x01:\x01" if resource == "*" else resource
                yield Request(action.replace("*", probe), arn.replace("*", probe), {})


def _decided(document: Document, statement: Statement, others: list[Statement]) -> str:
    """Why other statements, without conditions, decide all of it; "" where they do not."""
    raw = [one.elements for one in others]
    applied = AppliedPolicy("", None, Document(document.version, raw, ""))
    effects, sids = set(), []
    for request in _requests(statement):
        decision = evaluate((applied,), request)
        effects.add(decision.effect)
        if decision.statement is None or len(effects) > 1:
            return ""
        sids.append(others[decision.statement.index])
    [effect] = effects
    later = any(one.index > statement.index and _equal(one, statement) for one in sids)
    if statement.effect == "Deny":
        template = DENIED_TOO if effect is Effect.EXPLICIT_DENY and not later else ""
    else:
        template = DENIED if effect is Effect.EXPLICIT_DENY else "" if later else ALLOWED
    return template.format(other=_name(sids[0]))


def _equal(one: Statement, other: Statement) -> bool:
    """Whether two statements are alike: of those the later one is the one too many."""
    return one.effect == other.effect and one.actions == other.actions and not other.conditions


def _name(statement: Statement) -> str:
    return f"the statement {statement.sid}" if statement.sid else f"statement {statement.index + 1}"
