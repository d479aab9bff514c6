"""The newest events of a class that an instructor wants to see: failures and sign-ins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from console.training.board.rows import Row
from console.training.models import Seat

SHOWN = 10


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """What happened in a seat's account, and what came of it in a few words.

    failed    it did not do what was asked
    refused   the id of the event of a call that policies refused, whose explanation can be read
    times     how many that are alike came in a row
    """

    seat: Seat
    at: datetime
    user_name: str
    result: str
    failed: bool = False
    refused: str = ""
    times: int = 1


def live_events(rows: Sequence[Row]) -> list[LiveEvent]:
    """The newest failures, and the newest sign-in of each seat; the newest first. No query."""
    found = sorted((each for row in rows for each in _of(row)), key=lambda each: each.at)
    return _together(found[::-1])[:SHOWN]


def _of(row: Row) -> Iterator[LiveEvent]:
    for failure in row.failures[:SHOWN]:
        event = failure.event
        refused = str(event.event_id) if failure.is_refusal else ""
        yield LiveEvent(row.seat, failure.at, event.user_name, failure.text, True, refused)
    if row.session:
        began = f"Signed in, {'MFA used' if row.session.mfa else 'no MFA'}"
        yield LiveEvent(row.seat, row.session.at, row.session.user_name, began)


def _together(found: Sequence[LiveEvent]) -> list[LiveEvent]:
    """Events of one learner that are alike and follow each other, as the newest of them."""
    rows = [
        list(alike) for _, alike in groupby(found, key=lambda each: (each.seat.pk, each.result))
    ]
    return [replace(row[0], times=len(row)) for row in rows]
