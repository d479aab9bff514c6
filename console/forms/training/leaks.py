"""The form by which an access key becomes public."""

import re

from django import forms

KEY_ID = re.compile(r"(?<![A-Z0-9])AKIA[A-Z2-7]{16}(?![A-Z0-9])")
SECRET = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])")
CONTENT_MAX = 4_000
EMPTY_FILE = "AWS_ACCESS_KEY_ID=\nAWS_SECRET_ACCESS_KEY=\n"


class LeakForm(forms.Form):
    """A file of settings, with one access key and its secret somewhere in it."""

    content = forms.CharField(
        label=".env",
        max_length=CONTENT_MAX,
        initial=EMPTY_FILE,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Paste the access key id and its secret access key into the file.",
        error_messages={"required": "The file is empty."},
    )

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"]
        ids, secrets = KEY_ID.findall(content), SECRET.findall(content)
        if not ids:
            raise forms.ValidationError("There is no access key id in the file.")
        if not secrets:
            raise forms.ValidationError("There is no secret access key in the file.")
        self.cleaned_data |= {"access_key_id": ids[0], "secret": secrets[0]}
        return content
