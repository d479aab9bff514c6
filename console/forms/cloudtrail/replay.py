"""The form of a replay: which policy, how it applies, and which calls."""

from datetime import timedelta
from typing import Any

from django import forms

from console.cloudtrail.replays import BESIDE, INSTEAD
from console.forms.cloudtrail.event_history import ATTRIBUTES, CUSTOM, RANGES, LookupForm
from console.forms.permissions.editions import CHOICES

OF_CALLERS = ("Username", "AccessKeyId")
HOW = {
    BESIDE: "Attached to everybody beside the policies they had",
    INSTEAD: "In place of the policies they had",
}
OWN = "Customer managed policies of this account"
TITLES = {
    "30m": "The last 30 minutes",
    "1h": "The last hour",
    "3h": "The last 3 hours",
    "12h": "The last 12 hours",
    "7d": "The last 7 days",
    "": "All that is kept",
    CUSTOM: "From start to end",
}


class ReplayForm(LookupForm):
    """`own` are the policies of the account that may be chosen: ARN and name."""

    ranges = RANGES | {"7d": timedelta(days=7)}
    policy = forms.ChoiceField(
        label="Policy",
        error_messages={"invalid_choice": "There is no such policy, or you may not list policies."},
    )
    how = forms.ChoiceField(
        label="How it would have applied", choices=list(HOW.items()), widget=forms.RadioSelect
    )

    def __init__(self, data: Any, *, own: list[tuple[str, str]]) -> None:
        super().__init__(data)
        chosen = [(OWN, own)] if own else []
        self.fields["policy"].choices = [*CHOICES, *chosen]  # type: ignore[attr-defined]
        callers = [(name, ATTRIBUTES[name]) for name in OF_CALLERS]
        self.fields["attribute"].choices = callers  # type: ignore[attr-defined]
        self.fields["attribute"].label = "Whose calls"
        self.fields["value"].label = "Name or key - optional"
        self.fields["value"].help_text = "Without it, everybody's calls are replayed."
        self.fields["range"].choices = list(TITLES.items())  # type: ignore[attr-defined]
        self.fields["range"].label = "Range of times"
