"""The form that names an MFA device."""

from django import forms

from console.targets import DEVICE_NAME_MAX, is_device_name


class AssignForm(forms.Form):
    name = forms.CharField(
        label="Device name",
        max_length=DEVICE_NAME_MAX,
        help_text="Enter a meaningful name to identify this device.",
        error_messages={"required": "Enter a device name."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not is_device_name(name):
            raise forms.ValidationError("Use alphanumeric and '+ = , . @ - _' characters.")
        return name
