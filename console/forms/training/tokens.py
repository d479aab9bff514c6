"""The form over the codes of hardware tokens: what their clocks are like."""

from django import forms

AHEAD = {
    "": "As the account knows them: their codes are accepted",
    "0": "Right",
    "90": "90 seconds ahead",
    "-90": "90 seconds behind",
    "300": "5 minutes ahead",
    "-300": "5 minutes behind",
    "3600": "1 hour ahead",
    "-3600": "1 hour behind",
}


class ClocksForm(forms.Form):
    """`ahead` is in seconds."""

    ahead = forms.ChoiceField(
        label="Clocks of the tokens",
        required=False,
        choices=list(AHEAD.items()),
        error_messages={"invalid_choice": "Choose one of the clocks."},
    )

    @property
    def seconds(self) -> int | None:
        """None for what the account knows; so is a choice that there is not."""
        chosen = self.cleaned_data.get("ahead", "") if self.is_valid() else ""
        return int(chosen) if chosen else None
