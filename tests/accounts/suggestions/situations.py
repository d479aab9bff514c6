"""Situations of alice under a few policies."""

import json
from typing import Any

from accounts.editions import edition
from accounts.policy import AppliedPolicy, Request, compiled, parse
from accounts.suggestions import Held, Situation, Suggestion

ACCOUNT = "123456789012"
USER = f"arn:aws:iam::{ACCOUNT}:user/"
DEVICE = f"arn:aws:iam::{ACCOUNT}:mfa/"
NOW = "2026-12-01T00:00:00Z"


def held(document: dict[str, Any] | list[Any], name: str = "P", **options: Any) -> Held:
    """A customer managed policy, attached to alice."""
    whole = document if isinstance(document, dict) else {"Statement": document}
    text = json.dumps({"Version": "2012-10-17", **whole})
    arn = f"arn:aws:iam::{ACCOUNT}:policy/{name}"
    options.setdefault("attached_to", (f"{USER}alice",))
    return Held(AppliedPolicy(name, arn, parse(text), **options))


def force_mfa(name: str = "2019-01-31-mfa-self-manage") -> Held:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/Force_MFA"
    document = compiled(edition(name))
    return Held(AppliedPolicy("Force_MFA", arn, document, attached_to=(f"{USER}alice",)))


def context(mfa: str | None = "false", arn: str = f"{USER}alice", **more: Any) -> dict[str, Any]:
    """The keys of alice's request; `more` has `__` for `:`."""
    keys = {
        "aws:username": "alice",
        "aws:principalarn": arn,
        "aws:principalaccount": ACCOUNT,
        "aws:currenttime": NOW,
        "aws:sourceip": "10.0.0.1",
    }
    if mfa is not None:
        keys["aws:multifactorauthpresent"] = mfa
    return keys | {name.replace("__", ":"): value for name, value in more.items()}


def situation(
    action: str, resource: str, *policies: Held, session: tuple[Held, ...] = (), **more: Any
) -> Situation:
    return Situation(policies, Request(action, resource, context(**more)), session)


def kinds(found: tuple[Suggestion, ...]) -> list[list[str]]:
    return [[step.kind.name for step in one.steps] for one in found]
