"""The forms of users: delete, rename and move."""

from typing import Any

from django import forms

from console.forms.as_sent import AsSentField

PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class DeleteUserForm(forms.Form):
    """The name of the user, typed to confirm."""

    confirm = forms.CharField(
        label="To confirm deletion, enter the user name in the text input field.",
        max_length=64,
        error_messages={"required": "Enter the user name to confirm."},
        widget=forms.TextInput(attrs=PLAIN),
    )

    def __init__(self, *args: Any, user_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user_name = user_name
        self.fields["confirm"].widget.attrs["placeholder"] = user_name

    def clean_confirm(self) -> str:
        confirm = str(self.cleaned_data["confirm"])
        if confirm != self.user_name:
            raise forms.ValidationError("This is not the name of the user.")
        return confirm


class RenameUserForm(forms.Form):
    """The new name and the new path; the operation judges them."""

    new_user_name = AsSentField(
        label="User name",
        error_messages={"required": "Enter a user name."},
        help_text="Up to 64 letters, digits and the characters + = , . @ - _.",
        widget=forms.TextInput(attrs=PLAIN),
    )
    new_path = AsSentField(
        label="Path",
        error_messages={"required": "Enter a path; / is the path of most users."},
        help_text="Begins and ends with a slash.",
        widget=forms.TextInput(attrs=PLAIN),
    )
