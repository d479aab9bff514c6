"""The form of a button that creates something once, however often it is sent."""

from django import forms


class ClientTokenForm(forms.Form):
    client_token = forms.UUIDField(widget=forms.HiddenInput)
