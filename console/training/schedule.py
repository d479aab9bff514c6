"""When a class works: it waits, runs, is frozen or has ended. Real times."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from console.training.locks import locked_class
from console.training.models import Class


class Phase(StrEnum):
    """Where a class is. Labs are done while it runs, and at no other time."""

    WAITING = "waiting"
    RUNNING = "running"
    FROZEN = "frozen"
    ENDED = "ended"


WHY = {
    Phase.WAITING: "Your class has not begun yet.",
    Phase.FROZEN: "The time of your class stands still. Steps count again when it goes on.",
    Phase.ENDED: "Your class has ended.",
}


def phase_of(in_class: Class, real_now: datetime) -> Phase:
    """Where the class is at this time."""
    if in_class.starts_at is None or real_now < in_class.starts_at:
        return Phase.WAITING
    if in_class.ends_at is not None and real_now >= in_class.ends_at:
        return Phase.ENDED
    return Phase.FROZEN if in_class.frozen_at else Phase.RUNNING


def why_waiting(in_class: Class | None, real_now: datetime) -> str:
    """Why no step of a lab counts now, in a sentence for a learner; "" where steps count, as they
    always do for somebody without a class."""
    return WHY.get(phase_of(in_class, real_now), "") if in_class else ""


def time_left(in_class: Class, real_now: datetime) -> timedelta | None:
    """What is left until the end; None for a class without one. It stands still while frozen."""
    if in_class.ends_at is None:
        return None
    return max(in_class.ends_at - (in_class.frozen_at or real_now), timedelta(0))


@transaction.atomic
def start(in_class: Class, *, minutes: int | None, real_now: datetime) -> None:
    """Begin now, for all; it ends after so many minutes, or by hand."""
    in_class = locked_class(in_class)
    in_class.starts_at, in_class.frozen_at = real_now, None
    in_class.ends_at = real_now + timedelta(minutes=minutes) if minutes else None
    _save(in_class)


@transaction.atomic
def end(in_class: Class, *, real_now: datetime) -> None:
    """End now, for all."""
    in_class = locked_class(in_class)
    in_class.ends_at, in_class.frozen_at = real_now, None
    _save(in_class)


@transaction.atomic
def extend(in_class: Class, *, minutes: int, real_now: datetime) -> None:
    """Add minutes to what is left; a class that has ended goes on for as long."""
    in_class = locked_class(in_class)
    left = time_left(in_class, real_now) or timedelta(0)
    in_class.ends_at = (in_class.frozen_at or real_now) + left + timedelta(minutes=minutes)
    _save(in_class)


@transaction.atomic
def freeze(in_class: Class, *, real_now: datetime) -> None:
    """Stop the time: nobody's steps count until it goes on."""
    in_class = locked_class(in_class)
    in_class.frozen_at = in_class.frozen_at or real_now
    _save(in_class)


@transaction.atomic
def go_on(in_class: Class, *, real_now: datetime) -> None:
    """Go on after a freeze; the end moves by as long as it took."""
    in_class = locked_class(in_class)
    if in_class.frozen_at and in_class.ends_at:
        in_class.ends_at += real_now - in_class.frozen_at
    in_class.frozen_at = None
    _save(in_class)


def _save(in_class: Class) -> None:
    in_class.save(update_fields=["starts_at", "ends_at", "frozen_at"])
