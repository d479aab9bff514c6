"""The forms that name an MFA device and choose its kind."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from console.forms.sign_in import CodePairForm
from credentials.models import MFADevice
from credentials.operations.mfa.mfa_device_names import NAME_MAX, is_device_name
from credentials.token_files import SERIAL_NUMBER, SERIAL_NUMBER_RULE

Kind = MFADevice.Kind


class AssignForm(forms.Form):
    """A hardware token keeps its serial number for a name, so it needs none."""

    name = forms.CharField(
        label="Device name",
        required=False,
        max_length=NAME_MAX,
        help_text="Enter a meaningful name to identify this device. A hardware token is known by "
        "its serial number instead.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        choices=Kind.choices,
        error_messages={
            "required": "Choose a kind of MFA device.",
            "invalid_choice": "Choose a kind of MFA device.",
        },
    )

    def __init__(self, *args: Any, passkeys_possible: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passkeys_possible = passkeys_possible

    def clean_kind(self) -> str:
        kind = str(self.cleaned_data["kind"])
        if kind == Kind.FIDO and not self.passkeys_possible:
            raise forms.ValidationError("Browsers make no passkeys for this address.")
        return kind

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("name", "")
        if "name" in self.errors or cleaned.get("kind") == Kind.HARDWARE:
            return cleaned
        if not name:
            self.add_error("name", "Enter a device name.")
        elif not is_device_name(name):
            self.add_error("name", _wrong(name))
        return cleaned


def _wrong(name: str) -> str:
    """What a device name may not have."""
    character = next((one for one in name if not is_device_name(one)), name)
    wrong = "a space" if character.isspace() else character
    return f"A device name cannot contain {wrong}."


class HardwareTokenForm(CodePairForm):
    serial_number = forms.CharField(
        label="Serial number",
        error_messages={"required": "Enter the serial number of the token."},
        validators=[
            RegexValidator(
                rf"\A{SERIAL_NUMBER.pattern}\Z",
                f"A serial number has {SERIAL_NUMBER_RULE}",
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["serial_number", "code1", "code2"]
