"""How long a class works."""

from django import forms

MINUTES_MAX = 24 * 60


class StartForm(forms.Form):
    """Begin, for so many minutes or until somebody ends the class."""

    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=1,
        max_value=MINUTES_MAX,
        help_text="Leave it empty to end the class by hand.",
    )


class ExtendForm(forms.Form):
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=MINUTES_MAX, initial=10)
