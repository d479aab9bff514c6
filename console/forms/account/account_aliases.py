"""The forms of the account's alias; the operation judges what is sent."""

from django import forms

from console.forms.components.as_sent import AsSentField

PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class EditAliasForm(forms.Form):
    account_alias = AsSentField(
        label="Preferred alias",
        error_messages={"required": "Enter an alias."},
        widget=forms.TextInput(attrs=PLAIN),
    )


class DeleteAliasForm(forms.Form):
    account_alias = AsSentField(
        label="Account alias",
        error_messages={"required": "Enter the account's alias."},
        widget=forms.TextInput(attrs=PLAIN),
    )
