"""A field whose text the operation validates, in AWS's words and with an event."""

from typing import Any

from django import forms


class AsSentField(forms.CharField):
    """A text that is given on as it was sent: nothing is stripped, no length or character refused.

    Whether it must be there at all is the form's to say.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.validators = []
