"""The forms that save the state of a class and bring it back."""

from collections.abc import Iterable

from django import forms

from console.forms.components.confirmation import PLAIN
from console.training.models import Seat
from console.training.snapshots.snapshots import NAME_MAX

ALL = "all"


class SaveForm(forms.Form):
    """The name of a saved state; several may have the same."""

    snapshot_name = forms.CharField(
        label="Name",
        max_length=NAME_MAX,
        error_messages={"required": "Enter a name."},
        widget=forms.TextInput(attrs=PLAIN),
    )


class RestoreForm(forms.Form):
    """Which seats go back: all of them, or one by its number."""

    seat = forms.ChoiceField(
        label="Seats", error_messages={"invalid_choice": "There is no such seat in this class."}
    )

    def __init__(self, *args: object, seats: Iterable[Seat], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._seats = {str(seat.number): seat for seat in seats}
        named = [(number, f"{number} {each.name}".rstrip()) for number, each in self._seats.items()]
        self.fields["seat"].choices = [(ALL, "All seats"), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Seat | None:
        """The seat of a valid form; None for all."""
        return self._seats.get(self.cleaned_data["seat"])
