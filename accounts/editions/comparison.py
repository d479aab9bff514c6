"""Two editions beside each other: what the engine decides otherwise under the one than the other.

Asked for a user alice of an account: every action that this software performs, every action that
either edition names in full, and a few of other services, on what is hers and what is not, in a
session without MFA, in one with MFA, and with a long-term access key, which does not say.
"""

import json
from dataclasses import dataclass
from functools import cache

from accounts import arns
from accounts.actions import ALL, BY_ID
from accounts.editions import edition
from accounts.policy import AppliedPolicy, Effect, Request, compiled, evaluate

ACCOUNT_ID = "123456789012"
CALLER, SOMEBODY = "alice", "bob"
EXAMPLES = (
    "ec2:DescribeInstances",
    "ec2:RunInstances",
    "s3:GetObject",
    "s3:ListAllMyBuckets",
    "s3:PutObject",
)
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
    """What the two editions decide in one state of MFA."""

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
    """The rows that differ in some state of MFA, by action; the editions by name."""
    rows = [
        Row(action, target, _outcomes(first, second, action, arn))
        for action in _actions(first, second)
        for target, arn in targets(action)
    ]
    return [row for row in rows if any(outcome.differs for outcome in row.outcomes)]


def targets(action: str) -> tuple[tuple[str, str], ...]:
    """What an action is asked about: in words, and its ARN ("*" where it supports none)."""
    known = BY_ID.get(action)
    kinds = known.resource.split(", ") if known else ["*"]
    return tuple(target for kind in kinds for target in TARGETS.get(kind) or _any(kind))


def _any(kind: str) -> tuple[tuple[str, str], ...]:
    """A resource of a kind that no account has here: a role, an instance profile."""
    return ((f"Any {kind}", arns.iam(ACCOUNT_ID, f"{kind}/example")),)


def decide(name: str, action: str, arn: str, mfa: str | None) -> Effect:
    """What an edition, alone, decides for alice; `mfa` is the condition key, None for absent."""
    context: dict[str, str | tuple[str, ...]] = {"aws:username": CALLER}
    if mfa is not None:
        context["aws:multifactorauthpresent"] = mfa
    policy = AppliedPolicy(name, None, compiled(edition(name)))
    return evaluate((policy,), Request(action, arn, context)).effect


def _outcomes(first: str, second: str, action: str, arn: str) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(decide(first, action, arn, mfa), decide(second, action, arn, mfa)) for mfa in STATES
    )


def _actions(first: str, second: str) -> list[str]:
    ours = {action.id for action in ALL}
    return sorted(ours | set(EXAMPLES) | _named(first) | _named(second))


@cache
def _named(name: str) -> set[str]:
    """The actions that an edition names without wildcards."""
    found: set[str] = set()
    for statement in json.loads(edition(name))["Statement"]:
        actions = statement.get("Action", statement.get("NotAction"))
        found |= {actions} if isinstance(actions, str) else set(actions)
    return {action for action in found if "*" not in action}
