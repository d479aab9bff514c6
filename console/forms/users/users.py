"""The form of users: another name, another path."""

from django import forms

from accounts.operations.users import NAME_MAX
from console.forms.components.names import name_field, path_field


class EditUserForm(forms.Form):
    """The new name and the new path; the operation judges them."""

    new_user_name = name_field("User", NAME_MAX)
    new_path = path_field("users")
