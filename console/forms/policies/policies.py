"""The forms of policies: a document in its editor, alone or with the policy's name."""

import re
from typing import Any

from django import forms

from accounts.errors import ValidationError
from accounts.operations.names import check_name
from accounts.operations.policies.policies import DESCRIPTION_MAX, NAME_MAX
from accounts.policy.positions import position_at
from console.forms.components.as_sent import AsSentField
from console.forms.components.confirmation import PLAIN
from console.forms.components.names import name_hint

EDITOR = {"rows": "20", "spellcheck": "false", "wrap": "off", "data-policy-editor": ""}
STRANGE = re.compile(r"[^\t\n\r\u0020-\u00FF]")  # the constraint of AWS's model on documents


class DocumentField(AsSentField):
    """A policy document, with line ends as a stored document has them."""

    def __init__(self) -> None:
        super().__init__(
            label="Policy document",
            error_messages={"required": "Enter a policy document."},
            help_text="JSON. White space does not count against the quota.",
            widget=forms.Textarea(attrs=EDITOR),
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        strange = STRANGE.search(value)
        if strange:
            at = position_at(value, strange.start())
            raise forms.ValidationError(
                f"Line {at.line}, column {at.column}: IAM stores no character "
                f"U+{ord(strange[0]):04X} in a policy, only those up to U+00FF."
            )


class PolicyNameField(AsSentField):
    """The name of a policy; an impossible one is an error of the field, in IAM's words."""

    def __init__(self) -> None:
        super().__init__(
            label="Policy name",
            error_messages={"required": "Enter a policy name."},
            help_text=name_hint(NAME_MAX),
            widget=forms.TextInput(attrs=PLAIN),
        )

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            check_name("policyName", value, maximum=NAME_MAX)
        except ValidationError as error:
            raise forms.ValidationError(str(error)) from error


class PolicyVersionForm(forms.Form):
    """The text of a new version, and whether it becomes the default one."""

    document = DocumentField()
    set_as_default = forms.BooleanField(
        label="Set this new version as the default.",
        required=False,
        help_text="The default version applies to everyone who has the policy.",
    )


class NewPolicyForm(forms.Form):
    """A managed policy to be made; the operation judges what is typed."""

    policy_name = PolicyNameField()
    description = forms.CharField(
        label="Description - optional",
        required=False,
        max_length=DESCRIPTION_MAX,
        help_text=f"Up to {DESCRIPTION_MAX:,} characters. It cannot be changed later.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    document = DocumentField()


class InlinePolicyForm(forms.Form):
    """A policy to be embedded in a user or a group."""

    policy_name = PolicyNameField()
    document = DocumentField()


class InlineDocumentForm(forms.Form):
    """Another text for an inline policy."""

    document = DocumentField()
