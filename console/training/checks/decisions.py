"""The checks `decision` and `policy`: what the engine answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.authorization import authorize, principal_context
from accounts.editions import edition
from accounts.models import User
from accounts.policy import AppliedPolicy, Decision, Effect, compiled
from accounts.principals import Principal
from accounts.values import arns
from console.training.checks.facts import Facts
from console.training.checks.verdict import Verdict, done, not_yet

MFA = {"absent": None, "without": False, "with": True}
WORDS = {
    Effect.ALLOW: "allowed",
    Effect.EXPLICIT_DENY: "explicitly denied",
    Effect.IMPLICIT_DENY: "implicitly denied",
}
EXPECTED = {
    "allow": {Effect.ALLOW},
    "deny": {Effect.EXPLICIT_DENY, Effect.IMPLICIT_DENY},
    "explicit deny": {Effect.EXPLICIT_DENY},
    "implicit deny": {Effect.IMPLICIT_DENY},
}
Asked = Mapping[str, Any]
Policies = tuple[AppliedPolicy, ...]


def check_decision(asked: Asked, facts: Facts) -> Verdict:
    """Whether the user's policies decide as is asked."""
    user = facts.user(asked["user"])
    if user is None:
        return not_yet(f"There is no user {asked['user']}.")
    decision = decide(user, asked, facts.policies_of(user), facts.now)
    return done() if _is_right(decision, asked["expect"]) else not_yet(_sentence(asked, decision))


def check_policy(asked: Asked, facts: Facts) -> Verdict:
    """How many questions the policy answers rightly."""
    questions = asked["questions"]
    wrong = [sentence for question in questions if (sentence := _wrong(question, asked, facts))]
    if not wrong:
        return done()
    right = len(questions) - len(wrong)
    return not_yet(f"{wrong[0]} ({right} of {len(questions)} right)", right / len(questions))


def decide(user: User, asked: Asked, policies: Policies, now: datetime) -> Decision:
    """The decision about a user who calls an action, in a session with, without or beyond MFA."""
    mfa, account = MFA[asked.get("mfa", "absent")], user.account
    issued = None if mfa is None else now
    caller = Principal(user=user, mfa=mfa, mfa_at=now if mfa else None, issued_at=issued)
    own = {"aws:resourceaccount": account.account_id, "aws:securetransport": "true"}
    more = {key.lower(): value for key, value in asked.get("context", {}).items()}
    return authorize(
        policies,
        action=asked["action"],
        resource=_resource(user, asked.get("resource", "")),
        context={**principal_context(caller, now), **own, **more},
    )


def _resource(user: User, resource: str) -> str:
    """The ARN: as it is, of a resource of this account, or of the user."""
    if not resource:
        return user.arn
    if resource == "*" or resource.startswith("arn:"):
        return resource
    return arns.iam(user.account.account_id, resource)


def _wrong(question: Asked, asked: Asked, facts: Facts) -> str:
    """Why the answer to one question is wrong, "" for a right one."""
    name = question.get("user") or asked.get("user")
    user = facts.user(name) if name else next(iter(facts.users), None)
    if user is None:
        return f"There is no user {name}." if name else "The account has no user."
    policies = _policies(asked, user, facts)
    if policies is None:
        return f"There is no policy {asked['name']}."
    decision = decide(user, question, policies, facts.now)
    expected = question.get("expect") or _model(asked["like"], question, user, facts)
    return "" if _is_right(decision, expected) else _sentence({**question, "user": user}, decision)


def _policies(asked: Asked, user: User, facts: Facts) -> Policies | None:
    """All that applies to the user, or the one policy that is named."""
    if "user" in asked:
        return facts.policies_of(user)
    found = facts.policy(asked["name"])
    if found is None:
        return None
    return (AppliedPolicy(found.policy_name, None, compiled(found.document)),)


def _model(name: str, question: Asked, user: User, facts: Facts) -> str:
    """What the published version would answer."""
    model = (AppliedPolicy(name, None, compiled(edition(name))),)
    return "allow" if decide(user, question, model, facts.now).allowed else "deny"


def _is_right(decision: Decision, expected: str) -> bool:
    return decision.effect in EXPECTED[expected]


def _sentence(asked: Asked, decision: Decision) -> str:
    session = {"absent": "with an access key", "without": "without MFA", "with": "with MFA"}
    user, state = asked["user"], session[asked.get("mfa", "absent")]
    name = user.user_name if isinstance(user, User) else user
    return f"{name} calling {asked['action']} {state} is {WORDS[decision.effect]}."
