"""See how far a learner is: the present step is asked for, and those after it once it is done.

Looking writes only where something changed.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from console.training.checks.check import ask
from console.training.checks.facts import Facts, Shelf
from console.training.checks.verdict import Verdict, not_yet
from console.training.labs.values import filled_in
from console.training.models import Seat
from console.training.runs import (
    ANSWER_MAX,
    Present,
    finish,
    locked,
    newest_event,
    present_of,
    values_of,
)
from console.training.schedule import why_waiting


def look(*, seat: Seat, real_now: datetime) -> Present | None:
    """The present run of a seat, after the steps that are found done; None without one.

    Steps are passed while the seat's class runs.
    """
    present = present_of(seat)
    if present is None or seat.account is None or why_waiting(seat.in_class, real_now):
        return present
    verdict = asked_now(present, seat.account, real_now)
    if verdict is None or not verdict.done:
        return present
    go_on(seat=seat, real_now=real_now)
    return present_of(seat)


@transaction.atomic
def go_on(
    *, seat: Seat, real_now: datetime, attempt: bool = False, answer: str = ""
) -> Verdict | None:
    """Pass the steps that are done; the answer for the first one that is not, or None with nothing
    left to do. With the `answer` to a question; an `attempt` in vain is counted.
    """
    row = locked(seat)
    present = present_of(row)
    if present is None or present.result is None or row.account is None:
        return None
    waiting = why_waiting(row.in_class, real_now)
    if waiting:
        return not_yet(waiting)
    if answer:
        present.result.answer = answer[:ANSWER_MAX]
    while verdict := asked_now(present, row.account, real_now):
        if not verdict.done:
            _keep(present, verdict, attempt)
            return verdict
        attempt = False
        finish(present, verdict.event or newest_event(row.account_id), real_now)
    return None


def asked_now(
    present: Present, account: Account, real_now: datetime, shelf: Shelf | None = None
) -> Verdict | None:
    """What the check of the present step answers; None where all steps are done.

    `shelf` has the rows of several accounts, where several are asked about.
    """
    step, result = present.step, present.result
    if step is None or result is None:
        return None
    facts = Facts(
        account=account,
        now=account.time_at(real_now),
        since=result.since,
        answer=result.answer,
        sheet=present.sheet,
        shelf=shelf,
    )
    return ask(filled_in(step.check, values_of(account, facts.sheet)), facts)


def _keep(present: Present, verdict: Verdict, attempt: bool) -> None:
    result = present.result
    if result is not None:
        result.attempts += attempt
        result.score, result.why = round(verdict.score * 100), verdict.why
        result.save(update_fields=["attempts", "score", "why", "answer"])
