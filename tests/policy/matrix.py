"""The document's policy, spelled out: every action it names and some outsiders, by target and MFA.

`python -m tests.policy.matrix` writes tests/matrix.txt; the test compares.
"""

import json
from pathlib import Path

from accounts.editions import edition
from accounts.policy import AppliedPolicy, Effect, Request, evaluate, parse

PATH = Path(__file__).resolve().parent.parent / "matrix.txt"
EDITION = "2019-01-31-mfa-self-manage"
OUTSIDERS = [
    "ec2:DescribeInstances",
    "iam:CreateLoginProfile",
    "iam:DeleteUser",
    "iam:GetAccessKeyLastUsed",
    "iam:GetLoginProfile",
    "iam:GetMFADevice",
    "iam:ListUsers",
    "iam:TagUser",
    "iam:UpdateLoginProfile",
    "s3:ListAllMyBuckets",
    "sts:GetCallerIdentity",
]
ACCOUNT_WIDE = {
    "iam:GetAccountPasswordPolicy",
    "iam:GetAccountSummary",
    "iam:ListUsers",
    "iam:ListVirtualMFADevices",
}
DEVICES = {"iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"}
WORDS = {Effect.ALLOW: "allow", Effect.EXPLICIT_DENY: "DENY", Effect.IMPLICIT_DENY: "-"}
MFA = {"absent": None, "false": "false", "true": "true"}
ACCOUNT = "arn:aws:iam::123456789012"
TARGETS = ("own", "other", "path")


def actions() -> list[str]:
    named: set[str] = set()
    for statement in json.loads(edition(EDITION))["Statement"]:
        named |= set(statement.get("Action", statement.get("NotAction")))
    return sorted(named | set(OUTSIDERS))


def resource(action: str, target: str) -> str:
    """What the action is checked against: own, another's, or a user with a path."""
    if action in ACCOUNT_WIDE or not action.startswith("iam:"):
        return "*"
    kind = "mfa" if action in DEVICES else "user"
    name = {"own": "alice", "other": "bob", "path": "division/alice"}[target]
    return f"{ACCOUNT}:{kind}/{name}"


def lines() -> list[str]:
    policies = (AppliedPolicy("Force_MFA", None, parse(edition(EDITION), new=True)),)
    heads = [f"{target}/{mfa}" for target in TARGETS for mfa in MFA]
    found = [
        "# own: alice on herself or the device of her name; other: bob or another name;",
        "# path: alice of /division/ on herself or a device under that path.",
        "# After the slash: aws:MultiFactorAuthPresent. allow, DENY (explicit), - (implicit).",
        f"{'action':<38}" + "".join(f"{head:<14}" for head in heads).rstrip(),
    ]
    for action in actions():
        row = f"{action:<38}"
        for target in TARGETS:
            for mfa in MFA.values():
                context: dict[str, str | tuple[str, ...]] = {"aws:username": "alice"}
                if mfa:
                    context["aws:multifactorauthpresent"] = mfa
                decision = evaluate(policies, Request(action, resource(action, target), context))
                row += f"{WORDS[decision.effect]:<14}"
        found.append(row.rstrip())
    return found


if __name__ == "__main__":
    PATH.write_text("\n".join(lines()) + "\n")
