"""The rows of a class's board, in a fixed number of queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from accounts.models import User
from console.models import Event
from console.training.board.troubles import (
    SIGN_IN,
    Failure,
    Stuck,
    failures_of,
    stuck,
    what_went_wrong,
)
from console.training.models import Class, Seat
from console.training.progress import Progress, progress_of
from console.training.schedule import Phase, phase_of
from credentials.models import MFADevice
from credentials.operations.maintenance.unlocking import locks_of


class Where(StrEnum):
    """Where a learner is, from the first to the last."""

    NOT_JOINED = "Not joined"
    WAITING = "Waits to be admitted"
    JOINED = "Joined, not signed in"
    NO_DEVICE = "Signed in, no device"
    NO_MFA = "Device assigned, session without MFA"
    MFA = "Signed in with MFA"
    LOCKED = "Locked"


MFA_USED = KeyTextTransform("MFAUsed", KeyTransform("additionalEventData", "record"))
KINDS = {
    Where.NOT_JOINED: "stopped",
    Where.WAITING: "pending",
    Where.JOINED: "pending",
    Where.NO_DEVICE: "error",
    Where.NO_MFA: "warning",
    Where.MFA: "success",
    Where.LOCKED: "error",
}


@dataclass(frozen=True, slots=True)
class Session:
    """How the newest console session of an account began."""

    user_name: str
    mfa: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A learner on the board.

    session       how the newest console session of the account began; None without one
    locked_until  when passwords and codes are taken again; None where they are taken now
    last_request  the real time of the newest call or sign-in of the account
    progress      how far the present lab is; None without one
    went_wrong    the last failure since the step began, "" for none
    failures      the newest of the account, whenever they were
    """

    seat: Seat
    where: Where
    session: Session | None
    locked_until: datetime | None
    last_request: datetime | None
    progress: Progress | None
    went_wrong: str
    stuck: Stuck | None
    failures: Sequence[Failure]

    @property
    def kind(self) -> str:
        """How the place is drawn."""
        return KINDS[self.where]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many seats there are, and of how many learners each is true."""

    seats: int
    joined: int
    with_device: int
    with_mfa: int
    stuck: int


def rows_of(in_class: Class, real_now: datetime) -> list[Row]:
    """A row for each seat of the class, in their order. All times are real ones."""
    seats = _seats(in_class)
    accounts = [seat.account_id for seat in seats if seat.account_id]
    users = list(User.objects.filter(account__in=accounts).select_related("account"))
    locks = _by_account(users, locks_of(users=users, real_now=real_now))
    holders, sessions = _holders(accounts), _sessions(seats)
    failures = failures_of(accounts)
    running = phase_of(in_class, real_now) is Phase.RUNNING
    progress = progress_of(seats, real_now=real_now, running=running)
    return [
        _row(
            seat,
            sessions.get(seat.sign_in),
            locks.get(seat.account_id or 0),
            holders,
            failures.get(seat.account_id or 0, []),
            progress.get(seat.pk),
            real_now=real_now,
            running=running,
        )
        for seat in seats
    ]


def figures_of(rows: Sequence[Row]) -> Figures:
    """The figures above the board."""
    places = Counter(row.where for row in rows)
    joined = len(rows) - places[Where.NOT_JOINED] - places[Where.WAITING]
    return Figures(
        seats=len(rows),
        joined=joined,
        with_device=places[Where.NO_MFA] + places[Where.MFA],
        with_mfa=places[Where.MFA],
        stuck=sum(row.stuck is not None for row in rows),
    )


def _seats(in_class: Class) -> list[Any]:
    """The seats with their accounts, the time of the newest event and the event of the newest
    sign-in: one query."""
    own = Event.objects.filter(account=OuterRef("account"))
    newest = own.order_by("-event_time")
    sign_in = newest.filter(event_name=SIGN_IN, error_code="")
    return list(
        in_class.seats.select_related("account", "in_class")
        .annotate(
            last_event=Subquery(newest.values("recorded_at")[:1]),
            sign_in=Subquery(sign_in.values("pk")[:1]),
        )
        .order_by("number")
    )


def _sessions(seats: Sequence[Any]) -> dict[int, Session]:
    """How sessions began, by the primary key of the event."""
    events = Event.objects.filter(pk__in=[seat.sign_in for seat in seats if seat.sign_in])
    found = events.annotate(mfa=MFA_USED).values_list("pk", "user_name", "mfa", "recorded_at")
    return {key: Session(name, mfa == "Yes", at) for key, name, mfa, at in found if at}


def _holders(accounts: Sequence[int]) -> set[tuple[int, str]]:
    """The users who have an MFA device: account and name."""
    assigned = MFADevice.objects.filter(user__account__in=accounts)
    return set(assigned.values_list("user__account", "user__user_name"))


def _by_account(users: Sequence[User], ends: dict[int, datetime]) -> dict[int, datetime]:
    """The last end of a wait in each account."""
    found: dict[int, datetime] = {}
    for user in users:
        if user.pk in ends:
            found[user.account_id] = max(ends[user.pk], found.get(user.account_id, ends[user.pk]))
    return found


def _row(
    seat: Any,
    session: Session | None,
    locked_until: datetime | None,
    holders: set[tuple[int, str]],
    failures: Sequence[Failure],
    progress: Progress | None,
    *,
    real_now: datetime,
    running: bool,
) -> Row:
    began_at = progress.step_began_at if progress else None
    lately = [each for each in failures if began_at is None or each.at >= began_at]
    return Row(
        seat=seat,
        where=_where(seat, session, holders, locked_until),
        session=session,
        locked_until=locked_until,
        last_request=seat.last_event,
        progress=progress,
        went_wrong=what_went_wrong(lately),
        stuck=stuck(lately, moved_at=began_at, real_now=real_now) if running else None,
        failures=failures,
    )


def _where(
    seat: Any,
    session: Session | None,
    holders: set[tuple[int, str]],
    locked_until: datetime | None,
) -> Where:
    if seat.joined_at is None:
        return Where.NOT_JOINED
    if not seat.admitted:
        return Where.WAITING
    if locked_until is not None:
        return Where.LOCKED
    if session is None:
        return Where.JOINED
    if session.mfa:
        return Where.MFA
    has_device = (seat.account_id, session.user_name) in holders
    return Where.NO_MFA if has_device else Where.NO_DEVICE
