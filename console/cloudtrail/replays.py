"""Recorded calls decided again: what another policy would have changed.

A call's request is built from its record. The policies of that time are not stored, but what they
decided is: a policy *beside* them can only refuse what was allowed, by denying it, and allow what
nothing allowed. *Instead* of them it decides alone, but for permissions boundaries and session
policies, which stay. Where the record does not tell what a condition asks, the answer is not known.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from accounts.actions import ALL
from accounts.authorization import authorize
from accounts.policy import (
    AppliedPolicy,
    ContextValue,
    Decision,
    Effect,
    Statement,
    variables_and_keys,
)
from accounts.service_names import prefix_of
from accounts.values.mfa_keys import MFA, MFA_AGE
from console.models import Event

BESIDE, INSTEAD = "beside", "instead"
UNDENIABLE = ("sts:GetCallerIdentity", "sts:GetSessionToken")  # no policy refuses these
ACTIONS = {(action.service, action.operation): action.id for action in ALL}
DENIALS = ("AccessDenied", "Client.UnauthorizedOperation")
REFUSED = re.compile(
    r"is not authorized to perform: (?P<action>[\w-]+:\w+)(?: on resource: .*)?"
    r" (?:because no|with (?P<denied>an explicit deny) in an?)"
    r" (?P<kind>identity-based policy|permissions boundary|session policy)",
    re.DOTALL,
)
IDENTITY = "identity-based policy"
# What a record tells, also by not having it.
KNOWN = frozenset(
    {
        "aws:currenttime", "aws:epochtime", MFA, MFA_AGE, "aws:principalaccount",
        "aws:principalarn", "aws:principalisawsservice", "aws:principaltype",
        "aws:requestedregion", "aws:resourceaccount", "aws:securetransport", "aws:sourceip",
        "aws:tokenissuetime", "aws:useragent", "aws:userid", "aws:username", "aws:viaawsservice",
    }
)  # fmt: skip
# What the record of an allowed call tells by its parameters; those of a refused one are not kept.
ASKED = frozenset({"iam:permissionsboundary", "iam:policyarn", "aws:tagkeys"})
REQUEST_TAG = "aws:requesttag/"
KEYS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Replayed:
    """A call with what was decided, and what would have been (None: the record does not tell).

    `reason` is a sentence.
    """

    event: Event
    was: bool
    would: bool | None
    reason: str

    @property
    def differs(self) -> bool:
        return self.would is not None and self.would is not self.was


def replay(event: Event, policy: AppliedPolicy, *, how: str) -> Replayed | None:
    """The call under another policy; None for what no policy decides: sign-ins, commands, and what
    AWS's services refuse or allow by themselves.
    """
    if event.record.get("eventType") != "AwsApiCall":
        return None
    if event.error_code not in DENIALS:
        action = _action(event)
        return None if action in UNDENIABLE else _decided(event, policy, action, was=True, how=how)
    refused = REFUSED.search(event.record.get("errorMessage", ""))
    if refused is None:
        return None
    if refused["kind"] != IDENTITY or (refused["denied"] and how == BESIDE):
        return Replayed(event, was=False, would=False, reason="What refused it stays.")
    return _decided(event, policy, refused["action"], was=False, how=how)


def _action(event: Event) -> str:
    service = prefix_of(event.event_source.removesuffix(".amazonaws.com"))
    return ACTIONS.get((service, event.event_name), f"{service}:{event.event_name}")


def _decided(event: Event, policy: AppliedPolicy, action: str, *, was: bool, how: str) -> Replayed:
    resource, context = event.resource_arn or "*", context_of(event)
    decision = authorize((policy,), action=action, resource=resource, context=context)
    denied = decision.effect is Effect.EXPLICIT_DENY
    if denied and decision.statement and not _untold(event, [decision.statement], was=was):
        return Replayed(event, was, would=False, reason=_denies(decision))
    about = [each for each in policy.document.statements if each.matches_action(action.lower())]
    if was and how == BESIDE:  # only a deny can change what was allowed
        about = [each for each in about if each.effect == "Deny"]
    untold = _untold(event, about, was=was)
    if untold:
        return Replayed(event, was, would=None, reason=f"The record does not tell {untold}.")
    would = decision.allowed or (was and how == BESIDE)
    return Replayed(event, was, would, _reason(decision, action))


def context_of(event: Event) -> dict[str, ContextValue]:
    """The condition keys that a record tells (lower-case names)."""
    record, identity = event.record, event.record["userIdentity"]
    session = identity.get("sessionContext") or {}
    federated, account = identity["type"] == "FederatedUser", identity.get("accountId", "")
    context: dict[str, ContextValue] = {
        "aws:currenttime": record["eventTime"],
        "aws:epochtime": str(int(event.event_time.timestamp())),
        "aws:principalaccount": account,
        "aws:principalarn": identity.get("arn", ""),
        "aws:principalisawsservice": "false",
        "aws:principaltype": "FederatedUser" if federated else "User",
        "aws:requestedregion": record["awsRegion"],
        "aws:resourceaccount": account,
        "aws:securetransport": "true" if "tlsDetails" in record else "false",
        "aws:sourceip": record["sourceIPAddress"],
        "aws:useragent": record["userAgent"],
        "aws:userid": identity.get("principalId", ""),
        "aws:viaawsservice": "false",
    }
    if not federated:
        context["aws:username"] = identity.get("userName", "")
    attributes = session.get("attributes", {})
    if "mfaAuthenticated" in attributes:
        context[MFA] = attributes["mfaAuthenticated"]
    if "creationDate" in attributes:
        began = datetime.fromisoformat(attributes["creationDate"])
        context["aws:tokenissuetime"] = attributes["creationDate"]
        if context.get(MFA) == "true":
            context[MFA_AGE] = str(int((event.event_time - began).total_seconds()))
    return context | _asked(record.get("requestParameters") or {})


def _asked(parameters: Mapping[str, Any]) -> dict[str, ContextValue]:
    """The keys that a call's parameters give."""
    context: dict[str, ContextValue] = {}
    for key, name in (
        ("iam:policyarn", "policyArn"),
        ("iam:permissionsboundary", "permissionsBoundary"),
    ):
        if isinstance(parameters.get(name), str):
            context[key] = parameters[name]
    tags = parameters.get("tags")
    named = [each for each in tags if isinstance(each, Mapping)] if isinstance(tags, list) else []
    for each in named:
        context[f"{REQUEST_TAG}{each.get('key', '')}".lower()] = str(each.get("value", ""))
    if named:
        context["aws:tagkeys"] = tuple(str(each.get("key", "")) for each in named)
    return context


