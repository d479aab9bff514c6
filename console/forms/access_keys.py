"""The forms of the access-key wizard and of deleting a key."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from credentials.operations.access_keys import DESCRIPTION_MAX

USE_CASES = {
    "cli": (
        "Command Line Interface (CLI)",
        "You plan to use this access key to enable the AWS CLI to access your AWS account.",
    ),
    "local": (
        "Local code",
        "You plan to use this access key to enable application code in a local development "
        "environment to access your AWS account.",
    ),
    "compute": (
        "Application running on an AWS compute service",
        "You plan to use this access key to enable application code running on an AWS compute "
        "service to access your AWS account.",
    ),
    "third-party": (
        "Third-party service",
        "You plan to use this access key to enable access for a third-party application or "
        "service that monitors or manages your AWS resources.",
    ),
    "outside": (
        "Application running outside AWS",
        "You plan to use this access key to authenticate workloads running in your data center "
        "or other infrastructure outside of AWS.",
    ),
    "other": ("Other", "Your use case is not listed here."),
}


class UseCaseForm(forms.Form):
    use_case = forms.ChoiceField(
        choices=[(value, title) for value, (title, _) in USE_CASES.items()],
        error_messages={
            "required": "Choose a use case.",
            "invalid_choice": "Choose one of the use cases.",
        },
    )
    understood = forms.BooleanField(
        label="I understand the above recommendation and want to proceed to create an access key.",
        error_messages={"required": "Confirm that you want to proceed."},
    )


class DescriptionForm(forms.Form):
    description = forms.CharField(
        label="Description tag value",
        required=False,
        max_length=DESCRIPTION_MAX,
        help_text="Describe the purpose of this access key and where it will be used.",
        validators=[
            RegexValidator(
                r"\A[\w\s.:/=+\-@]*\Z",
                "Use letters, numbers, spaces and the characters _ . : / = + - @",
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    client_token = forms.UUIDField(widget=forms.HiddenInput)


class DeleteForm(forms.Form):
    """The id of the key, typed to confirm."""

    confirm = forms.CharField(
        label="To confirm deletion, enter the access key ID in the text input field.",
        max_length=128,
        error_messages={"required": "Enter the access key ID to confirm."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, access_key_id: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access_key_id = access_key_id
        self.fields["confirm"].widget.attrs["placeholder"] = access_key_id

    def clean_confirm(self) -> str:
        confirm = str(self.cleaned_data["confirm"])
        if confirm != self.access_key_id:
            raise forms.ValidationError("This is not the ID of the access key.")
        return confirm
