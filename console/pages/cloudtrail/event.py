"""One event: its summary, the resources that it names, its record; several side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import LOOKUP_EVENTS
from console import targets
from console.authorization_details.ids import authorization_id_of
from console.authorization_details.records import KEPT
from console.cloudtrail.lookups import Lookup, find_event
from console.cloudtrail.records import record_of, written
from console.cloudtrail.replays import DENIALS, REFUSED
from console.gate.decorators import calls_by_itself, performs
from console.gate.requests import ConsoleRequest
from console.models import Event
from console.pages.cloudtrail.columns import mfa_of
from console.pages.cloudtrail.question import parameters_of
from console.web import errors

COMPARED = 5  # events, as on AWS
ROWS_MAX, VALUE_MAX, DEPTH_MAX = 200, 300, 6


@calls_by_itself
@performs(LOOKUP_EVENTS, on=targets.account)
@require_safe
def event(request: ConsoleRequest, event_id: UUID) -> HttpResponse:
    """The event of this id in the caller's account; 404 where there is none."""
    found = _found(request, event_id)
    if found is None:
        return errors.not_found(request)
    record = record_of(found)
    context = {
        "event": found,
        "record": record,
        "mfa": mfa_of(record),
        "text": written(record, indent=4),
        "refused": found.error_code in DENIALS,
        "details_url": _details_url(found, request.real_now),
    }
    return render(request, "cloudtrail/event.html", context)


def _details_url(found: Event, real_now: datetime) -> str:
    """Where a refusal is explained, as long as what decided it is kept; "" for other events."""
    policies_refused = REFUSED.search(found.record.get("errorMessage", ""))
    recorded_at = found.recorded_at or found.event_time
    if found.error_code not in DENIALS or not policies_refused or recorded_at <= real_now - KEPT:
        return ""
    return reverse("authorization_details", args=[authorization_id_of(str(found.event_id))])


@dataclass(frozen=True, slots=True)
class Compared:
    """A member of the records that are compared, with its value in each."""

    name: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


@calls_by_itself
@performs(LOOKUP_EVENTS, on=targets.account)
@require_safe
def compare_events(request: ConsoleRequest) -> HttpResponse:
    """Up to five events side by side, member by member; those that are not there are left out."""
    chosen = list(dict.fromkeys(request.GET.getlist("event")))
    ids = [_uuid(text) for text in chosen[:COMPARED]]
    found = [one for each in ids if each and (one := _found(request, each))]
    context = {
        "events": found,
        "rows": _rows([record_of(each) for each in found]),
        "too_many": len(chosen) > COMPARED,
        "most": COMPARED,
    }
    return render(request, "cloudtrail/compare_events.html", context)


def _found(request: ConsoleRequest, event_id: UUID) -> Event | None:
    """Look an event up; that is a call of its own."""
    lookup = Lookup("EventId", str(event_id))
    request.gate.read(LOOKUP_EVENTS, **parameters_of(lookup, size=1))
    account = request.gate.principal.account
    return find_event(account=account, event_id=event_id, real_now=request.real_now)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text[:36])
    except ValueError:
        return None


def _rows(records: list[dict[str, Any]]) -> list[Compared]:
    flat = [dict(_members(record)) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))[:ROWS_MAX]
    return [Compared(name, tuple(each.get(name, "-") for each in flat)) for name in names]


def _members(
    values: Mapping[str, Any], head: str = "", depth: int = 0
) -> Iterator[tuple[str, str]]:
    """The members of a record by their paths, each with its value as text."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value and depth < DEPTH_MAX:
            yield from _members(value, f"{head}{name}.", depth + 1)
        else:
            text = value if isinstance(value, str) else written(value)
            yield f"{head}{name}", text[:VALUE_MAX]
