"""The form that changes one's own password."""

from typing import Any

from django import forms

from console.forms.components.as_sent import AsSentField


def _password(label: str, required: str, autocomplete: str) -> forms.CharField:
    return AsSentField(
        label=label,
        error_messages={"required": required},
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class ChangePasswordForm(forms.Form):
    old_password = _password("Current password", "Enter your current password.", "current-password")
    new_password = _password("New password", "Enter a new password.", "new-password")
    confirm = _password("Confirm new password", "Enter the new password again.", "new-password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        new, confirm = cleaned.get("new_password"), cleaned.get("confirm")
        if new and confirm and new != confirm:
            self.add_error("confirm", "The two new passwords are not the same.")
        return cleaned
