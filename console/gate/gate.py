"""The decisions of one request, and the one way to perform an action."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any

from django.db import transaction

from accounts.actions import Action
from accounts.authorization import (
    authorize,
    named_resources,
    policies_of,
    principal_context,
    session_policies_of,
)
from accounts.constraints import NAME_CHARACTER
from accounts.errors import ServiceError
from accounts.models import User
from accounts.policy import AppliedPolicy, Context, Decision, Effect, Request
from accounts.principals import Principal
from console.cloudtrail.events import Call, event_of, record_calls, record_performed
from console.cloudtrail.redaction import answered
from console.gate.judgement import Judgement
from console.requests import CallerRequest, request_context
from console.targets import Target
from credentials.operations.mfa import mfa_devices

NAMES = re.compile(f"(?:{NAME_CHARACTER}|[*?])+")
NAMES_TRIED = 50


@dataclass(slots=True)
class Answer:
    """What a performed call answers, by the service model's names; its event keeps no secret.

    `prepared` is what was worked out for it before its transaction.
    """

    response: Mapping[str, Any] | None = None
    prepared: Any = None


@dataclass
class Gate:
    """Made by AuthorizationMiddleware for a request with a caller.

    Everything that a view may do was decided before the view ran and stands in `judgements`.
    """

    request: CallerRequest
    principal: Principal
    judgements: dict[Action, Judgement] = field(default_factory=dict)
    for_each: dict[Action, Callable[[Any], Target]] = field(default_factory=dict)
    unread: dict[Action, Call] = field(default_factory=dict)  # of panels, until they are shown
    names: dict[Action, list[str]] = field(default_factory=dict)  # that a form may be filled with
    guarded: dict[int, bool] = field(default_factory=dict)  # users, by their keys

    @cached_property
    def policies(self) -> tuple[AppliedPolicy, ...]:
        return policies_of(self.principal.user)

    @cached_property
    def session_policies(self) -> tuple[AppliedPolicy, ...]:
        return session_policies_of(self.principal)

    @cached_property
    def context(self) -> Context:
        """The keys of every decision. Whatever is asked about is in the caller's account, as far
        as an action goes: an ARN that is not there must not look different from one that is.
        """
        of_caller = principal_context(self.principal, self.request.now)
        owner = {"aws:resourceaccount": self.principal.account.account_id}
        return of_caller | request_context(self.request) | owner

    def is_guarded(self, user: User) -> bool:
        """Whether the service guards this user's MFA devices from the caller, asked once.

        Of the caller's own, in a session without MFA, it says whether there are any.
        """
        if user.pk not in self.guarded:
            self.guarded[user.pk] = mfa_devices.is_guarded(self.principal, user)
        return self.guarded[user.pk]

    def judge(self, action: Action, target: Target) -> Judgement:
        """Ask the engine, and remember the answer for the view."""
        judgement = self._judged(action, target)
        if target.otherwise and not judgement.allowed:
            other = self._judged(action, target.otherwise)
            judgement = other if other.allowed else judgement
        if target.also and judgement.allowed:
            other = self._judged(action, target.also)
            judgement = judgement if other.allowed else other
        if target.tagging and judgement.allowed:
            other = self._judged(target.tagging, target)
            if not other.allowed:
                judgement = replace(judgement, decision=other.decision, also=target.tagging)
        if target.any_of and not judgement.allowed:
            judged = (self._judged(action, each) for each in target.any_of())
            judgement = next((other for other in judged if other.allowed), judgement)
        if target.unnamed and not judgement.allowed:
            judgement = self._under_some_name(action, target) or judgement
        self.judgements[action] = judgement
        return judgement

    def find_names(self, action: Action, target: Target) -> None:
        """Keep in `names` those that a form may be filled with, if not every one is allowed: its
        target has "*" for a name. Nothing is recorded, and no judgement changes.
        """
        if not self._judged(action, target).allowed:
            self._under_some_name(action, target)

    def _under_some_name(self, action: Action, target: Target) -> Judgement | None:
        """The judgement of a form without a name: tries the names in the policies' Resource
        patterns.

        The first patterns that contain the kind of the resource are tried, such as `user/dev-*`.
        """
        head = target.arn.removesuffix("*")
        kind = head.split(":", 5)[-1]
        patterns = named_resources(
            self.policies, action=action.id, containing=f":{kind}", context=self.context
        )
        names = (pattern.split(":", 5)[-1].removeprefix(kind) for pattern in patterns)
        tried = islice(filter(NAMES.fullmatch, names), NAMES_TRIED)
        judged = {name: self._judged(action, replace(target, arn=head + name)) for name in tried}
        allowed = {name: found for name, found in judged.items() if found.allowed}
        self.names[action] = list(allowed)
        return next(iter(allowed.values()), None)

    def _judged(self, action: Action, target: Target) -> Judgement:
        decision = authorize(
            self.policies,
            action=action.id,
            resource=target.arn,
            context={**self.context, **target.context} if target.context else self.context,
            session=self.session_policies,
        )
        return Judgement(action, target, decision)

    def grant(self, action: Action, target: Target) -> Judgement:
        """An action that AWS lets every caller perform, whatever the policies say."""
        decision = Decision(Effect.ALLOW, None, None, (), Request(action.id, target.arn, {}))
        self.judgements[action] = Judgement(action, target, decision)
        return self.judgements[action]

    def allows(self, action: Action) -> bool:
        """Whether a declared action was allowed; KeyError for one the view did not declare."""
        return self.judgements[action].allowed

    def allows_for(self, action: Action, row: Any) -> bool:
        """Whether an action declared for each row is allowed on this one; KeyError otherwise."""
        return self._judged(action, self.for_each[action](row)).allowed

    def record_reading(self, action: Action) -> None:
        """Write the event of a panel's action, if it is still to be written."""
        call = self.unread.pop(action, None)
        if call is not None:
            record_calls(self.request, [call])

    def row(self, action: Action) -> Any:
        """What a declared action was decided about, as its target found it."""
        return self.judgements[action].target.row

    @contextmanager
    def call(
        self, action: Action, first: Callable[[], Any] | None = None, /, **parameters: Any
    ) -> Iterator[Answer]:
        """Perform an allowed action: `with gate.call(ACTION, userName=...) as answer:`.

        The operation and its event are one transaction; what only reads needs none. A ServiceError
        undoes the operation (but for a counted attempt), is recorded in an event of its own, and
        goes on to the view. `first` is what takes long and may be refused as well: it is done
        before the transaction, so that nobody waits for it, and stands in `answer.prepared`.
        """
        if not self.allows(action):
            raise PermissionError(f"{action.id} was not allowed")
        answer = Answer()
        event = event_of(self.request, Call(action, parameters or None))
        kept: ServiceError | None = None
        try:
            if first is not None:
                answer.prepared = first()
            with nullcontext() if action.read_only else transaction.atomic():
                try:
                    yield answer
                    record_performed(event, answered(action, answer.response))
                except ServiceError as error:
                    if error.undoes:
                        raise
                    kept = error
                    record_calls(self.request, [Call.failed(action, error, parameters)])
        except ServiceError as error:
            record_calls(self.request, [Call.failed(action, error, parameters)])
            raise
        if kept is not None:
            raise kept
