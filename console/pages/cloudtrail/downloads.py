"""The event history as a file: CSV for a report, JSON for everything else.

Bounded, so that a question which finds everything takes neither the server's memory nor its time:
the newest 5,000 events, and no more of them than fit into sixteen megabytes of records.
"""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.actions import LOOKUP_EVENTS
from accounts.models import Account
from console import targets
from console.cloudtrail.lookups import Lookup, look_up, place_of
from console.cloudtrail.records import file_of, texts_within
from console.gate.decorators import calls_by_itself, performs
from console.gate.requests import ConsoleRequest
from console.models import Event
from console.pages.cloudtrail.columns import mfa_of
from console.pages.cloudtrail.question import parameters_of, question_in
from console.web import errors
from console.web.downloads import attachment, csv_text

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
    found = _events(request.gate.principal.account, lookup, request.real_now)
    texts = texts_within(found, CHARACTERS_MAX)
    if kind == "csv":
        text = csv_text(HEADER, (_cells(event) for event, _ in texts))
        return attachment(text, "text/csv; charset=utf-8", "event_history.csv")
    return attachment(file_of(texts), "application/json", "event_history.json")


def _events(account: Account, lookup: Lookup, real_now: datetime) -> Iterator[Event]:
    """The events, step by step, within the bound."""
    after = None
    for _ in range(EVENTS_MAX // STEP):
        events = look_up(account=account, lookup=lookup, real_now=real_now, size=STEP, after=after)
        yield from events
        if len(events) < STEP:
            return
        after = place_of(events[-1])


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