def _untold(event: Event, statements: Sequence[Statement], *, was: bool) -> str:
    """What these statements ask and the record does not tell; "" for nothing."""
    if not event.resource_arn and not all(each.is_everywhere for each in statements):
        return "which resource it was about"
    keys = [
        key
        for each in statements
        for key in _asked_by(json.dumps(each.elements, sort_keys=True))
        if not _is_told(key.lower(), was=was)
    ]
    return ", ".join(list(dict.fromkeys(keys))[:KEYS_SHOWN])


@lru_cache(maxsize=512)
def _asked_by(statement: str) -> tuple[str, ...]:
    """The condition keys and the policy variables of a statement."""
    text = f'{{"Version":"2012-10-17","Statement":[{statement}]}}'
    return tuple(variables_and_keys(text))


def _is_told(key: str, *, was: bool) -> bool:
    """Whether a record tells this key of a call that was allowed, or refused."""
    return key in KNOWN or (was and (key in ASKED or key.startswith(REQUEST_TAG)))


def _denies(decision: Decision) -> str:
    statement = decision.statement
    if statement is None:
        return "It is denied."
    told = [
        f"{record.key} was {record.value or 'absent'}"
        for trace in decision.trace
        if trace.statement is statement
        for record in trace.conditions
    ]
    because = f": {', '.join(told)}" if told else ""
    return f"{_name(decision)} denies it{because}."


def _reason(decision: Decision, action: str) -> str:
    if decision.allowed:
        return f"{_name(decision)} allows it."
    return f"No statement allows {action} here."


def _name(decision: Decision) -> str:
    statement = decision.statement
    if statement is None:
        return "The policy"
    return statement.sid or f"Statement {statement.index + 1}"
