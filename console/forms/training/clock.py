"""The forms that shift the clock of an account."""

from datetime import UTC, datetime

from django import forms

from console.forms.components.times import time_field
from console.requests import OWN_URL_MAX
from console.training.clock import OFFERED, in_words

SHIFTS = {seconds: f"+{in_words(seconds)}" for seconds in OFFERED}


class BackForm(forms.Form):
    """`next` is the page to go back to; "" for the page of the clock."""

    next = forms.CharField(max_length=OWN_URL_MAX, required=False)


class ShiftForm(forms.Form):
    """One of the buttons; nothing else is sent by the page."""

    by = forms.TypedChoiceField(choices=list(SHIFTS.items()), coerce=int)


class SetForm(forms.Form):
    """The time that the clock is to show."""

    time = time_field("Date and time (UTC)", required=True)

    @property
    def utc(self) -> datetime:
        """The time of a valid form."""
        picked: datetime = self.cleaned_data["time"]
        return picked.astimezone(UTC)
