"""Forms that confirm a deletion: by the name, or by a word for several rows."""

from typing import Any

from django import forms

PLAIN = {"autocomplete": "off", "spellcheck": "false"}
WORD = "delete"


class NameConfirmationForm(forms.Form):
    """The name, exactly as it is spelled; `noun` is what AWS calls a thing of that kind."""

    confirm = forms.CharField(max_length=128, widget=forms.TextInput(attrs=PLAIN))

    def __init__(self, *args: Any, noun: str, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.noun, self.name = noun, name
        field = self.fields["confirm"]
        field.label = f"To confirm deletion, enter the {noun} name in the text input field."
        field.error_messages["required"] = f"Enter the {noun} name to confirm."
        field.widget.attrs["placeholder"] = name

    def clean_confirm(self) -> str:
        confirm = str(self.cleaned_data["confirm"])
        if confirm != self.name:
            raise forms.ValidationError(f"This is not the name of the {self.noun}.")
        return confirm


class DeletionConfirmationForm(forms.Form):
    """The word `delete`, for several things at a time."""

    confirm = forms.CharField(
        label="To confirm deletion, enter delete in the text input field.",
        max_length=128,
        widget=forms.TextInput(attrs={**PLAIN, "placeholder": WORD}),
        error_messages={"required": f"Enter {WORD} to confirm."},
    )

    def clean_confirm(self) -> str:
        confirm = str(self.cleaned_data["confirm"])
        if confirm != WORD:
            raise forms.ValidationError(f"This is not the word {WORD}.")
        return confirm
