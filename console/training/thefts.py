"""Leaked access keys: the thief takes one, and makes each call when it is due, once.

A call, its event and the note that it was made are one transaction: whoever plays, a worker that
ends or two that play at once, no call is lost and none is made twice.
"""

import hmac
import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Min

from accounts.errors import InvalidInput
from accounts.models import Account
from console.training import pace
from console.training.models import LabRun, Theft
from console.training.thief import DEAD, PLAN, call_after, make_call
from credentials import sealing
from credentials.models import AccessKey

logger = logging.getLogger(__name__)
DEAD_ENDS = 2  # refusals of the key itself, after which the thief gives up
KEPT = 6  # thefts of one run that its page remembers
NOT_YOURS = "This is not an access key of this account with its secret."


def run_of(account: Account) -> LabRun | None:
    """The present lab of the account's learner; keys are leaked within one."""
    return LabRun.objects.filter(seat__account=account, ended_at=None).first()


def leak(
    *, run: LabRun, account: Account, access_key_id: str, secret: str, real_now: datetime
) -> Theft:
    """Let the thief have the key. One that the thief is busy with is not taken twice; one of which
    all is known is tried again from the beginning.

    InvalidInput where it is no key of the account, or its secret another one.
    """
    keys = AccessKey.objects.filter(user__account=account, access_key_id=access_key_id)
    key = keys.select_related("user").first()
    known = sealing.unseal(key.sealed_secret) if key else ""
    if key is None or not hmac.compare_digest(known.encode(), secret.encode()):
        raise InvalidInput(NOT_YOURS)
    taken = Theft.objects.filter(run=run, access_key_id=access_key_id, ended_at=None)
    taken.filter(played__gte=len(PLAN)).update(ended_at=real_now, sealed_secret="")
    try:
        with transaction.atomic():
            found = taken.first() or _begin(run, key, secret, real_now)
    except IntegrityError:  # the same form, sent twice at once
        found = taken.get()
    transaction.on_commit(pace.wake)
    return found


def thefts_of(run: LabRun) -> list[Theft]:
    """The thefts of a run, newest first."""
    return list(Theft.objects.filter(run=run).order_by("-pk")[:KEPT])


def play_due(*, real_now: datetime, run: LabRun | None = None) -> None:
    """Make the calls that are due, of all thefts or of one run's, in their order.

    A thief who cannot go on ends, and keeps nobody else waiting.
    """
    due = Theft.objects.filter(ended_at=None, due_at__lte=real_now)
    for pk in list((due.filter(run=run) if run else due).values_list("pk", flat=True)):
        try:
            while _play_next(pk, real_now):
                pass
        except Exception:
            logger.exception("a thief could not go on")
            Theft.objects.filter(pk=pk).update(ended_at=real_now, sealed_secret="")


def next_due() -> datetime | None:
    """When the next call of any thief is due; None without one."""
    found: datetime | None = Theft.objects.filter(ended_at=None).aggregate(at=Min("due_at"))["at"]
    return found


def _begin(run: LabRun, key: AccessKey, secret: str, real_now: datetime) -> Theft:
    old = Theft.objects.filter(run=run).exclude(ended_at=None).order_by("-pk")
    Theft.objects.filter(pk__in=[theft.pk for theft in old[KEPT:]]).delete()
    first = call_after(0)
    return Theft.objects.create(
        run=run,
        access_key_id=key.access_key_id,
        user_name=key.user.user_name,
        sealed_secret=sealing.seal(secret),
        began_at=real_now,
        due_at=real_now + timedelta(seconds=first.after if first else 0),
    )


@transaction.atomic
def _play_next(pk: int, real_now: datetime) -> bool:
    """Make the next call if it is due; False if it is not, or for the last one.

    The update comes first: it holds the row, and finds none that another worker has just played.
    """
    going = Theft.objects.filter(pk=pk, ended_at=None, due_at__lte=real_now)
    if not going.update(played=F("played") + 1):
        return False
    theft = Theft.objects.select_related("run").get(pk=pk)
    call = call_after(theft.played - 1)
    if call is None or theft.run.ended_at:
        return _end(theft, real_now)
    secret = sealing.unseal(theft.sealed_secret)
    code = make_call(
        call, access_key_id=theft.access_key_id, secret=secret, user_name=theft.user_name
    )
    theft.answers.append(_answer(f"{call.service}:{call.operation}", code, real_now))
    after = call_after(theft.played)
    if after is None or sum(each["code"] in DEAD for each in theft.answers) >= DEAD_ENDS:
        return _end(theft, real_now)
    late = theft.due_at + timedelta(seconds=after.after)
    theft.due_at = late if after.after < 60 else real_now + timedelta(seconds=after.after)
    theft.save(update_fields=["answers", "due_at"])
    return True


def _answer(call: str, code: str, real_now: datetime) -> dict[str, Any]:
    return {"call": call, "code": code, "at": real_now.isoformat(timespec="seconds")}


def _end(theft: Theft, real_now: datetime) -> bool:
    """The thief has given up, and the secret is kept no longer."""
    theft.ended_at, theft.sealed_secret = real_now, ""
    theft.save(update_fields=["answers", "ended_at", "sealed_secret"])
    return False
