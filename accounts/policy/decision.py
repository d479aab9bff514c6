"""What is decided, and by which statement."""

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
    """A policy that applies to the caller, and where it comes from; inline ones have no ARN.

    A permissions boundary grants nothing: it bounds what the others grant. So does a session
    policy, which whoever asked for the session's credentials gave to it.
    """

    name: str
    arn: str | None
    document: Document
    boundary: bool = False
    session: bool = False


@dataclass(frozen=True, slots=True)
class ConditionRecord:
    """How one condition came out: the policy's values resolved, the request's or None."""

    operator: str
    key: str
    values: tuple[str, ...]
    value: ContextValue | None
    matched: bool


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """How one statement came out."""

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
    """An outcome with the statement that decided it; the trace is worked out when asked for.

    `policy` without a statement is the permissions boundary or session policy that does not allow.
    """

    __slots__ = ("_policies", "_request", "effect", "policy", "statement")

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
        self._request = request

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
        """Every statement of every policy that applies, and how each part of it came out."""
        return tuple(
            _record(policy, statement, self._request)
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
