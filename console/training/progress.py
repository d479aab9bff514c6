"""How far the learners of many seats are, in a fixed number of queries.

A check is asked again only where the account has new events. What it then finds done is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from accounts.models import Account
from console.models import Event
from console.training.checks.check import event_names
from console.training.checks.facts import Shelf
from console.training.labs.labs import Lab, find_lab
from console.training.looking import asked_now, go_on
from console.training.models import LabRun, Seat, StepResult
from console.training.runs import Present


@dataclass(frozen=True, slots=True)
class Progress:
    """A seat's present lab, and how far it is.

    step, number   the present step's title and its place from 1; "" and `steps` once all are done
    percent        of the whole lab, parts of the present step included
    why            why the present step is not done yet
    attempts, hints, skipped   attempts in vain and hints of the present step; steps passed over
    step_began_at, began_at, finished_at   real times
    """

    lab: Lab
    step: str
    number: int
    steps: int
    percent: int
    why: str
    attempts: int
    hints: int
    skipped: int
    began_at: datetime
    step_began_at: datetime | None
    finished_at: datetime | None

    @property
    def done(self) -> int:
        """How many steps are behind the learner."""
        return self.steps if self.finished_at else self.number - 1


def progress_of(
    seats: Sequence[Seat], *, real_now: datetime, running: bool = True
) -> dict[int, Progress]:
    """The progress of each seat that does a lab, by the seat's key; no step is asked for where
    their class is not `running`.

    The seats come with their accounts. A step that is found done is passed: that is some writes for
    each seat that goes on, beside a fixed number of queries.
    """
    accounts = {seat.pk: seat.account for seat in seats if seat.account is not None}
    runs, results = _rows(list(accounts))
    presents = _presents(runs, results)
    moved = _look(presents, accounts, real_now) if running else []
    if moved:
        by_key = {seat.pk: seat for seat in seats}
        for key in moved:
            go_on(seat=by_key[key], real_now=real_now)
        runs, results = _rows(list(accounts))
        presents = _presents(runs, results)
    return {key: _progress(present, results[present.run.pk]) for key, present in presents.items()}


def _rows(seats: list[int]) -> tuple[list[LabRun], dict[int, dict[str, StepResult]]]:
    """The present runs of these seats, and the results of each by step."""
    runs = list(LabRun.objects.filter(seat__in=seats, ended_at=None))
    results: dict[int, dict[str, StepResult]] = {run.pk: {} for run in runs}
    for result in StepResult.objects.filter(run__in=list(results)):
        results[result.run_id][result.step] = result
    return runs, results


def _presents(
    runs: Sequence[LabRun], results: Mapping[int, Mapping[str, StepResult]]
) -> dict[int, Present]:
    """By the seat's key; runs whose lab is there no more are left out."""
    labs = {slug: find_lab(slug) for slug in {run.lab for run in runs}}
    found = {}
    for run in runs:
        lab = labs[run.lab]
        if lab is not None:
            step = lab.step(run.step)
            found[run.seat_id] = Present(run, lab, step, results[run.pk].get(run.step))
    return found


def _look(
    presents: Mapping[int, Present], accounts: Mapping[int, Account], real_now: datetime
) -> list[int]:
    """Ask the checks of those with news; the keys of the seats whose present step is done."""
    open_ones = {key: each for key, each in presents.items() if each.step and each.result}
    newest = _news({accounts[key].pk: each for key, each in open_ones.items()})
    asked = {key: each for key, each in open_ones.items() if accounts[key].pk in newest}
    if not asked:
        return []
    shelf = _shelf(asked, accounts)
    done, changed = [], []
    for key, present in asked.items():
        verdict = asked_now(present, accounts[key], real_now, shelf)
        if verdict is None or present.result is None:
            continue
        if verdict.done:
            done.append(key)
            continue
        result = present.result
        result.looked = newest[accounts[key].pk]
        result.score, result.why = round(verdict.score * 100), verdict.why
        changed.append(result)
    open_rows = StepResult.objects.filter(done_at=None)
    open_rows.bulk_update(changed, ["looked", "score", "why"])
    return done


def _news(presents: Mapping[int, Present]) -> dict[int, int]:
    """The id of the newest event of each account that has one since it was looked at last."""
    looked = {
        account: max(present.result.looked, present.result.since)
        for account, present in presents.items()
        if present.result is not None
    }
    if not looked:
        return {}
    rows = Event.objects.filter(account__in=list(looked), pk__gt=min(looked.values()))
    newest = rows.order_by().values_list("account").annotate(Max("pk"))
    return {account: event for account, event in newest if event > looked[account]}


def _shelf(asked: Mapping[int, Present], accounts: Mapping[int, Account]) -> Shelf:
    names: set[str] = set()
    for present in asked.values():
        if present.step is not None:
            names |= event_names(present.step.check)
    since = min(present.result.since for present in asked.values() if present.result is not None)
    return Shelf([accounts[key].pk for key in asked], since, names)


def _progress(present: Present, results: Mapping[str, StepResult]) -> Progress:
    run, lab, result = present.run, present.lab, present.result
    ids = [step.id for step in lab.steps]
    place = ids.index(run.step) if run.step in ids else len(ids)
    part = result.score / 100 if result else 0
    return Progress(
        lab=lab,
        step=present.step.title if present.step else "",
        number=min(place + 1, len(ids)),
        steps=len(ids),
        percent=round(100 * (place + part) / len(ids)),
        why=result.why if result else "",
        attempts=result.attempts if result else 0,
        hints=result.hints if result else 0,
        skipped=sum(each.skipped for each in results.values()),
        began_at=run.began_at,
        step_began_at=result.began_at if result else None,
        finished_at=run.finished_at,
    )
