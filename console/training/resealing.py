"""Seal again what seats keep, with the current sealing key."""

from django.db import transaction

from console.training.models import LabRun, Seat, Snapshot, Theft
from console.training.snapshots.packing import packed, unpacked
from console.training.snapshots.states import resealed
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
    for theft in Theft.objects.select_for_update().exclude(sealed_secret=""):
        theft.sealed_secret = sealing.reseal(theft.sealed_secret)
        theft.save(update_fields=["sealed_secret"])
        count += 1
    for seat in Seat.objects.select_for_update():
        kept = [name for name in SEALED if getattr(seat, name)]
        for name in kept:
            setattr(seat, name, sealing.reseal(getattr(seat, name)))
        seat.save(update_fields=kept)
        count += len(kept)
    return count


@transaction.atomic
def reseal_snapshots() -> int:
    """Reseal the saved states of classes, and what is sealed within them; gives how many states
    there are."""
    count = 0
    for snapshot in Snapshot.objects.select_for_update().iterator(chunk_size=1):
        snapshot.data = packed(map(resealed, unpacked(snapshot.data)))
        snapshot.save(update_fields=["data"])
        count += 1
    return count
