"""The form that chooses two published versions to compare."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from django import forms

from accounts.editions import EDITIONS
from console.forms.policies.policies import DocumentField

CHOICES = [
    (
        kind,
        sorted(((one.name, f"{one.title} ({one.dated})") for one in editions), key=itemgetter(1)),
    )
    for kind, editions in groupby(EDITIONS, key=lambda one: one.kind)
]


ERRORS = {
    "required": "Choose a published version.",
    "invalid_choice": "There is no such published version.",
}


class CompareForm(forms.Form):
    first = forms.ChoiceField(label="First policy", choices=CHOICES)
    second = forms.ChoiceField(label="Second policy", choices=CHOICES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= ERRORS


class CompareDocumentForm(forms.Form):
    """A published version, and a text to compare with it."""

    first = forms.ChoiceField(label="Published version", choices=CHOICES, error_messages=ERRORS)
    document = DocumentField()
