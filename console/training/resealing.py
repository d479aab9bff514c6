"""Seal again what seats keep, with the current sealing key."""

from django.db import transaction

from console.training.models import Seat
from credentials import sealing

SEALED = ("sealed_code", "credentials")


@transaction.atomic
def reseal_seats() -> int:
    """Reseal the codes, users and passwords of all seats; gives how many there are."""
    count = 0
    for seat in Seat.objects.select_for_update():
        kept = [name for name in SEALED if getattr(seat, name)]
        for name in kept:
            setattr(seat, name, sealing.reseal(getattr(seat, name)))
        seat.save(update_fields=kept)
        count += len(kept)
    return count
