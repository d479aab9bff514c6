"""The forms of groups: create, another name or path. The operations judge the names."""

from django import forms

from accounts.operations.groups import NAME_MAX
from console.forms.components.names import name_field, path_field


class CreateGroupForm(forms.Form):
    """The name of a new group."""

    group_name = name_field("User group", NAME_MAX)


class EditGroupForm(forms.Form):
    """The new name and the new path."""

    new_group_name = name_field("User group", NAME_MAX)
    new_path = path_field("groups")
