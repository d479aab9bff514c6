"""Labs as learners do them: start one, take hints, pass over a step, go on.

Whoever changes a run holds its seat's row, so that two requests of one learner take turns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from accounts.errors import no_such
from accounts.models import Account
from accounts.values import arns
from console.models import Event
from console.training.checks.check import question_in
from console.training.labs.labs import Lab, Step, find_lab
from console.training.labs.values import Values
from console.training.models import LabRun, Seat, StepResult
from console.training.starts.sheet import Sheet, opened
from console.training.starts.start import bring_to_start, prepare

ANSWER_MAX = 300


@dataclass
class Present:
    """A run with its lab, the present step and its result; None for both once all are done."""

    run: LabRun
    lab: Lab
    step: Step | None
    result: StepResult | None

    @property
    def sheet(self) -> Sheet:
        return opened(self.run.sheet)


def start_lab(*, seat: Seat, lab: Lab, real_now: datetime) -> LabRun:
    """Bring the seat's account to the lab's start and begin with its first step.

    What the account holds is gone, and so are its sessions. A run that goes on ends. NoSuchEntity
    for a seat that was deleted meanwhile, Throttling where too many passwords are being hashed.
    """
    prepared = prepare(seat, lab)
    with transaction.atomic():
        row = locked(seat)
        _end_runs(row, real_now)
        sheet = bring_to_start(seat=row, lab=lab, prepared=prepared, real_now=real_now)
        run = LabRun.objects.create(
            seat=row, lab=lab.slug, step=lab.steps[0].id, began_at=real_now, sheet=sheet.sealed()
        )
        _begin(run, lab.steps[0], newest_event(row.account_id), real_now)
    return run


@transaction.atomic
def leave_lab(*, seat: Seat, real_now: datetime) -> None:
    """End the present run; the account stays as it is."""
    _end_runs(locked(seat), real_now)


def present_of(seat: Seat) -> Present | None:
    """The present run of a seat; None without one, or where its lab is there no more."""
    run = LabRun.objects.filter(seat=seat, ended_at=None).first()
    lab = find_lab(run.lab) if run else None
    if run is None or lab is None:
        return None
    result = StepResult.objects.filter(run=run, step=run.step).first() if run.step else None
    return Present(run, lab, lab.step(run.step), result)


@transaction.atomic
def take_hint(*, seat: Seat) -> int:
    """Show one more hint of the present step; how many are shown."""
    present = present_of(locked(seat))
    if present is None or present.step is None or present.result is None:
        return 0
    shown = min(present.result.hints + 1, len(present.step.hints))
    present.result.hints = shown
    present.result.save(update_fields=["hints"])
    return shown


@transaction.atomic
def skip_step(*, seat: Seat, real_now: datetime) -> None:
    """Go on to the next step without this one."""
    row = locked(seat)
    present = present_of(row)
    if present is None or present.result is None:
        return
    present.result.skipped = True
    finish(present, newest_event(row.account_id), real_now)


def newest_event(account_id: int | None) -> int:
    """The id of the account's newest event, 0 without one."""
    return Event.objects.filter(account=account_id).aggregate(newest=Max("pk"))["newest"] or 0


def values_of(account: Account, sheet: Sheet) -> Values:
    """What a lab's texts may name, in this account."""
    return {
        "account": lambda _: account.account_id,
        "alias": lambda _: str(account),
        "endpoint": lambda _: settings.BASE_URL,
        "key_id": sheet.key_id,
        "device": lambda name: arns.mfa(account.account_id, "/", name),
    }


def question_of(step: Step) -> Mapping[str, Any] | None:
    """The question that a step asks the learner."""
    return question_in(step.check)


def finish(present: Present, event: int, real_now: datetime) -> None:
    """The present step is done, or passed over; the next one begins after that event.

    In a transaction, the seat held.
    """
    run, result = present.run, present.result
    if result is None:
        return
    result.done_at, result.why = real_now, ""
    result.score = 0 if result.skipped else 100
    result.save()
    after = present.lab.after(run.step)
    run.step = after.id if after else ""
    run.finished_at = None if after else real_now
    run.save(update_fields=["step", "finished_at"])
    present.step = after
    present.result = _begin(run, after, event, real_now) if after else None


def _begin(run: LabRun, step: Step, since: int, real_now: datetime) -> StepResult:
    return StepResult.objects.create(run=run, step=step.id, since=since, began_at=real_now)


def _end_runs(seat: Seat, real_now: datetime) -> None:
    LabRun.objects.filter(seat=seat, ended_at=None).update(ended_at=real_now)


def locked(seat: Seat) -> Seat:
    """The seat as it is now, held; NoSuchEntity when it was deleted meanwhile."""
    rows = Seat.objects.select_related("account", "in_class").select_for_update(of=("self",))
    row = rows.filter(pk=seat.pk).first()
    if row is None:
        raise no_such("seat", str(seat.number))
    return row
