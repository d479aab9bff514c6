"""CloudTrail's LookupEvents: the account's events, the newest first."""

from typing import Any

from accounts.actions import LOOKUP_EVENTS
from accounts.errors import ServiceError, ValidationError
from console import targets
from console.api.call import Answer, ApiCall
from console.api.paging import marker_of, place_after
from console.cloudtrail.lookups import (
    InvalidLookupAttributes,
    Lookup,
    Place,
    look_up,
    place_of,
)
from console.cloudtrail.records import record_of, written
from console.gate.decorators import performs
from console.models import Event

PAGE = 50


class InvalidNextToken(ServiceError):
    code, status = "InvalidNextTokenException", 400
    shape = code


@performs(LOOKUP_EVENTS, on=targets.account)
def lookup_events(call: ApiCall) -> Answer:
    """A page of events; of Insights events there are none."""
    lookup, size, after = _lookup(call), call.get("MaxResults", PAGE), _after(call)
    if "EventCategory" in call:
        return {"Events": []}
    found = look_up(
        account=call.account, lookup=lookup, real_now=call.real_now, size=size + 1, after=after
    )
    page: dict[str, Any] = {"Events": [_event(event) for event in found[:size]]}
    if len(found) > size:
        page["NextToken"] = marker_of(call, place_of(found[size - 1]).text)
    return page


def _lookup(call: ApiCall) -> Lookup:
    sent = call.get("LookupAttributes", [])
    if len(sent) > 1:
        raise InvalidLookupAttributes("You can only have one lookup attribute.")
    start, end = call.get("StartTime"), call.get("EndTime")
    if not sent:
        return Lookup(start=start, end=end)
    return Lookup(sent[0]["AttributeKey"], sent[0]["AttributeValue"], start, end)


def _after(call: ApiCall) -> Place | None:
    try:
        text = place_after(call, "NextToken")
    except ValidationError as error:
        raise InvalidNextToken("The token is not one of this lookup.") from error
    place = Place.of(text)
    if text and place is None:
        raise InvalidNextToken("The token is not one of this lookup.")
    return place


def _event(event: Event) -> dict[str, Any]:
    """An event as the answer has it."""
    return {
        "EventId": str(event.event_id),
        "EventName": event.event_name,
        "ReadOnly": "true" if event.read_only else "false",
        "AccessKeyId": event.access_key_id or None,
        "EventTime": event.event_time,
        "EventSource": event.event_source,
        "Username": event.user_name,
        "Resources": [
            {"ResourceType": each.resource_type, "ResourceName": each.resource_name}
            for each in event.resources.all()
        ],
        "CloudTrailEvent": written(record_of(event)),
    }
