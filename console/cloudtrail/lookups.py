"""The event history: events found by one attribute and a range of times, the newest first.

Each attribute is a column with an index of its own, and a page begins where the one before it
ended, so that a page takes as long with many events as with few. Source: CloudTrail's LookupEvents.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, prefetch_related_objects

from accounts.errors import ServiceError
from accounts.models import Account
from console.models import Event, EventResource

COLUMNS = {
    "AccessKeyId": "access_key_id",
    "EventId": "event_id",
    "EventName": "event_name",
    "EventSource": "event_source",
    "ReadOnly": "read_only",
    "ResourceName": "resource_name",
    "ResourceType": "resource_type",
    "Username": "user_name",
}
BOOLEANS = {"true": True, "false": False}
SECOND = timedelta(seconds=1)
LATEST = datetime(9999, 12, 31, tzinfo=UTC)


class InvalidLookupAttributes(ServiceError):
    code, status = "InvalidLookupAttributesException", 400
    shape = code


class InvalidTimeRange(ServiceError):
    code, status = "InvalidTimeRangeException", 400
    shape = code


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is looked up: an attribute of `COLUMNS` and its value, or "" for all events.

    `start` and `end` are UTC times, both included, of the account's clock; None for as far back as
    events are kept, and for no end.
    """

    attribute: str = ""
    value: str = ""
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An event's place in the history: where a page ends and the next one begins.

    >>> place = Place(datetime.fromisoformat("2026-12-01T08:00:00.5+00:00"), 7)
    >>> place.text, Place.of(place.text) == place, Place.of("7|x")
    ('2026-12-01T08:00:00.500000+00:00|7', True, None)
    """

    event_time: datetime
    key: int

    @property
    def text(self) -> str:
        return f"{self.event_time.isoformat()}|{self.key}"

    @classmethod
    def of(cls, text: str) -> "Place | None":
        """The place that a text names; None for any other text."""
        time, _, key = text.partition("|")
        try:
            found = datetime.fromisoformat(time)
        except ValueError:
            return None
        whole = key.isascii() and key.isdecimal() and len(key) <= 18
        return cls(found, int(key)) if whole and found.tzinfo else None


def place_of(event: Event) -> Place:
    """Where an event stands."""
    return Place(event.event_time, event.pk)


def kept_since(real_now: datetime) -> datetime:
    """The real time from which on events are kept and looked up, whatever time they say."""
    return real_now - timedelta(days=settings.EVENT_DAYS)


def look_up(
    *,
    account: Account,
    lookup: Lookup,
    real_now: datetime,
    size: int,
    after: Place | None = None,
    before: Place | None = None,
) -> list[Event]:
    """Up to `size` events of the account with their resources, the newest first: two queries.

    `after` goes on below a place, `before` gives those just above it. InvalidTimeRange for a range
    that ends before it begins, InvalidLookupAttributes for a value that the attribute cannot have.
    """
    found = _matching(account, lookup).filter(_within(lookup))
    is_resource = found.model is EventResource
    found = found.filter(_kept("event__" if is_resource else "", kept_since(real_now)))
    key = "event_id" if is_resource else "pk"
    if after:
        below = Q(event_time__lt=after.event_time) | Q(**{f"{key}__lt": after.key})
        found = found.filter(below, event_time__lte=after.event_time)
    if before:
        above = Q(event_time__gt=before.event_time) | Q(**{f"{key}__gt": before.key})
        found = found.filter(above, event_time__gte=before.event_time)
    order = ("event_time", key) if before else ("-event_time", f"-{key}")
    rows = list(found.order_by(*order)[:size])
    events = [row.event if isinstance(row, EventResource) else row for row in rows]
    prefetch_related_objects(events, "resources")
    return events[::-1] if before else events


def find_event(*, account: Account, event_id: uuid.UUID, real_now: datetime) -> Event | None:
    """An event of the account, if it is there and not too old; two queries."""
    lookup = Lookup("EventId", str(event_id))
    return next(iter(look_up(account=account, lookup=lookup, real_now=real_now, size=1)), None)


def _within(lookup: Lookup) -> Q:
    start = Q(event_time__gte=lookup.start) if lookup.start else Q()
    if lookup.end is None:
        return start
    if lookup.start and lookup.end < lookup.start:
        raise InvalidTimeRange("The start time must not be later than the end time.")
    # A record has whole seconds: all of the last one belong to it.
    return start & Q(event_time__lt=min(lookup.end, LATEST) + SECOND)


def _kept(event: str, since: datetime) -> Q:
    """What is not too old; `event` leads to the event's columns."""
    recorded, time = f"{event}recorded_at", f"{event}event_time"
    return Q(**{f"{recorded}__gte": since}) | Q(
        **{f"{recorded}__isnull": True, f"{time}__gte": since}
    )


def _matching(account: Account, lookup: Lookup) -> QuerySet[Any]:
    """The events that have the attribute's value; of a resource, the rows that lead to them."""
    attribute, value = lookup.attribute, lookup.value
    if attribute.startswith("Resource"):
        name = value[: EventResource.NAME_MAX]
        rows = EventResource.objects.filter(account=account, **{COLUMNS[attribute]: name})
        return rows.select_related("event")
    found = Event.objects.filter(account=account)
    if attribute == "ReadOnly":
        if value not in BOOLEANS:
            raise InvalidLookupAttributes("The value of ReadOnly must be true or false.")
        return found.filter(read_only=BOOLEANS[value])
    if attribute == "EventId":
        try:
            return found.filter(event_id=uuid.UUID(value))
        except ValueError:
            return found.none()
    return found.filter(**{COLUMNS[attribute]: value}) if attribute else found
