"""The forms of a learner who joins a class."""

from django import forms

from console.forms.components.confirmation import PLAIN
from console.training.codes import shown, typed
from console.training.rosters import NAME_MAX, as_name


class JoinForm(forms.Form):
    """A name or the code of a seat, in one field."""

    who = forms.CharField(
        label="Your name, or the code of your seat",
        max_length=4 * NAME_MAX,  # as it is typed; what is kept is shorter
        error_messages={
            "required": "Type your name, or the code on your slip.",
            "max_length": f"A name has up to {NAME_MAX} characters.",
        },
        widget=forms.TextInput(attrs={**PLAIN, "autofocus": True, "data-seat-code": ""}),
    )

    def clean_who(self) -> str:
        """A name as it is kept, or a code in two halves, as it is printed."""
        text = str(self.cleaned_data["who"])
        if code := typed(text):
            return shown(code)
        name = as_name(text)
        if not name:
            raise forms.ValidationError("Type your name, or the code on your slip.")
        if len(name) > NAME_MAX:
            raise forms.ValidationError(f"A name has up to {NAME_MAX} characters.")
        return name

    @property
    def code(self) -> str:
        """The code of a valid form; "" where a name was typed."""
        return typed(self.cleaned_data["who"])
