"""Forms that take a certificate or a public key, pasted or as a file."""

from typing import Any

from django import forms

from console.forms.components.as_sent import AsSentField
from credentials.pem import BODY_MAX, holds_private_key

PRIVATE_KEY = (
    "This is a private key. It was refused before anything was stored, logged or shown again. "
    "Paste the public part. If you have pasted the private key anywhere else, make a new pair."
)


def _text_area(label: str, placeholder: str) -> forms.CharField:
    attributes = {
        "rows": 8,
        "placeholder": placeholder,
        "spellcheck": "false",
        "autocomplete": "off",
        "autocapitalize": "off",
    }
    widget = forms.Textarea(attrs=attributes)
    return AsSentField(label=label, required=False, widget=widget)


class KeyMaterialForm(forms.Form):
    """A pasted text or a file of text, never both; a private key is refused and not shown again."""

    body = _text_area("Text", "")
    file = forms.FileField(label="Or choose a file", required=False, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pasted_private_key = holds_private_key(self.data.get("body", ""))
        if self.pasted_private_key:
            self.data = {**self.data, "body": ""}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        pasted, chosen = self._pasted(cleaned), self._chosen(cleaned)
        text = pasted or chosen
        if self.pasted_private_key or holds_private_key(pasted) or holds_private_key(chosen):
            self.add_error("body", PRIVATE_KEY)
        elif pasted and chosen:
            self.add_error("body", "Paste the text or choose a file, not both.")
        elif not text and not self.errors:
            self.add_error("body", "Paste the text or choose a file.")
        cleaned["text"] = text
        return cleaned

    def _pasted(self, cleaned: dict[str, Any]) -> str:
        """The text with the line ends that it had before the browser changed them."""
        return str(cleaned.get("body") or "").replace("\r\n", "\n")

    def _chosen(self, cleaned: dict[str, Any]) -> str:
        if not cleaned.get("file"):
            return ""
        data = cleaned["file"].read(BODY_MAX + 4)
        return str(data.removeprefix(b"\xef\xbb\xbf").decode("latin-1"))


class SigningCertificateForm(KeyMaterialForm):
    body = _text_area("Certificate", "-----BEGIN CERTIFICATE-----")


class SSHPublicKeyForm(KeyMaterialForm):
    body = _text_area("SSH public key", "ssh-rsa AAAA")
