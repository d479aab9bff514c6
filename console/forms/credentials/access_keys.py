"""The forms of the access-key wizard and of deleting a key."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from credentials.operations.access_keys import DESCRIPTION_MAX

OTHER = "other"


@dataclass(frozen=True, slots=True)
class UseCase:
    """A use case of an access key, what AWS's console says it is, and what it recommends instead.

    For the last, `OTHER`, it recommends the best practices and asks for no confirmation.
    """

    title: str
    description: str
    alternatives: tuple[str, ...]


USE_CASES = {
    "cli": UseCase(
        "Command Line Interface (CLI)",
        "You plan to use this access key to enable the AWS CLI to access your AWS account.",
        (
            "Use AWS CLI V2 and the aws login command to use your existing console credentials in "
            "the CLI.",
            "Use AWS CloudShell, a browser-based CLI, to run commands.",
        ),
    ),
    "local": UseCase(
        "Local code",
        "You plan to use this access key to enable application code in a local development "
        "environment to access your AWS account.",
        (
            "Use an Integrated Development Environment (IDE) which supports the AWS Toolkit "
            "enabling authentication through IAM Identity Center.",
        ),
    ),
    "compute": UseCase(
        "Application running on an AWS compute service",
        "You plan to use this access key to enable application code running on an AWS compute "
        "service like Amazon EC2, Amazon ECS, or AWS Lambda to access your AWS account.",
        (
            "Assign an IAM role to compute resources like EC2 instances or Lambda functions to "
            "automatically supply temporary credentials to enable access.",
        ),
    ),
    "third-party": UseCase(
        "Third-party service",
        "You plan to use this access key to enable access for a third-party application or "
        "service that monitors or manages your AWS resources.",
        (
            "As a best practice, use temporary security credentials (IAM roles) instead of "
            "creating long-term credentials like access keys, and don't create AWS account root "
            "user access keys.",
        ),
    ),
    "outside": UseCase(
        "Application running outside AWS",
        "You plan to use this access key to authenticate workloads running in your data center "
        "or other infrastructure outside of AWS that needs to access your AWS resources.",
        (
            "Use IAM Roles Anywhere to generate temporary security credentials for non AWS "
            "workloads accessing AWS services.",
        ),
    ),
    OTHER: UseCase(
        "Other",
        "Your use case is not listed here.",
        (
            "Never store your access key in plain text, in a code repository, or in code.",
            "Disable or delete access keys when no longer needed.",
            "Enable least-privilege permissions.",
            "Rotate access keys regularly.",
        ),
    ),
}


class UseCaseForm(forms.Form):
    use_case = forms.ChoiceField(
        choices=[(value, case.title) for value, case in USE_CASES.items()],
        error_messages={
            "required": "Choose a use case.",
            "invalid_choice": "Choose one of the use cases.",
        },
    )
    understood = forms.BooleanField(
        label="I understand the above recommendation and want to proceed to create an access key.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("use_case") != OTHER and not cleaned.get("understood"):
            self.add_error("understood", "Confirm that you want to proceed.")
        return cleaned


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
