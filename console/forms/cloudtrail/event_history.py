"""The form of the event history: one attribute to look up, and a range of times."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms

from console.cloudtrail.lookups import BOOLEANS, Lookup

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
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
NOT_A_TIME = {"invalid": "Enter a date and a time, such as 2026-12-01T08:30."}


def _time(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=FORMATS,
        widget=widget,
        error_messages=NOT_A_TIME,
    )


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
    start = _time("Start (UTC)")
    end = _time("End (UTC)")

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
