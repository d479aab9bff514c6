"""The forms of the Access Troubleshooter: an id to look up, and another question to try."""

import re

from django import forms

from accounts.policy import split_arn
from console.authorization_details.ids import SHAPE
from console.forms.permissions.editions import CHOICES

ACTION = re.compile(r"[A-Za-z0-9-]{1,64}:[A-Za-z0-9]{1,128}")
ARN_MAX = 2048  # characters
ATTACHED = "attached"
MFA = [("absent", "absent (a long-term access key)"), ("false", "no"), ("true", "yes")]


class FindForm(forms.Form):
    """An authorization id, as a refusal's text names it."""

    authorization_id = forms.CharField(
        label="Authorization id",
        max_length=ARN_MAX,
        help_text="25 letters and digits; it stands at the end of the refusal's text.",
        error_messages={"required": "Enter an authorization id."},
    )

    def clean_authorization_id(self) -> str:
        """The id, also out of the whole text of a refusal."""
        text = str(self.cleaned_data["authorization_id"]).strip()
        found = SHAPE.findall(text)
        if not found or not (SHAPE.fullmatch(text) or "authorization id" in text):
            raise forms.ValidationError("An authorization id has 25 small letters and digits.")
        return str(found[-1])


class WhatIfForm(forms.Form):
    """The question of a refused call with other parts; nothing is called."""

    action = forms.CharField(label="Action", max_length=200)
    resource = forms.CharField(label="Resource", max_length=ARN_MAX)
    mfa = forms.ChoiceField(label="aws:MultiFactorAuthPresent", choices=MFA)
    policies = forms.ChoiceField(
        label="Policies", choices=[(ATTACHED, "As they were attached"), *CHOICES]
    )

    def clean_action(self) -> str:
        action = str(self.cleaned_data["action"])
        if not ACTION.fullmatch(action):
            raise forms.ValidationError("An action is written like iam:CreateAccessKey.")
        return action

    def clean_resource(self) -> str:
        resource = str(self.cleaned_data["resource"])
        if resource != "*" and split_arn(resource) is None:
            raise forms.ValidationError("A resource is an ARN, or *.")
        return resource
