"""Compare two policies: which decisions of the engine differ between them.

The caller is a user alice. Compared are every action that this software performs, every action that
either policy names in full, and a few of other services; on her own resources and on others; in a
session without MFA, in one with MFA, and with a long-term access key, where the MFA key is absent.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from accounts.actions import ALL, BY_ID
from accounts.editions import edition
from accounts.policy import AppliedPolicy, Effect, Request, compiled, evaluate
from accounts.policy.grammar import values
from accounts.values import arns

ACCOUNT_ID = "123456789012"
CALLER, SOMEBODY = "alice", "bob"
EXAMPLES = (
    "ec2:DescribeInstances",
    "ec2:RunInstances",
    "s3:GetObject",
    "s3:ListAllMyBuckets",
    "s3:PutObject",
)
ALWAYS = {action.id for action in ALL} | set(EXAMPLES)
STATES = (None, "false", "true")
ANY = ("Everything", "*")
USERS = (
    ("One's own user", arns.user(ACCOUNT_ID, "/", CALLER)),
    ("Another user", arns.user(ACCOUNT_ID, "/", SOMEBODY)),
)
GROUP = ("A group", arns.group(ACCOUNT_ID, "/", "students"))
POLICY = ("A policy", arns.policy(ACCOUNT_ID, "/", "Force_MFA"))
TARGETS = {
    "user": USERS,
    "mfa": (
        ("A device of one's own name", arns.mfa(ACCOUNT_ID, "/", CALLER)),
        ("A device of another name", arns.mfa(ACCOUNT_ID, "/", SOMEBODY)),
    ),
    "group": (GROUP,),
    "policy": (POLICY,),
    "*": (ANY,),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the two policies decide in one state of MFA."""

    first: Effect
    second: Effect

    @property
    def differs(self) -> bool:
        return self.first is not self.second


@dataclass(frozen=True, slots=True)
class Row:
    """An action on a target; its outcomes where MFA is absent, false and true."""

    action: str
    target: str
    outcomes: tuple[Outcome, ...]


def compare(first: str, second: str) -> list[Row]:
    """The rows that differ in some state of MFA, by action, for two published versions by name."""
    return compare_texts(edition(first), edition(second))


def compare_texts(first: str, second: str) -> list[Row]:
    """The same of two documents; MalformedPolicyDocument for one that IAM would not store."""
    policies = _alone(first), _alone(second)
    rows = [
        Row(action, target, _outcomes(policies, action, arn))
        for action in sorted(ALWAYS | _named(first) | _named(second))
        for target, arn in targets(action)
    ]
    return [row for row in rows if any(outcome.differs for outcome in row.outcomes)]


def targets(action: str) -> tuple[tuple[str, str], ...]:
    """What an action is asked about: in words, and its ARN ("*" where it supports none, or where
    nothing of that kind is an example here).
    """
    known = BY_ID.get(action)
    kinds = known.kinds if known else ("*",)
    return tuple(target for kind in kinds for target in TARGETS.get(kind) or _any(kind))


def _any(kind: str) -> tuple[tuple[str, str], ...]:
    """A resource of a kind that no account has here: a role, an instance profile."""
    return ((f"Any {kind}", arns.iam(ACCOUNT_ID, f"{kind}/example")),)


def decide(name: str, action: str, arn: str, mfa: str | None) -> Effect:
    """What a policy alone decides for alice; `mfa` is the condition key, None for absent."""
    return _effect(_alone(edition(name)), action, arn, mfa)


def _alone(document: str) -> AppliedPolicy:
    return AppliedPolicy("Compared", None, compiled(document))


def _effect(policy: AppliedPolicy, action: str, arn: str, mfa: str | None) -> Effect:
    context: dict[str, str | tuple[str, ...]] = {"aws:username": CALLER}
    if mfa is not None:
        context["aws:multifactorauthpresent"] = mfa
    return evaluate((policy,), Request(action, arn, context)).effect


def _outcomes(
    policies: tuple[AppliedPolicy, AppliedPolicy], action: str, arn: str
) -> tuple[Outcome, ...]:
    first, second = policies
    return tuple(
        Outcome(_effect(first, action, arn, mfa), _effect(second, action, arn, mfa))
        for mfa in STATES
    )


@lru_cache(maxsize=64)
def _named(document: str) -> frozenset[str]:
    """The actions that a document names without wildcards."""
    found: set[str] = set()
    for statement in values(json.loads(document)["Statement"]):
        found.update(values(statement.get("Action", statement.get("NotAction"))))
    return frozenset(action for action in found if not {"*", "?"} & set(action))
