"""The form of a tag: its key and its value."""

import re

from django import forms

from accounts.operations.tags import KEY_MAX, VALUE_MAX

# Letters, spaces and digits of any script, and these, as the service model has it.
ALLOWED = re.compile(r"(?:[^\W_]|[\s_.:/=+\-@])*")
HINT = "Letters, numbers, spaces and _ . : / = + - @"


class TagForm(forms.Form):
    key = forms.CharField(
        label="Key",
        max_length=KEY_MAX,
        strip=False,
        error_messages={"required": "Enter a key."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    value = forms.CharField(
        label="Value - optional",
        max_length=VALUE_MAX,
        strip=False,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_key(self) -> str:
        return _allowed(self.cleaned_data["key"])

    def clean_value(self) -> str:
        return _allowed(self.cleaned_data["value"])


def _allowed(text: str) -> str:
    if not ALLOWED.fullmatch(text):
        raise forms.ValidationError(f"This has characters that tags cannot have. Allowed: {HINT}")
    return text
