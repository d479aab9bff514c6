"""Seal again what seats keep, with the current sealing key."""

from django.db import transaction

from console.training.models import LabRun, Seat
from credentials import sealing

SEALED = ("sealed_code", "credentials")


@transaction.atomic
def reseal_seats() -> int:
    """Reseal the codes, users and passwords of all seats, and what their labs gave them; gives how
    many there are."""
    count = 0
    for run in LabRun.objects.select_for_update().exclude(sheet=""):
        run.sheet = sealing.reseal(run.sheet)
        run.save(update_fields=["sheet"])
        count += 1
    for seat in Seat.objects.select_for_update():
        kept = [name for name in SEALED if getattr(seat, name)]
        for name in kept:
            setattr(seat, name, sealing.reseal(getattr(seat, name)))
        seat.save(update_fields=kept)
        count += len(kept)
    return count
