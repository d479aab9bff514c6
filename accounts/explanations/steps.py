"""The way of a decision: the questions that are asked in turn, and where it ended.

Source: AWS IAM user guide, "Policy evaluation logic".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.explanations.statements import Finding
from accounts.policy import Decision, Effect


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `passes` says whether the way goes on after it; `ended` whether the decision
    was taken here; a step after that one is answered all the same, so that nothing is a surprise.
    """

    question: str
    answer: str
    passes: bool
    ended: bool = False


def steps_of(decision: Decision, findings: Sequence[Finding]) -> tuple[Step, ...]:
    """Explicit deny? Allow? Then, where there are any, the permissions boundary and the session."""
    denying = [each for each in findings if each.denies]
    granting = [each for each in findings if each.allows and not each.limits]
    steps = [
        _step("Does a statement deny it?", denying, passes=not denying, none="No statement does."),
        _step(
            "Does a statement allow it?",
            granting,
            passes=bool(granting),
            none="No statement does, and what nothing allows is denied.",
        ),
    ]
    limits = (
        ("Does the permissions boundary allow it?", [e for e in findings if e.policy.boundary]),
        ("Does the session policy allow it?", [e for e in findings if e.policy.session]),
    )
    for question, of_limit in limits:
        if of_limit:
            allows = [each for each in of_limit if each.allows]
            steps.append(
                _step(question, allows, passes=bool(allows), none="None of its statements does.")
            )
    end = _end(decision, steps)
    return tuple(
        Step(step.question, step.answer, step.passes, ended=number == end)
        for number, step in enumerate(steps)
    )


def _end(decision: Decision, steps: Sequence[Step]) -> int:
    """The number of the step at which the decision was taken: the last one for an allow."""
    if decision.effect is Effect.ALLOW:
        return len(steps) - 1
    return next(number for number, step in enumerate(steps) if not step.passes)


def _step(question: str, found: Sequence[Finding], *, passes: bool, none: str) -> Step:
    if not found:
        return Step(question, none, passes)
    first, more = found[0], len(found) - 1
    answer = f"Yes: the statement {first.name} of {named(first)}"
    return Step(question, f"{answer}, and {more} more." if more else f"{answer}.", passes)


def named(finding: Finding) -> str:
    """How a sentence names the policy of a statement."""
    policy = finding.policy
    if policy.boundary:
        return f"the permissions boundary {policy.name}"
    if policy.session:
        return "the session policy"
    return f"the policy {policy.name}"
