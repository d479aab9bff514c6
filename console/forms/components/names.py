"""Form fields for a name and for a path; the operation validates them."""

from django import forms

from console.forms.components.as_sent import AsSentField
from console.forms.components.confirmation import PLAIN


def name_hint(maximum: int) -> str:
    """How long a name of users, groups or policies may be, and of which characters.

    >>> name_hint(64)
    'Up to 64 letters, digits and the characters + = , . @ - _.'
    """
    return f"Up to {maximum} letters, digits and the characters + = , . @ - _."


def name_field(noun: str, maximum: int) -> AsSentField:
    """The name of a user or a group; `noun` is what the console calls one: "User group"."""
    return AsSentField(
        label=f"{noun} name",
        error_messages={"required": f"Enter a {noun.lower()} name."},
        help_text=name_hint(maximum),
        widget=forms.TextInput(attrs=PLAIN),
    )


def path_field(plural: str) -> AsSentField:
    """The path of a user or a group; `plural` is "users" or "groups"."""
    return AsSentField(
        label="Path",
        error_messages={"required": f"Enter a path; / is the path of most {plural}."},
        help_text="Begins and ends with a slash.",
        widget=forms.TextInput(attrs=PLAIN),
    )
