"""The decisions of one request, with the policies and the context that they are taken from."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any

from accounts.actions import Action
from accounts.authorization import (
    authorize,
    named_resources,
    policies_of,
    principal_context,
    session_policies_of,
)
from accounts.constraints import NAME_CHARACTER
from accounts.policy import AppliedPolicy, Context, Decision, Effect, Request
from accounts.principals import Principal
from console.gate.judgement import Judgement
from console.requests import CallerRequest, request_context
from console.targets import Target

NAMES = re.compile(f"(?:{NAME_CHARACTER}|[*?])+")
NAMES_TRIED = 50


@dataclass
class Decisions:
    """What the caller of a request may do: each judgement of a declared action, once it is made.

    Before the view runs its own action, its panels' and its controls' are decided, and stand in
    `judgements`. Those declared for each row of a list are decided while the view runs, by
    `judge_for`; a page may have thousands of rows and show twenty.
    """

    request: CallerRequest
    principal: Principal
    judgements: dict[Action, Judgement] = field(default_factory=dict)
    for_each: dict[Action, Callable[[Any], Target]] = field(default_factory=dict)
    names: dict[Action, list[str]] = field(default_factory=dict)  # that a form may be filled with

    @cached_property
    def policies(self) -> tuple[AppliedPolicy, ...]:
        return policies_of(self.principal.user)

    @cached_property
    def session_policies(self) -> tuple[AppliedPolicy, ...]:
        return session_policies_of(self.principal)

    @cached_property
    def context(self) -> Context:
        """The condition keys of every decision. `aws:ResourceAccount` is the caller's account for
        every resource, so that an ARN that does not exist looks like one that does."""
        of_caller = principal_context(self.principal, self.request.now)
        owner = {"aws:resourceaccount": self.principal.account.account_id}
        return of_caller | request_context(self.request) | owner

    def judge(self, action: Action, target: Target) -> Judgement:
        """Ask the engine, and remember the answer for the view."""
        self.judgements[action] = self._asked(action, target)
        return self.judgements[action]

    def _asked(self, action: Action, target: Target) -> Judgement:
        """The judgement of the target and of what else it says must be asked."""
        judgement = self._judged(action, target)
        if target.otherwise and not judgement.allowed:
            other = self._judged(action, target.otherwise)
            judgement = other if other.allowed else judgement.after(other)
        if target.also and judgement.allowed:
            other = self._judged(action, target.also)
            judgement = judgement if other.allowed else other.after(judgement)
        if target.tagging and judgement.allowed:
            other = self._judged(target.tagging, target)
            if not other.allowed:
                refused = replace(judgement, decision=other.decision, also=target.tagging)
                judgement = refused.after(judgement)
        if target.any_of and not judgement.allowed:
            judgement = self._under_any(action, target.any_of(), judgement)
        if target.unnamed and not judgement.allowed:
            judgement = self._under_some_name(action, target) or judgement
        return judgement

    def _under_any(
        self, action: Action, targets: Iterable[Target], refused: Judgement
    ) -> Judgement:
        """The first judgement that allows, or the one that refused without a choice."""
        others = []
        for target in targets:
            other = self._judged(action, target)
            if other.allowed:
                return other
            others.append(other)
        return refused.after(*others)

    def find_names(self, action: Action, target: Target) -> None:
        """Keep in `names` the names with which a form can be filled in, if not every name is
        allowed. Its target has "*" for the name. Nothing is recorded, and no judgement changes."""
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
        decision = self._decided(action, target.arn, target.context)
        for other in target.variants:
            if not decision.allowed:
                break
            decision = self._decided(action, target.arn, {**target.context, **other})
        return Judgement(action, target, decision)

    def _decided(self, action: Action, arn: str, keys: Context) -> Decision:
        return authorize(
            self.policies,
            action=action.id,
            resource=arn,
            context={**self.context, **keys} if keys else self.context,
            session=self.session_policies,
        )

    def grant(self, action: Action, target: Target) -> Judgement:
        """An action that AWS lets every caller perform, whatever the policies say."""
        decision = Decision(Effect.ALLOW, None, None, (), Request(action.id, target.arn, {}))
        self.judgements[action] = Judgement(action, target, decision)
        return self.judgements[action]

    def allows(self, action: Action) -> bool:
        """Whether a declared action was allowed; KeyError for one the view did not declare."""
        return self.judgements[action].allowed

    def judge_for(self, action: Action, row: Any) -> Judgement:
        """The judgement of an action declared for each row, on this one; KeyError for another."""
        return self._asked(action, self.for_each[action](row))

    def allows_for(self, action: Action, row: Any) -> bool:
        """Whether an action declared for each row is allowed on this one."""
        return self.judge_for(action, row).allowed

    def row(self, action: Action) -> Any:
        """What a declared action was decided about, as its target found it."""
        return self.judgements[action].target.row
