"""The form that chooses two editions to compare."""

from itertools import groupby
from typing import Any

from django import forms

from accounts.editions import EDITIONS

CHOICES = [
    (kind, [(one.name, f"{one.dated}: {one.title}") for one in editions])
    for kind, editions in groupby(EDITIONS, key=lambda one: one.kind)
]


class CompareForm(forms.Form):
    first = forms.ChoiceField(label="First policy", choices=CHOICES)
    second = forms.ChoiceField(label="Second policy", choices=CHOICES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= {
                "required": "Choose a published version.",
                "invalid_choice": "There is no such published version.",
            }
