"""Condition keys: whether there are such, and whether the actions have them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from accounts.validation import names
from accounts.validation.findings import Found
from accounts.validation.global_keys import PAIRED, TAG_FAMILIES, TYPES
from accounts.validation.statements import Condition, Policy, Statement

FORMAT = re.compile(r"[^\s:]+:\S+")
ARN_KEY = "aws:arn"
HOLE = re.compile(r"\\\$\\\{[^}]*\\\}")
# To set these by a request, another action must be allowed as well.
SETS = {
    "sts:sourceidentity": ("sts:SetSourceIdentity", "sts:SourceIdentity"),
    "sts:transitivetagkeys": ("sts:TagSession", "sts:TransitiveTagKeys"),
}
ASSUMES = ("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity")
OTHERS_MAX = 10  # actions that a message names


def check(policy: Policy, found: Found) -> None:
    for statement in policy.statements:
        for condition in statement.conditions:
            _key(condition, found)
            _without_actions(statement, condition, found)
            _without_its_action(statement, condition, found)
            _without_pair(statement, condition, found)


def _key(condition: Condition, found: Found) -> None:
    key, lowered = str(condition.key.value), condition.lowered
    service = lowered.partition(":")[0]
    bare = next((one for one in TAG_FAMILIES if lowered in (one, one[:-1])), "")
    if not FORMAT.fullmatch(key):
        found.add("INVALID_CONDITION_KEY_FORMAT", condition.key)
    elif lowered == ARN_KEY:
        found.add("UNSUPPORTED_GLOBAL_CONDITION_KEY", condition.key)
    elif bare:
        name = f"{key.rstrip('/')}/"
        found.add("MISSING_TAG_KEY_IN_CONDITION", condition.key, conditionKeyName=name, key=name)
    elif service == "aws":
        if lowered not in TYPES and not lowered.startswith(TAG_FAMILIES):
            found.add("INVALID_GLOBAL_CONDITION_KEY", condition.key, key=key)
    elif service in names.services():
        if found.may_read(service) and not is_key(service, lowered, found):
            said = {"key": key, "service": service}
            found.add("INVALID_SERVICE_CONDITION_KEY", condition.key, **said)
    elif "." not in service and service not in names.other_prefixes():
        found.add("INVALID_SERVICE", condition.key, service=service)


def is_key(service: str, key: str, found: Found) -> bool:
    """Whether a service has a condition key (lower-case); some are patterns of keys."""
    known = names.condition_keys(service)
    if key in known:
        return True
    patterns = _patterns(service)
    return not found.may_spend(1 + len(patterns)) or any(one.fullmatch(key) for one in patterns)


@lru_cache(maxsize=64)
def _patterns(service: str) -> tuple[re.Pattern[str], ...]:
    """The condition keys of which a part is free: tags and others."""
    free = [one for one in names.condition_keys(service) if "${" in one]
    return tuple(re.compile(HOLE.sub(lambda _: ".+", re.escape(one))) for one in free)


def _without_actions(statement: Statement, condition: Condition, found: Found) -> None:
    """Actions that are named in full and have no such key, where some action has it."""
    service = condition.lowered.partition(":")[0]
    if service not in names.services() or statement.not_action or "/" in condition.lowered:
        return
    if not found.may_read(service) or not found.may_spend(len(statement.actions)):
        return
    if condition.lowered not in names.used_keys(service):
        return
    without = [
        action
        for action, other, name in _named(statement)
        if found.may_read(other)
        and name in names.actions(other)
        and condition.lowered not in names.keys_of_actions(other).get(name, ())
    ]
    if without:
        said = {"actions": ", ".join(without[:OTHERS_MAX]), "key": condition.key.value}
        found.add("UNSUPPORTED_ACTION_FOR_CONDITION_KEY", condition.key, **said)


def _named(statement: Statement) -> Iterator[tuple[str, str, str]]:
    """The actions without wildcards, and their service and name in lower case."""
    for node in statement.actions:
        text = str(node.value)
        if not ("*" in text or "?" in text):
            service, _, name = text.lower().partition(":")
            yield text, service, name


def _without_its_action(statement: Statement, condition: Condition, found: Found) -> None:
    if condition.lowered not in SETS or statement.not_action or statement.effect != "Allow":
        return
    action, key = SETS[condition.lowered]
    actions = {str(node.value).lower() for node in statement.actions}
    if actions & set(ASSUMES) and action.lower() not in actions:
        found.add("MISSING_ACTION_FOR_CONDITION_KEY", condition.key, action=action, key=key)


def _without_pair(statement: Statement, condition: Condition, found: Found) -> None:
    others = [
        one for one in PAIRED.get(condition.lowered, ()) if not statement.has_key(one.lower())
    ]
    if others:
        said = {"key": condition.key.value, "others": ", ".join(others)}
        found.add("MISSING_PAIRED_CONDITION_KEYS", condition.key, **said)
