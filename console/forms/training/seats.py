"""What is changed for chosen seats of a class."""

from collections.abc import Sequence
from typing import Any

from django import forms

from console.forms.permissions.editions import CHOICES
from console.forms.permissions.editions import ERRORS as EDITION_ERRORS
from console.training.board.changes import MESSAGE_MAX
from console.training.labs.labs import all_labs
from console.training.models import Seat

SEATS_MAX = 200  # that a class has; more are no form of ours
NONE = "Choose at least one seat."


class SeatsForm(forms.Form):
    """The seats that were ticked, by number."""

    seat = forms.MultipleChoiceField(
        widget=forms.MultipleHiddenInput,
        error_messages={"required": NONE, "invalid_choice": "The class has no seat %(value)s."},
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.number): seat for seat in seats}
        self.fields["seat"].choices = [(number, number) for number in self.seats]  # type: ignore[attr-defined]

    def clean_seat(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["seat"]))

    def chosen(self) -> list[Seat]:
        """The seats of a valid form, in the order in which they were named."""
        return [self.seats[number] for number in self.cleaned_data["seat"]]

    def values(self) -> dict[str, Any]:
        """What was filled in beside the seats."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seat"}


class EditionForm(SeatsForm):
    edition = forms.ChoiceField(
        label="Published version", choices=CHOICES, error_messages=EDITION_ERRORS
    )


class LabForm(SeatsForm):
    """One of the labs that can be read; those of the class come first."""

    lab = forms.ChoiceField(
        label="Lab", error_messages={"required": "Choose a lab.", "invalid_choice": "No such lab."}
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, seats=seats, **kwargs)
        of_class = seats[0].in_class.labs if seats and seats[0].in_class else []
        labs = sorted(all_labs(), key=lambda lab: lab.slug not in of_class)
        self.fields["lab"].choices = [(lab.slug, lab.title) for lab in labs]  # type: ignore[attr-defined]


class MessageForm(SeatsForm):
    message = forms.CharField(
        label="Message",
        max_length=MESSAGE_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Up to {MESSAGE_MAX} characters. Leave it empty to take the last one back.",
    )
