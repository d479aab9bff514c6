"""The form of users: another name, another path."""

from django import forms

from accounts.operations.users import NAME_MAX
from console.forms.components.as_sent import AsSentField
from console.forms.components.confirmation import PLAIN
from console.forms.components.names import name_hint


class EditUserForm(forms.Form):
    """The new name and the new path; the operation judges them."""

    new_user_name = AsSentField(
        label="User name",
        error_messages={"required": "Enter a user name."},
        help_text=name_hint(NAME_MAX),
        widget=forms.TextInput(attrs=PLAIN),
    )
    new_path = AsSentField(
        label="Path",
        error_messages={"required": "Enter a path; / is the path of most users."},
        help_text="Begins and ends with a slash.",
        widget=forms.TextInput(attrs=PLAIN),
    )
