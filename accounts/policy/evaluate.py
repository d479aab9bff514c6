"""The decision: an explicit deny, then an allow, else an implicit deny.

Source: AWS IAM user guide, "Policy evaluation logic", for identity-based policies of one account.
"""

from collections.abc import Iterable

from accounts.policy.decision import AppliedPolicy, Decision, Effect, Request
from accounts.policy.document import Document, Statement


def evaluate(policies: Iterable[AppliedPolicy], request: Request) -> Decision:
    """Decide a request under the policies that apply; any deny wins over every allow."""
    applied = policies if isinstance(policies, tuple) else tuple(policies)
    allow = allowing = None
    action = request.action
    for policy in applied:
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
    return Decision(effect, allow, allowing, applied, request)


def matching(document: Document, request: Request) -> tuple[list[Statement], list[Statement]]:
    """Every deny and every allow of a document that applies; a decision stops at the first."""
    denies, allows = document.index.get(request.action) or document.compile(request.action)
    return (
        [statement for applies, statement in denies if applies(request)],
        [statement for applies, statement in allows if applies(request)],
    )
