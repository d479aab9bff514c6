"""The forms of groups: create, another name or path. The operations judge the names."""

from django import forms

from accounts.operations.groups import NAME_MAX
from console.forms.components.as_sent import AsSentField
from console.forms.components.confirmation import PLAIN
from console.forms.components.names import name_hint


class CreateGroupForm(forms.Form):
    """The name of a new group."""

    group_name = AsSentField(
        label="User group name",
        error_messages={"required": "Enter a user group name."},
        help_text=name_hint(NAME_MAX),
        widget=forms.TextInput(attrs=PLAIN),
    )


class EditGroupForm(forms.Form):
    """The new name and the new path."""

    new_group_name = AsSentField(
        label="User group name",
        error_messages={"required": "Enter a user group name."},
        help_text=name_hint(NAME_MAX),
        widget=forms.TextInput(attrs=PLAIN),
    )
    new_path = AsSentField(
        label="Path",
        error_messages={"required": "Enter a path; / is the path of most groups."},
        help_text="Begins and ends with a slash.",
        widget=forms.TextInput(attrs=PLAIN),
    )
