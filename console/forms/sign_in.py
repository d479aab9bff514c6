"""The forms of the sign-in pages."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from credentials.operations.mfa.mfa_codes import CodePair
from credentials.totp import STEP

ACCOUNT_ID_DIGITS = 12
six_digits = RegexValidator(r"\A[0-9]{6}\Z", "The code must have six digits.")


class CodeInput(forms.TextInput):
    """Empty whenever it is shown: a code that was sent is of no use any more."""

    def format_value(self, value: Any) -> None:
        return None


class CodeField(forms.CharField):
    """A six-digit code; spaces, as phones show them, do not count."""

    widget = CodeInput(
        attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
    )

    def __init__(self, *, placeholder: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=32, validators=[six_digits], **kwargs)
        if placeholder:
            self.widget.attrs["placeholder"] = placeholder

    def to_python(self, value: Any) -> str:
        return "".join(str(super().to_python(value)).split())


class SignInForm(forms.Form):
    account = forms.CharField(
        label=f"Account ID ({ACCOUNT_ID_DIGITS} digits) or account alias",
        max_length=63,
        error_messages={"required": "Enter your account ID or account alias."},
        widget=forms.TextInput(attrs={"autocomplete": "organization", "spellcheck": "false"}),
    )
    remember = forms.BooleanField(label="Remember this account", required=False)
    username = forms.CharField(
        label="IAM user name",
        max_length=64,
        error_messages={"required": "Enter your IAM user name."},
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=128,
        strip=False,
        error_messages={"required": "Enter your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    @classmethod
    def of_the_demo(cls, account: str, user_name: str, password: str) -> "SignInForm":
        """Filled in with somebody whose password everybody may know: it stands in the page."""
        form = cls(initial={"account": account, "username": user_name, "password": password})
        form.fields["password"].widget.render_value = True
        return form

    def clean_account(self) -> str:
        identifier = str(self.cleaned_data["account"]).lower()
        return identifier.replace("-", "") if _is_dashed_id(identifier) else identifier

    def hint_at_account(self) -> None:
        """After a failure: what looks like an account id and is none, whether it is an alias or not
        (an alias may be of digits alone)."""
        identifier = self.cleaned_data["account"]
        digits = identifier.replace("-", "").replace(" ", "")
        if digits.isdecimal() and len(digits) != ACCOUNT_ID_DIGITS:
            hint = f"An account ID has {ACCOUNT_ID_DIGITS} digits; these are {len(digits)}."
            self["account"].help_text = hint


class CodeForm(forms.Form):
    code = CodeField(
        label="MFA code",
        help_text="Six digits. A code can be used only once.",
        error_messages={"required": "Enter the code that your MFA device shows."},
    )


class CodePairForm(forms.Form):
    """Two codes that a device shows one after the other."""

    code1 = CodeField(
        label="MFA code 1",
        placeholder="MFA code 1",
        error_messages={"required": "Enter the first code."},
    )
    code2 = CodeField(
        label="MFA code 2",
        placeholder="MFA code 2",
        help_text=f"Wait up to {STEP} seconds for the device to generate a new code.",
        error_messages={"required": "Enter the second code."},
    )

    @property
    def codes(self) -> CodePair:
        """The codes of a valid form."""
        return CodePair(self.cleaned_data["code1"], self.cleaned_data["code2"])


def focus_on_first_empty(form: forms.Form) -> bool:
    """Let the browser put the cursor into the first field to be filled in; False for none."""
    texts = [field for field in form if isinstance(field.field, forms.CharField)]
    empty = next((field for field in texts if not field.value() or _is_unshown(field)), None)
    if empty is not None:
        empty.field.widget.attrs["autofocus"] = True
    return empty is not None


def _is_unshown(field: forms.BoundField) -> bool:
    """Whether what was sent is not shown again."""
    widget = field.field.widget
    shown = isinstance(widget, forms.PasswordInput) and widget.render_value
    return isinstance(widget, CodeInput | forms.PasswordInput) and not shown


def _is_dashed_id(text: str) -> bool:
    """Whether this is an account id as the console prints it: 1234-5678-9012."""
    return len(text) == 14 and text.replace("-", "").isdigit() and text[4] == text[9] == "-"
