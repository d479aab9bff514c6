"""The form of a WebAuthn response."""

from django import forms

from credentials.webauthn import RESPONSE_MAX


class PasskeyForm(forms.Form):
    """`response` is the credential as JSON, filled in by the page's script."""

    response = forms.CharField(max_length=RESPONSE_MAX, widget=forms.HiddenInput)
