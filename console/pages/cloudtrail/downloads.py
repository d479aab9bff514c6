"""The event history as a file: CSV for a report, JSON for everything else.

Bounded, so that a question which finds everything takes neither the server's memory nor its time:
the newest 5,000 events, and no more of them than fit into sixteen megabytes of records.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.actions import LOOKUP_EVENTS
from accounts.models import Account
from console import targets
from console.cloudtrail.lookups import Lookup, look_up, place_of
from console.cloudtrail.records import record_of, written
from console.gate.decorators import calls_by_itself, performs
from console.gate.requests import ConsoleRequest
from console.models import Event
from console.pages.cloudtrail.columns import mfa_of
from console.pages.cloudtrail.question import parameters_of, question_in
from console.web import errors
from console.web.downloads import cell

EVENTS_MAX, CHARACTERS_MAX, STEP = 5000, 16_000_000, 250
HEADER = (
    "Event ID", "Event time", "User name", "Event name", "Resource type", "Resource name",
    "AWS access key", "AWS region", "Error code", "Source IP address", "Event source",
    "Read-only", "MFA",
)  # fmt: skip


@calls_by_itself
@performs(LOOKUP_EVENTS, on=targets.account)
@require_safe
def download_events(request: ConsoleRequest, kind: str) -> HttpResponse:
    """The events that the URL asks for, the newest first, as a file of this kind."""
    form = question_in(request.GET).form
    if not form.is_valid():
        return errors.bad_request(request)
    lookup = form.lookup(request.now)
    request.gate.read(LOOKUP_EVENTS, **parameters_of(lookup, size=EVENTS_MAX))
    texts = _texts(request.gate.principal.account, lookup, request.real_now)
    content, content_type = (
        (_as_csv(texts), "text/csv; charset=utf-8")
        if kind == "csv"
        else (_as_json(texts), "application/json")
    )
    name = f"event_history.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _texts(account: Account, lookup: Lookup, real_now: datetime) -> Iterator[tuple[Event, str]]:
    """Each event with its record as JSON, step by step, within the bounds."""
    after, left, characters = None, EVENTS_MAX, CHARACTERS_MAX
    while left > 0:
        events = look_up(account=account, lookup=lookup, real_now=real_now, size=STEP, after=after)
        for event in events:
            text = written(record_of(event))
            characters -= len(text)
            if characters < 0:
                return
            yield event, text
        if len(events) < STEP:
            return
        after, left = place_of(events[-1]), left - STEP


def _as_json(texts: Iterator[tuple[Event, str]]) -> str:
    """As CloudTrail's own files are."""
    return f'{{"Records":[{",".join(text for _, text in texts)}]}}'


def _as_csv(texts: Iterator[tuple[Event, str]]) -> str:
    """With the byte order mark that AWS's files have; no cell is taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    for event, _ in texts:
        writer.writerow(map(cell, _cells(event)))
    return "\ufeff" + file.getvalue()


def _cells(event: Event) -> list[str]:
    record, resources = event.record, event.resources.all()
    return [
        str(event.event_id),
        record.get("eventTime", ""),
        event.user_name,
        event.event_name,
        ", ".join(each.resource_type for each in resources),
        ", ".join(each.resource_name for each in resources),
        event.access_key_id,
        record.get("awsRegion", ""),
        event.error_code,
        record.get("sourceIPAddress", ""),
        event.event_source,
        "true" if event.read_only else "false",
        mfa_of(record),
    ]
