"""A field for a date and a time of day, in UTC."""

from django import forms

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
SAID = {
    "invalid": "Enter a date and a time, such as 2026-12-01T08:30.",
    "required": "Enter a date and a time.",
}


def time_field(label: str, *, required: bool = False) -> forms.DateTimeField:
    """A field of the browser's own kind for dates and times."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label,
        required=required,
        input_formats=FORMATS,
        widget=widget,
        error_messages=SAID,
    )
