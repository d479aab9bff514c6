"""The decision: an explicit deny, then an allow, else an implicit deny.

Source: AWS IAM user guide, "Policy evaluation logic", for identity-based policies of one account,
a permissions boundary and session policies.
"""

from collections.abc import Iterable

from accounts.policy.decision import AppliedPolicy, Decision, Effect
from accounts.policy.document import Document, Statement
from accounts.policy.request import Request


def evaluate(policies: Iterable[AppliedPolicy], request: Request) -> Decision:
    """Decide a request under the policies that apply; any deny wins over every allow.

    One of them at most is a permissions boundary, which must allow as well.
    """
    applied = policies if isinstance(policies, tuple) else tuple(policies)
    allow = allowing = boundary = None
    action = request.action
    for policy in applied:
        if policy.boundary:
            boundary = policy
            continue
        document = policy.document
        denies, allows = document.index.get(action) or document.compile(action)
        for applies, statement in denies:
            if applies(request):
                return Decision(Effect.EXPLICIT_DENY, statement, policy, applied, request)
        if allow is None:
            for applies, statement in allows:
                if applies(request):
                    allow, allowing = statement, policy
                    break
    effect = Effect.IMPLICIT_DENY if allow is None else Effect.ALLOW
    decision = Decision(effect, allow, allowing, applied, request)
    return decision if boundary is None else _bounded(decision, boundary, applied, request)


def _bounded(
    decision: Decision,
    boundary: AppliedPolicy,
    applied: tuple[AppliedPolicy, ...],
    request: Request,
) -> Decision:
    """The decision after the permissions boundary is applied."""
    denies, allows = boundary.document.index.get(request.action) or boundary.document.compile(
        request.action
    )
    for applies, statement in denies:
        if applies(request):
            return Decision(Effect.EXPLICIT_DENY, statement, boundary, applied, request)
    if not decision.allowed or any(applies(request) for applies, _ in allows):
        return decision
    return Decision(Effect.IMPLICIT_DENY, None, boundary, applied, request)


def decide(
    policies: Iterable[AppliedPolicy], session: tuple[AppliedPolicy, ...], request: Request
) -> Decision:
    """`evaluate`, and then the session policies, if there are any."""
    decision = evaluate(policies, request)
    return within_session(decision, session, request) if session else decision


def within_session(
    decision: Decision, session: tuple[AppliedPolicy, ...], request: Request
) -> Decision:
    """The decision after the session policies are applied, of which one must allow as well.

    There is at least one of them.
    """
    if decision.effect is Effect.EXPLICIT_DENY:
        return decision
    inner = evaluate(session, request)
    if inner.effect is Effect.EXPLICIT_DENY:
        return inner
    if not decision.allowed or inner.allowed:
        return decision
    return Decision(Effect.IMPLICIT_DENY, None, session[0], session, request)


def matching(document: Document, request: Request) -> tuple[list[Statement], list[Statement]]:
    """Every deny and every allow of a document that applies; a decision stops at the first."""
    denies, allows = document.index.get(request.action) or document.compile(request.action)
    return (
        [statement for applies, statement in denies if applies(request)],
        [statement for applies, statement in allows if applies(request)],
    )
