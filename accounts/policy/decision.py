"""The result of an evaluation: the effect and the statement that decided it."""

from dataclasses import dataclass
from enum import Enum

from accounts.policy.document import Document, Statement
from accounts.policy.match import ContextValue
from accounts.policy.request import Request


class Effect(Enum):
    """The three outcomes, by the names that IAM's simulator gives them."""

    ALLOW = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


@dataclass(frozen=True, slots=True)
class AppliedPolicy:
    """A policy that applies to the caller, and its origin; inline policies have no ARN.

    A permissions boundary grants nothing: it limits what the others grant. So does a session
    policy, which the caller passed when requesting the session's credentials. `attached_to` are the
    ARNs of the user and of its groups that have it; there is none of a session policy and of the
    account's own setting.
    """

    name: str
    arn: str | None
    document: Document
    boundary: bool = False
    session: bool = False
    attached_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionRecord:
    """The result of one condition: the policy's values with variables resolved, the request's
    values or None.
    """

    operator: str
    key: str
    values: tuple[str, ...]
    value: ContextValue | None
    matched: bool


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """The result of one statement."""

    policy: AppliedPolicy
    statement: Statement
    action_matched: bool
    resource_matched: bool
    conditions: tuple[ConditionRecord, ...]

    @property
    def applies(self) -> bool:
        return (
            self.action_matched
            and self.resource_matched
            and all(condition.matched for condition in self.conditions)
        )


class Decision:
    """An effect with the statement that decided it; the trace is computed on request.

    `policy` without a statement is the permissions boundary or session policy that does not allow.
    """

    __slots__ = ("_policies", "effect", "policy", "request", "statement")

    def __init__(
        self,
        effect: Effect,
        statement: Statement | None,
        policy: AppliedPolicy | None,
        policies: tuple[AppliedPolicy, ...],
        request: Request,
    ) -> None:
        self.effect = effect
        self.statement = statement
        self.policy = policy
        self._policies = policies
        self.request = request

    @property
    def allowed(self) -> bool:
        return self.effect is Effect.ALLOW

    def __bool__(self) -> bool:
        raise TypeError("a Decision is not a bool: ask .allowed")

    def __repr__(self) -> str:
        sid = f" by {self.statement.sid or self.statement.index}" if self.statement else ""
        return f"<Decision {self.effect.value}{sid}>"

    @property
    def trace(self) -> tuple[StatementRecord, ...]:
        """Every statement of every policy that applies, with the result of each of its parts."""
        return tuple(
            _record(policy, statement, self.request)
            for policy in self._policies
            for statement in policy.document.statements
        )


def _record(policy: AppliedPolicy, statement: Statement, request: Request) -> StatementRecord:
    context = request.context
    return StatementRecord(
        policy=policy,
        statement=statement,
        action_matched=statement.matches_action(request.action.lower()),
        resource_matched=statement.matches_resource(request),
        conditions=tuple(
            ConditionRecord(
                operator=condition.operator,
                key=condition.key,
                values=condition.resolved(context),
                value=context.get(condition.key.lower()),
                matched=condition.matches(context),
            )
            for condition in statement.conditions
        ),
    )
