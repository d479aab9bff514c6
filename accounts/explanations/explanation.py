"""The explanation of one decision."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.explanations.obstacles import obstacles_of, sentence_of
from accounts.explanations.statements import Finding, findings_of
from accounts.explanations.steps import Step, named, steps_of
from accounts.policy import AppliedPolicy, Decision, Request, decide


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a request is allowed or denied.

    decision   the engine's
    policies   all that apply, in their order, with boundary and session policies
    steps      the questions that were asked in turn
    findings   every statement of every policy, those that have most to do with it first
    obstacles  all that stands in the way; none for an allowed request
    sentence   the same, or what allows it, as one sentence
    """

    decision: Decision
    policies: tuple[AppliedPolicy, ...]
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    obstacles: tuple[str, ...]
    sentence: str


def explain(policies: Iterable[AppliedPolicy], request: Request) -> Explanation:
    """Ask the engine, and explain its answer.

    `policies` are those of the user, its groups, the boundary and the session, as they are marked.
    """
    applied = tuple(policies)
    decision = _decide(applied, request)
    everything = Decision(decision.effect, None, None, applied, request)
    findings = findings_of(decision, everything.trace)
    obstacles = obstacles_of(request, findings)
    return Explanation(
        decision=decision,
        policies=applied,
        steps=steps_of(decision, findings),
        findings=tuple(findings),
        obstacles=tuple(obstacles),
        sentence=sentence_of(obstacles) if obstacles else _allowed(findings),
    )


def _decide(policies: tuple[AppliedPolicy, ...], request: Request) -> Decision:
    session = tuple(each for each in policies if each.session)
    return decide(tuple(each for each in policies if not each.session), session, request)


def _allowed(findings: Iterable[Finding]) -> str:
    first = next(each for each in findings if each.record.applies)
    return f"The statement {first.name} of {named(first)} allows it, and nothing denies it."
