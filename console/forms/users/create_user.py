"""The forms of the wizard that creates a user."""

from typing import Any

from django import forms

from accounts.errors import ValidationError
from accounts.operations import groups
from accounts.operations.names import check_name
from accounts.operations.policies import attachments
from accounts.operations.users import NAME_MAX
from console.forms.components.as_sent import AsSentField
from console.forms.components.confirmation import PLAIN
from console.forms.credentials.console_access import GENERATED, KINDS

GROUPS, COPY, POLICIES = "groups", "copy", "policies"
WAYS = (GROUPS, COPY, POLICIES)
TOO_MANY = {
    GROUPS: f"A user can be a member of up to {groups.PER_USER} groups at a time.",
    POLICIES: f"A user can have up to {attachments.PER_USER} managed policies attached, "
    "IAMUserChangePassword included.",
}
CHANGE_PASSWORD_ARN = "arn:aws:iam::aws:policy/IAMUserChangePassword"  # noqa: S105


DETAILS = ("user_name", "console_access", "kind", "reset_required")
PERMISSIONS = ("permissions", "group_name", "copy_from", "policy_arn")


class Several(forms.Field):
    """What was ticked in a table: each once, in the order in which it was sent."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(each for each in value or () if each and "\0" not in each))


class NewUserForm(forms.Form):
    """The choices so far, none of them secret: each step has all of them in its URL.

    `permissions` says whether the groups or the policies count, or both, which came from another
    user; what was ticked and does not count is kept for who changes their mind.
    """

    user_name = forms.CharField(
        label="User name",
        error_messages={"required": "Enter a user name."},
        widget=forms.TextInput(attrs=PLAIN),
    )
    console_access = forms.BooleanField(
        label="Provide user access to the AWS Management Console - optional", required=False
    )
    kind = forms.ChoiceField(
        choices=[(value, title) for value, (title, _) in KINDS.items()],
        required=False,
        error_messages={"invalid_choice": "Choose one of the kinds of password."},
    )
    reset_required = forms.BooleanField(
        label="Users must create a new password at next sign-in - Recommended", required=False
    )
    permissions = forms.ChoiceField(choices=[(way, way) for way in WAYS], required=False)
    group_name = Several(required=False)
    copy_from = Several(required=False)
    policy_arn = Several(required=False)

    def clean_user_name(self) -> str:
        """AWS's words, before anything is asked of AWS."""
        name = str(self.cleaned_data["user_name"])
        try:
            check_name("userName", name, maximum=NAME_MAX)
        except ValidationError as error:
            raise forms.ValidationError(str(error)) from error
        return name

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or GENERATED

    def clean_permissions(self) -> str:
        return self.cleaned_data["permissions"] or GROUPS

    @property
    def must_change_password(self) -> bool:
        """Whether the user gets a password that holds for one sign-in."""
        return bool(self.cleaned_data["console_access"] and self.cleaned_data["reset_required"])

    @property
    def chosen_groups(self) -> list[str]:
        chosen = self.cleaned_data
        return list(chosen["group_name"]) if chosen["permissions"] != POLICIES else []

    @property
    def chosen_policies(self) -> list[str]:
        """The ARNs of the policies to attach; with AWS's own where the password must be changed."""
        chosen = self.cleaned_data
        arns = chosen["policy_arn"] if chosen["permissions"] != GROUPS else []
        own = [CHANGE_PASSWORD_ARN] if self.must_change_password else []
        return list(dict.fromkeys([*arns, *own]))

    @property
    def too_many(self) -> str:
        """Why the choice is over AWS's quotas; "" when it is not."""
        if len(self.chosen_groups) > groups.PER_USER:
            return TOO_MANY[GROUPS]
        return TOO_MANY[POLICIES] if len(self.chosen_policies) > attachments.PER_USER else ""


class CreateForm(forms.Form):
    """What the last step sends beside the choices: a custom password, and its own token."""

    new_password = AsSentField(
        label="Custom password",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    client_token = forms.UUIDField(widget=forms.HiddenInput)
