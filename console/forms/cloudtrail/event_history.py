"""The form of the event history: one attribute to look up, and a range of times."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms

from console.cloudtrail.lookups import BOOLEANS, Lookup
from console.forms.components.times import time_field

# In the order of AWS's list.
ATTRIBUTES = {
    "AccessKeyId": "AWS access key",
    "EventId": "Event ID",
    "EventName": "Event name",
    "EventSource": "Event source",
    "ReadOnly": "Read-only",
    "ResourceName": "Resource name",
    "ResourceType": "Resource type",
    "Username": "User name",
}
RANGES = {
    "30m": timedelta(minutes=30),
    "1h": timedelta(hours=1),
    "3h": timedelta(hours=3),
    "12h": timedelta(hours=12),
}
CUSTOM = "custom"
VALUE_MAX = 2000


class LookupForm(forms.Form):
    """An empty value is no filter; a range without a name is all that is kept."""

    ranges = RANGES
    attribute = forms.ChoiceField(
        label="Lookup attributes",
        choices=list(ATTRIBUTES.items()),
        error_messages={"invalid_choice": "There is no such attribute."},
    )
    value = forms.CharField(label="Value", max_length=VALUE_MAX, required=False)
    range = forms.ChoiceField(
        choices=[(name, name) for name in ("", *RANGES, CUSTOM)], required=False
    )
    start = time_field("Start (UTC)")
    end = time_field("End (UTC)")

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("attribute") == "ReadOnly" and found.get("value", "") not in ("", *BOOLEANS):
            self.add_error("value", "Read-only is true or false.")
        start, end = found.get("start"), found.get("end")
        if found.get("range") == CUSTOM and not self.errors:
            if start is None and end is None:
                self.add_error("start", "Enter a start, an end, or both.")
            elif start and end and end < start:
                self.add_error("end", "The end must not be before the start.")
        return found

    def lookup(self, now: datetime) -> Lookup:
        """What a valid form asks for."""
        found = self.cleaned_data
        start = end = None
        if found["range"] == CUSTOM:
            start, end = found["start"], found["end"]
        elif found["range"]:
            start = now - self.ranges[found["range"]]
        value = found["value"]
        return Lookup(found["attribute"] if value else "", value, _in_utc(start), _in_utc(end))


def _in_utc(time: datetime | None) -> datetime | None:
    return time.astimezone(UTC) if time else None
