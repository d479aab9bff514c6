"""The form of the account's password policy: AWS's default, or the account's own."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.models import PasswordPolicy
from accounts.values.password_rules import SYMBOLS

DEFAULT, CUSTOM = "default", "custom"
KINDS = {
    DEFAULT: ("IAM default", "Apply default password requirements."),
    CUSTOM: ("Custom", "Apply customized password requirements."),
}
REQUIRED = {
    "uppercase letter": "Require at least one uppercase letter from the Latin alphabet (A-Z)",
    "lowercase letter": "Require at least one lowercase letter from the Latin alphabet (a-z)",
    "number": "Require at least one number",
    "symbol": f"Require at least one non-alphanumeric character ({' '.join(SYMBOLS)})",
}
NUMBERS = ("minimum_password_length", "max_password_age", "password_reuse_prevention")
SWITCHED = {"max_password_age": "expire", "password_reuse_prevention": "prevent_reuse"}
SETTINGS = (
    "minimum_password_length",
    "require_uppercase_characters",
    "require_lowercase_characters",
    "require_numbers",
    "require_symbols",
    "max_password_age",
    "hard_expiry",
    "allow_users_to_change_password",
    "password_reuse_prevention",
)
SUGGESTED = {
    "minimum_password_length": 8,
    "max_password_age": 90,
    "password_reuse_prevention": 5,
}
INT32 = 2**31 - 1


def _flag(label: str, help_text: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=help_text)


class NumberField(forms.IntegerField):
    """A whole number of the API's integers; whether it is in its range the operation judges."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, error_messages={"invalid": "Enter a whole number."}, **kwargs
        )
        text = self.error_messages["invalid"]
        self.validators = [MinValueValidator(-INT32, text), MaxValueValidator(INT32, text)]


class PasswordPolicyForm(forms.Form):
    """A custom policy. A number counts where its box is checked; the length always does."""

    kind = forms.ChoiceField(
        choices=[(value, title) for value, (title, _) in KINDS.items()],
        error_messages={
            "required": "Choose a password policy.",
            "invalid_choice": "Choose one of the two.",
        },
    )
    minimum_password_length = NumberField(label="Enforce minimum password length")
    require_uppercase_characters = _flag(REQUIRED["uppercase letter"])
    require_lowercase_characters = _flag(REQUIRED["lowercase letter"])
    require_numbers = _flag(REQUIRED["number"])
    require_symbols = _flag(REQUIRED["symbol"])
    expire = _flag("Turn on password expiration")
    max_password_age = NumberField(label="Number of days until passwords expire")
    hard_expiry = _flag(
        "Password expiration requires administrator reset",
        "An expired password does not open the console any more, not even to set a new one.",
    )
    allow_users_to_change_password = _flag(
        "Allow users to change their own password",
        "Each user may perform iam:ChangePassword on itself, and iam:GetAccountPasswordPolicy.",
    )
    prevent_reuse = _flag("Prevent password reuse")
    password_reuse_prevention = NumberField(label="Number of passwords to remember")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in NUMBERS:
            if name in SWITCHED and not cleaned.get(SWITCHED[name]):
                self.errors.pop(name, None)
                cleaned[name] = None
            elif name not in self.errors and cleaned.get(name) is None:
                self.add_error(name, "Enter a number.")
        return cleaned

    def settings(self) -> dict[str, Any]:
        """What UpdateAccountPasswordPolicy takes, of a valid form."""
        return {name: self.cleaned_data[name] for name in SETTINGS}

    def explain(self, refusal: str) -> None:
        """Mark each number that AWS's text of a ValidationError names."""
        for name in NUMBERS:
            if f"'{camel(name)}'" in refusal:
                self.add_error(name, "This number is out of range.")


def initial_of(policy: PasswordPolicy | None) -> dict[str, Any]:
    """The initial form: the current policy, or suggested numbers."""
    if policy is None:
        return {"kind": DEFAULT, **SUGGESTED}
    held = {name: getattr(policy, name) for name in SETTINGS}
    held |= {switch: held[name] is not None for name, switch in SWITCHED.items()}
    return {"kind": CUSTOM, **SUGGESTED, **{n: v for n, v in held.items() if v is not None}}


def camel(name: str) -> str:
    """A setting as the API and its errors name it.

    >>> camel("minimum_password_length")
    'minimumPasswordLength'
    """
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
