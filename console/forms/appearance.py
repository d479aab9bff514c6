"""The form of the settings menu in the top bar."""

from django import forms

from console.web.appearance import MODE, MODES, SIZE, SIZES


class AppearanceForm(forms.Form):
    """The names are those of the cookies."""

    visual_mode = forms.ChoiceField(choices=[*MODES.items()])
    text_size = forms.ChoiceField(choices=[*SIZES.items()])
    next = forms.CharField(required=False, max_length=8_000)

    @property
    def mode(self) -> str:
        return str(self.cleaned_data[MODE])

    @property
    def size(self) -> str:
        return str(self.cleaned_data[SIZE])
