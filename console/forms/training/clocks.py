"""How far the clocks of chosen seats are shifted."""

from django import forms

from console.forms.training.seats import SeatsForm
from console.training.clock import OFFERED, in_words

SHIFTS = {seconds: f"{in_words(seconds)} on" for seconds in OFFERED} | {0: "Back to real time"}


class ShiftForm(SeatsForm):
    shift = forms.TypedChoiceField(
        label="Clock",
        choices=list(SHIFTS.items()),
        coerce=int,
        error_messages={"required": "Choose a shift.", "invalid_choice": "Choose a shift."},
    )
