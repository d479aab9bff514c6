"""The form of the policy simulator: what is asked, within bounds."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.errors import InvalidInput
from accounts.policy import find_fault, split_arn
from accounts.simulation.context import FORMATS, LIST, context_of
from console.forms.policies.policies import DocumentField
from console.web.quotas import SEARCH_MAX

ACTIONS_MAX, RESOURCES_MAX, KEYS_MAX, POLICIES_MAX = 200, 20, 15, 50
WORD_MAX, DOCUMENT_MAX, VALUE_MAX = 2048, 20_000, 2000
ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
PRESENT = "aws:MultiFactorAuthPresent"
MODES = (("existing", "Existing policies"), ("new", "New policy"))
BOUNDARIES = (("own", "The user's own, if it has one"), ("custom", "A custom one"))
MFA = (
    ("absent", "absent: a long-term access key"),
    ("false", "false: signed in without MFA"),
    ("true", "true: signed in with MFA"),
)
SYNTAX = "You have policies that do not comply with the policy syntax."


class Words(forms.Textarea):
    """A text area for a parameter that may be sent several times."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        found = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return "\n".join(found)


class WordsField(forms.CharField):
    """Words between white space or in several parameters, each once; at most so many."""

    def __init__(self, label: str, maximum: int, what: str, help_text: str = "") -> None:
        widget = Words(attrs={"rows": "3", "spellcheck": "false", "autocomplete": "off"})
        super().__init__(label=label, required=False, widget=widget, help_text=help_text)
        self.maximum, self.what = maximum, what

    def clean(self, value: Any) -> list[str]:
        words = list(dict.fromkeys(str(value or "").split()))
        if len(words) > self.maximum:
            raise forms.ValidationError(f"At most {self.maximum} {self.what} at a time.")
        if any(len(word) > WORD_MAX or "\0" in word for word in words):
            raise forms.ValidationError(f"One of the {self.what} is too long or malformed.")
        return words


class SandboxField(DocumentField):
    """A policy that is tried and never stored; its fault is said with line and column."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label, self.required = label, False
        self.help_text = "Nothing that is typed here is stored."
        self.widget.is_required = False
        self.widget.attrs = {"rows": "12", "spellcheck": "false", "wrap": "off"}

    def validate(self, value: str) -> None:
        if len(value) > DOCUMENT_MAX:
            raise forms.ValidationError(f"At most {DOCUMENT_MAX:,} characters.")
        if not value.strip():
            return
        super().validate(value)
        fault = find_fault(value)
        if fault:
            at = fault.position
            raise forms.ValidationError(
                f"{SYNTAX} Line {at.line}, column {at.column}: {fault.what}"
            )


class SimulatorForm(forms.Form):
    """All of it is optional; the keys of the context are read from `key` and `value`, by turns."""

    mode = forms.ChoiceField(label="Mode", choices=MODES, required=False)
    principal = forms.CharField(max_length=700, required=False)
    search = forms.CharField(label="Filter", max_length=SEARCH_MAX, required=False)
    without = WordsField("Left out", POLICIES_MAX, "policies")
    policy = WordsField("Only", POLICIES_MAX, "policies")
    edit = forms.CharField(max_length=700, required=False)
    document = SandboxField("Policy sandbox")
    boundary = forms.ChoiceField(label="Permissions boundary", choices=BOUNDARIES, required=False)
    boundary_document = SandboxField("Custom IAM permissions boundary policy")
    service = forms.CharField(max_length=64, required=False)
    find = forms.CharField(max_length=SEARCH_MAX, required=False)
    action = WordsField(
        "Actions", ACTIONS_MAX, "actions", "One on a line, such as iam:CreateAccessKey."
    )
    resource = WordsField(
        "Simulation resources", RESOURCES_MAX, "resources", "ARNs, one on a line. Empty means *."
    )
    mfa = forms.ChoiceField(label=PRESENT, choices=MFA, required=False)

    def clean_action(self) -> list[str]:
        found: list[str] = self.cleaned_data["action"]
        wrong = next((word for word in found if not ACTION.fullmatch(word)), None)
        if wrong is not None:
            raise forms.ValidationError(
                f"{wrong[:80]} is no action: write a service and a name, such as iam:GetUser."
            )
        return found

    def clean_resource(self) -> list[str]:
        found: list[str] = self.cleaned_data["resource"]
        wrong = next((word for word in found if word != "*" and split_arn(word) is None), None)
        if wrong is not None:
            raise forms.ValidationError(f"{wrong[:80]} is no ARN.")
        return found

    def clean(self) -> dict[str, Any]:
        if len(self.data.getlist("key")) > KEYS_MAX:  # type: ignore[attr-defined]
            self.add_error(None, f"At most {KEYS_MAX} context keys at a time.")
        elif any(len(part) > VALUE_MAX for pair in self.pairs() for part in pair):
            self.add_error(None, "The value of a context key is too long.")
        found = self.cleaned_data
        is_empty = not found.get("boundary_document", "{}").strip()
        if found.get("boundary") != "custom":
            self.errors.pop("boundary_document", None)
        elif is_empty:
            self.add_error("boundary_document", "Enter a policy, or choose the user's own.")
        return found

    def pairs(self) -> list[tuple[str, str]]:
        """The context keys that are given a value, with it."""
        data: Any = self.data
        sent = zip(data.getlist("key"), data.getlist("value"), strict=False)
        return [(key.strip(), value) for key, value in sent if key.strip() and value.strip()]

    def entries(self, types: Mapping[str, str]) -> list[tuple[str, str, list[str]]]:
        """The context entries of a simulation, of these types (`string` for what has none).

        MFA is an entry unless it is absent. InvalidInput for a value that its type does not know.
        """
        known = {key.lower(): type_ for key, type_ in types.items()}
        found = [
            _entry(key, value, known.get(key.lower(), "string")) for key, value in self.pairs()
        ]
        mfa = self.cleaned_data.get("mfa")
        if mfa in ("true", "false"):
            found.append((PRESENT, "boolean", [mfa]))
        for entry in found:
            _check_boolean(entry)
        context_of(found)
        return found


def _entry(key: str, value: str, type_: str) -> tuple[str, str, list[str]]:
    if type_.endswith(LIST):
        return key, type_, [part.strip() for part in value.split(",") if part.strip()]
    return key, type_ if type_ in FORMATS else "string", [value.strip()]


def _check_boolean(entry: tuple[str, str, list[str]]) -> None:
    """AWS takes whatever is not `true` for false; here a person is told."""
    key, type_, values = entry
    if type_.startswith("boolean") and any(v.lower() not in ("true", "false") for v in values):
        raise InvalidInput(f"Invalid context value for key {key}: expected true or false.")
