"""Ask a check of a lab: it reads and changes nothing."""

from collections.abc import Mapping
from typing import Any

from console.training.checks import answers, decisions, events, rows, settings
from console.training.checks.facts import Facts
from console.training.checks.verdict import Verdict, done, not_yet
from console.training.labs.checking import kind_of
from console.training.labs.values import listed

Check = Mapping[str, Any]
SIMPLE = {
    "event": events.check,
    "device": rows.check_device,
    "credential": rows.check_credential,
    "user": rows.check_user,
    "password_policy": settings.check_password_policy,
    "decision": decisions.check_decision,
    "policy": decisions.check_policy,
    "answer": answers.check,
}


def ask(check: Check, facts: Facts) -> Verdict:
    """Whether the check holds, how much of it does, and why not yet.

    A check of a lab, with the texts of this account filled in. A wrong answer to a question says
    itself what is wrong with it, whatever the check's own `why` says.
    """
    kind = kind_of(check)
    verdict = _combined(kind, check[kind], facts) or SIMPLE[kind](check[kind], facts)
    of_choice = kind == "answer" and facts.answer and "choices" in check[kind]
    return verdict if of_choice else verdict.because(check.get("why", ""))


def question_in(check: Check) -> Mapping[str, Any] | None:
    """The question that a check, or one within it, asks the learner."""
    kind = kind_of(check)
    if kind == "answer":
        return check["answer"]
    parts = {"all": check.get("all", ()), "any": check.get("any", ()), "not": ()}.get(kind, ())
    return next((found for part in parts if (found := question_in(part))), None)


def event_names(check: Check) -> set[str]:
    """The names of the events that a check, and those within it, look for."""
    kind = kind_of(check)
    if kind == "event":
        return set(listed(check["event"]["name"]))
    parts = [check["not"]] if kind == "not" else check[kind] if kind in ("all", "any") else []
    return {name for part in parts for name in event_names(part)}


def _combined(kind: str, parts: Any, facts: Facts) -> Verdict | None:
    if kind == "not":
        inner = ask(parts, facts)
        return not_yet("Something is still there, or still so.") if inner.done else done()
    if kind not in ("all", "any"):
        return None
    found = [ask(part, facts) for part in parts]
    return _of_all(found) if kind == "all" else _of_any(found)


def _of_all(found: list[Verdict]) -> Verdict:
    """Done with the last part; the score is the parts' mean, the sentence the first one missing."""
    missing = [each for each in found if not each.done]
    if not missing:
        return done(max(each.event for each in found))
    return not_yet(missing[0].why, sum(each.score for each in found) / len(found))


def _of_any(found: list[Verdict]) -> Verdict:
    right = [each for each in found if each.done]
    if right:
        return done(min(each.event for each in right))
    best = max(found, key=lambda each: each.score)
    return not_yet(best.why, best.score)
