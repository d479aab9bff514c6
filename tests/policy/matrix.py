"""Every edition, spelled out: the actions that editions name and some outsiders, by target and MFA.

`python -m tests.policy.matrix` writes tests/golden/matrix.txt; the test compares.
"""

import json
from pathlib import Path

from accounts.editions import EDITIONS, edition
from accounts.policy import AppliedPolicy, Effect, Request, evaluate, parse

PATH = Path(__file__).resolve().parent.parent / "golden/matrix.txt"
OUTSIDERS = [
    "ec2:DescribeInstances",
    "ec2:RunInstances",
    "iam:CreateUser",
    "iam:DeleteUser",
    "iam:TagUser",
    "s3:GetObject",
    "s3:ListAllMyBuckets",
    "s3:PutObject",
]
ACCOUNT_WIDE = {
    "iam:CreateServiceLinkedRole",
    "iam:GetAccountPasswordPolicy",
    "iam:GetAccountSummary",
    "iam:ListUsers",
    "iam:ListVirtualMFADevices",
}
DEVICES = {"iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"}
WORDS = {Effect.ALLOW: "allow", Effect.EXPLICIT_DENY: "DENY", Effect.IMPLICIT_DENY: "-"}
MFA = {"absent": None, "false": "false", "true": "true"}
ACCOUNT = "arn:aws:iam::123456789012"
NAMES = {"own": "alice", "other": "bob", "path": "division/alice"}
HEADS = [f"{target}/{mfa}" for target in NAMES for mfa in MFA]
INTRODUCTION = [
    "# own: alice on herself or the device of her name; other: bob or another name;",
    "# path: alice of /division/ on herself or a device under that path.",
    "# After the slash: aws:MultiFactorAuthPresent. allow, DENY (explicit), - (implicit).",
]


def actions() -> list[str]:
    """Every action that an edition names in full, and the outsiders."""
    named = set(OUTSIDERS)
    for one in EDITIONS:
        for statement in json.loads(edition(one.name))["Statement"]:
            found = statement.get("Action", statement.get("NotAction"))
            named |= {found} if isinstance(found, str) else set(found)
    return sorted(name for name in named if "*" not in name)


def resource(action: str, target: str) -> str:
    """What the action is checked against: own, another's, or a user with a path."""
    if action in ACCOUNT_WIDE or not action.startswith("iam:"):
        return "*"
    kind = "mfa" if action in DEVICES else "user"
    return f"{ACCOUNT}:{kind}/{NAMES[target]}"


def outcomes(name: str, action: str) -> list[str]:
    """What an edition says of an action, in the order of HEADS."""
    policies = (AppliedPolicy(name, None, parse(edition(name), new=True)),)
    found = []
    for target in NAMES:
        for mfa in MFA.values():
            context: dict[str, str | tuple[str, ...]] = {"aws:username": "alice"}
            if mfa:
                context["aws:multifactorauthpresent"] = mfa
            decision = evaluate(policies, Request(action, resource(action, target), context))
            found.append(WORDS[decision.effect])
    return found


def section(name: str) -> list[str]:
    cells = [("action", HEADS), *((action, outcomes(name, action)) for action in actions())]
    rows = [f"{head:<38}" + "".join(f"{cell:<14}" for cell in row) for head, row in cells]
    return ["", f"== {name}", *(row.rstrip() for row in rows)]


def lines() -> list[str]:
    return [*INTRODUCTION, *(line for one in EDITIONS for line in section(one.name))]


if __name__ == "__main__":
    PATH.write_text("\n".join(lines()) + "\n")
