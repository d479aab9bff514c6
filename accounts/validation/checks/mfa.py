"""Ours: traps of policies about MFA. AWS has no such checks."""

from accounts.policy import text_matcher
from accounts.validation.findings import Found
from accounts.validation.statements import Condition, Policy, Statement

KEY = "aws:multifactorauthpresent"
BOOLEANS = (KEY, "aws:securetransport", "aws:viaawsservice", "aws:principalisawsservice")
# Who has no device yet needs these in order to set one up and to sign in with it.
ENROL = (
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:ListMFADevices",
    "sts:GetSessionToken",
)


def check(policy: Policy, found: Found) -> None:
    for statement in policy.statements:
        for condition in statement.conditions:
            if condition.lowered in BOOLEANS and condition.base.startswith("String"):
                found.add("MFA_COMPARED_AS_TEXT", condition.key, key=condition.key.value)
            elif condition.lowered == KEY and condition.base == "Bool":
                _bool(statement, condition, found)
        if _denies_without_mfa(statement):
            _enrolling(statement, found)


def _bool(statement: Statement, condition: Condition, found: Found) -> None:
    wants = {value.lower() for value in condition.values}
    if statement.effect == "Deny" and wants == {"false"} and not condition.if_exists:
        found.add("MFA_DENY_WITHOUT_IF_EXISTS", condition.name)
    if statement.effect == "Allow" and condition.if_exists:
        found.add("MFA_ALLOW_WITH_IF_EXISTS", condition.name)


def _denies_without_mfa(statement: Statement) -> bool:
    """Whether it denies who has no MFA, and nothing else decides whether."""
    if statement.effect != "Deny" or len(statement.conditions) != 1:
        return False
    [condition] = statement.conditions
    values = {value.lower() for value in condition.values}
    tests = (condition.base, values)
    return condition.lowered == KEY and tests in (("Bool", {"false"}), ("Null", {"true"}))


def _enrolling(statement: Statement, found: Found) -> None:
    if not any(node.value == "*" for node in statement.resources):
        return
    denied = [action for action in ENROL if _names(statement, action) is not statement.not_action]
    if denied:
        key = statement.node.keys["NotAction" if statement.not_action else "Action"]
        found.add("NOBODY_CAN_ENROLL", key, actions=", ".join(denied))


def _names(statement: Statement, action: str) -> bool:
    patterns = [str(node.value).lower() for node in statement.actions]
    lowered = action.lower()
    return lowered in patterns or any(
        text_matcher(one, variables=False)(lowered, {})
        for one in patterns
        if "*" in one or "?" in one
    )
