"""An event's record as CloudTrail writes it: members in its order, as JSON.

PostgreSQL keeps no order of members.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from console.models import Event

MEMBERS = (
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "readOnly",
    "resources",
    "eventType",
    "managementEvent",
    "recipientAccountId",
    "eventCategory",
    "tlsDetails",
    "sessionCredentialFromConsole",
)
IDENTITY = (
    "type",
    "principalId",
    "arn",
    "accountId",
    "accessKeyId",
    "userName",
    "sessionContext",
    "invokedBy",
)


def record_of(event: Event) -> dict[str, Any]:
    """The record of an event, in CloudTrail's order."""
    record = _in_order(event.record, MEMBERS)
    record["userIdentity"] = _in_order(record["userIdentity"], IDENTITY)
    return record


def written(record: Mapping[str, Any], *, indent: int | None = None) -> str:
    """A record as JSON."""
    separators = (",", ":") if indent is None else None
    return json.dumps(record, indent=indent, separators=separators, ensure_ascii=False)


def texts_within(events: Iterable[Event], characters: int) -> Iterator[tuple[Event, str]]:
    """Each event with its record as JSON, until there are so many characters."""
    for event in events:
        text = written(record_of(event))
        characters -= len(text)
        if characters < 0:
            return
        yield event, text


def file_of(texts: Iterable[tuple[Event, str]]) -> str:
    """A file of records, as CloudTrail's own are."""
    return f'{{"Records":[{",".join(text for _, text in texts)}]}}'


def _in_order(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The members that have a place first; others keep the order of their names behind them."""
    others = sorted(values.keys() - set(names))
    return {name: values[name] for name in (*names, *others) if name in values}
