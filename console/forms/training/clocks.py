"""How far the clocks of chosen seats are shifted."""

from django import forms

from console.forms.training.seats import SeatsForm

SHIFTS = {
    "30": "30 seconds on",
    "3600": "1 hour on",
    "43200": "12 hours on",
    "7776000": "90 days on",
    "0": "Back to real time",
}


class ShiftForm(SeatsForm):
    shift = forms.ChoiceField(
        label="Clock",
        choices=list(SHIFTS.items()),
        error_messages={"required": "Choose a shift.", "invalid_choice": "Choose a shift."},
    )
