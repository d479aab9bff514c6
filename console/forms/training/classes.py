"""The forms of a class: create one, who may join it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.editions.index import DOCUMENT
from console.forms.components.as_sent import AsSentField
from console.forms.components.confirmation import PLAIN
from console.forms.permissions.editions import CHOICES, ERRORS
from console.training.models import CLASS_NAME_MAX, Class
from console.training.rosters import SEATS_MAX, BadRoster, names

ROSTER_MAX = 30_000  # characters that a browser lets somebody paste
Passwords, Joining = Class.Passwords, Class.Joining
PASSWORDS = {
    Passwords.EASY: ("Easy to type", "Such as maple-37-river."),
    Passwords.STRONG: ("Strong", "Twenty random characters, for who copies and pastes."),
}
JOINING = {
    Joining.OPEN: ("Open", "Whoever has the address takes a free seat."),
    Joining.BY_HAND: ("By hand", "Learners wait until you admit them."),
    Joining.CLOSED: ("Closed", "Nobody new joins. Who has a seat keeps it."),
}


class RosterField(forms.CharField):
    """Names, one a line or as a CSV file has them; its value is the list of them."""

    def __init__(self, **kwargs: Any) -> None:
        rows = forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "maxlength": ROSTER_MAX})
        super().__init__(widget=rows, strip=False, **kwargs)
        self.validators = []

    def clean(self, value: Any) -> list[str]:
        try:
            return names(super().clean(value))
        except BadRoster as error:
            raise forms.ValidationError(str(error)) from error


class CreateClassForm(forms.Form):
    """A new class; `labs` are the names and titles of those that there are."""

    name = AsSentField(
        label="Class name",
        help_text=f"Up to {CLASS_NAME_MAX} lower-case letters, digits and hyphens. It is in the "
        "address that learners type.",
        error_messages={"required": "Enter a name for the class."},
        widget=forms.TextInput(attrs=PLAIN),
    )
    names = RosterField(
        label="Names - optional",
        required=False,
        help_text="One a line, or a CSV file's text with the column Name. Names are shown to you "
        "and to who has the seat.",
    )
    seats = forms.IntegerField(
        label="Number of seats",
        required=False,
        min_value=1,
        max_value=SEATS_MAX,
        help_text=f"Up to {SEATS_MAX}. Leave it empty to have a seat for each name.",
        error_messages={
            "invalid": "Enter a number.",
            "min_value": f"A class has 1 to {SEATS_MAX} seats.",
            "max_value": f"A class has 1 to {SEATS_MAX} seats.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", **PLAIN}),
    )
    passwords = forms.ChoiceField(
        choices=Passwords.choices, error_messages={"required": "Choose a kind of password."}
    )
    edition = forms.ChoiceField(
        label="Policy of alice",
        choices=CHOICES,
        error_messages=ERRORS,
        help_text="Each account has an administrator, admin, and alice under this policy.",
    )
    joining = forms.ChoiceField(
        choices=Joining.choices, error_messages={"required": "Choose who may join."}
    )
    labs = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "There is no such lab."}
    )

    START = {"passwords": Passwords.EASY, "edition": DOCUMENT, "joining": Joining.OPEN}

    def __init__(self, *args: Any, labs: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["labs"].choices = list(labs)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """There are seats: for each name one, or a number of them that is no smaller."""
        found = super().clean() or self.cleaned_data
        if "names" not in found or "seats" not in found:
            return found
        named, seats = len(found["names"]), found["seats"]
        if not named and not seats:
            self.add_error("seats", "Enter names, or how many seats there are.")
        elif seats and seats < named:
            self.add_error("seats", f"There are {named} names, more than seats.")
        return found


class MoreSeatsForm(forms.Form):
    """How many seats a class gets beside those that it has."""

    more = forms.IntegerField(
        label="More seats",
        min_value=1,
        max_value=SEATS_MAX,
        error_messages={"required": "Enter a number."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", **PLAIN}),
    )


class JoiningForm(forms.Form):
    """Who may join a class from now on."""

    joining = forms.ChoiceField(
        choices=Joining.choices, error_messages={"required": "Choose who may join."}
    )
