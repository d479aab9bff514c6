"""What is kept of a refused call, and what can be said of it while it is kept."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from accounts.authorization import authorize
from accounts.database.prepared import insert
from accounts.models import Account
from accounts.policy import AppliedPolicy, Context, Decision, Effect, Request
from accounts.values.texts import made_writable
from console.authorization_details.contexts import VALUE_MAX, is_same, restored, stored
from console.authorization_details.ids import SHAPE, authorization_id_of
from console.authorization_details.policies import find_policies, keep_policies
from console.models import AuthorizationRecord
from console.requests import CallerRequest, caller_of

KEPT = timedelta(hours=24)  # of real time, whatever the clock of the account shows
KEPT_MAX = 10_000  # of an account; a call that is refused is cheap to make
TRIMMED = 256  # of so many records one has the oldest ones counted
EVALUATIONS_MAX = 12


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """The event of a call that was refused, and what was decided for it; the last one refused."""

    event_id: str
    decisions: Sequence[Decision]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One question to the engine, with what it answered then."""

    request: Request
    effect: Effect


@dataclass(frozen=True)
class FoundRecord:
    """An authorization record, as objects of the engine.

    `evaluations` are the questions of the call, the last of which decided; `policies` are all that
    applied, with boundary and session policies. `is_whole` is False where the context was too large
    to be kept, so that the engine may answer otherwise today. `user_id` is the user's unique id.
    """

    authorization_id: str
    event_id: str
    caller_arn: str
    user_id: str
    access_key_id: str
    evaluations: tuple[Evaluation, ...]
    policies: tuple[AppliedPolicy, ...]
    is_whole: bool

    @property
    def request(self) -> Request:
        """What was asked and refused, with its whole context."""
        return self.evaluations[-1].request

    @property
    def asked_at(self) -> datetime:
        """When it was asked, by the account's clock."""
        return datetime.fromisoformat(str(self.request.context["aws:currenttime"]))

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The engine's answer to each evaluation, made again from what was kept."""
        applied = tuple(policy for policy in self.policies if not policy.session)
        session = tuple(policy for policy in self.policies if policy.session)
        return tuple(
            authorize(
                applied,
                action=each.request.action,
                resource=each.request.resource,
                context=each.request.context,
                session=session,
            )
            for each in self.evaluations
        )

    @property
    def decision(self) -> Decision:
        """The decision that refused the call."""
        return self.decisions[-1]


def write(
    request: CallerRequest,
    calls: Iterable[RefusedCall],
    *,
    context: Context,
    policies: tuple[AppliedPolicy, ...],
) -> None:
    """Keep the records of refused calls, in one insert; `context` is what their questions share."""
    caller = caller_of(request)
    shared = {
        "created_at": request.real_now,
        "account_id": caller.account.pk,
        "caller_arn": caller.arn,
        "user_id": caller.user.user_id,
        "access_key_id": caller.access_key_id or "",
        "policies": keep_policies(policies, real_now=request.real_now),
    }
    rows = [{**shared, **_asked(call, context)} for call in calls]
    insert(AuthorizationRecord, rows)
    if any(uuid.UUID(row["event_id"]).int % TRIMMED == 0 for row in rows):
        trim(caller.account)


def find(account: Account, authorization_id: str, *, real_now: datetime) -> FoundRecord | None:
    """The record of this id, of an account's call that was refused in the last 24 hours; or None.

    Another account's ids and malformed ones are not found. Three queries.
    """
    if not SHAPE.fullmatch(authorization_id):
        return None
    row = AuthorizationRecord.objects.filter(
        account=account, authorization_id=authorization_id, created_at__gt=real_now - KEPT
    ).first()
    policies = find_policies(row.policies) if row else None
    if row is None or policies is None:
        return None
    return FoundRecord(
        authorization_id=row.authorization_id,
        event_id=str(row.event_id),
        caller_arn=row.caller_arn,
        user_id=row.user_id,
        access_key_id=row.access_key_id,
        evaluations=tuple(_evaluation(each, row.context) for each in row.evaluations),
        policies=policies,
        is_whole=row.is_whole,
    )


def trim(account: Account) -> None:
    """Delete an account's oldest records beyond KEPT_MAX."""
    own = AuthorizationRecord.objects.filter(account=account)
    times = own.order_by("-created_at").values_list("created_at", flat=True)
    for oldest in times[KEPT_MAX : KEPT_MAX + 1]:
        own.filter(created_at__lte=oldest).delete()


def _asked(call: RefusedCall, context: Context) -> dict[str, Any]:
    """The columns of a record that are its own; the last evaluations are those that decided."""
    shared = stored(context)
    is_whole = is_same(shared, context)
    evaluations = []
    for decision in call.decisions[-EVALUATIONS_MAX:]:
        request = decision.request
        resource, further = request.resource[:VALUE_MAX], _beside(context, request)
        kept = {
            "action": request.action,
            "resource": made_writable(resource),
            "effect": decision.effect.value,
            "context": stored(further),
        }
        evaluations.append(kept)
        is_whole &= kept["resource"] == request.resource and is_same(kept["context"], further)
    return {
        "authorization_id": authorization_id_of(call.event_id),
        "event_id": call.event_id,
        "context": shared,
        "evaluations": evaluations,
        "is_whole": is_whole,
    }


def _beside(context: Context, request: Request) -> Context:
    """The keys of a question that are not those of all."""
    if request.context is context:
        return {}
    return {key: value for key, value in request.context.items() if context.get(key) != value}


def _evaluation(kept: dict[str, Any], context: dict[str, Any]) -> Evaluation:
    keys = restored({**context, **kept["context"]})
    return Evaluation(Request(kept["action"], kept["resource"], keys), Effect(kept["effect"]))
