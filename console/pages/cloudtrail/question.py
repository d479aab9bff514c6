"""What the event history is asked for in a URL, and the URLs of the same question."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.actions import LOOKUP_EVENTS
from console.cloudtrail.lookups import Lookup
from console.cloudtrail.redaction import recorded
from console.forms.cloudtrail.event_history import LookupForm
from console.protocol import service_models

AT_FIRST = {"attribute": "ReadOnly", "value": "false"}
FIELDS = ("attribute", "value", "range", "start", "end")


@dataclass(frozen=True, slots=True)
class Question:
    """The form of a URL, and the values that were sent or stand there at first."""

    form: LookupForm
    sent: dict[str, str]

    def query(self, **changes: str) -> str:
        """The query string of the same question, but for these changes."""
        return f"?{urlencode({k: v for k, v in {**self.sent, **changes}.items() if v})}"

    @property
    def links(self) -> dict[str, str]:
        """The same question about another range of times, by the range's name."""
        names = [name for name, _ in self.form.fields["range"].choices if name != "custom"]  # type: ignore[attr-defined]
        return {name: self.query(range=name, start="", end="") for name in names}


def question_in(sent: QueryDict) -> Question:
    """The question of a URL; one that names no attribute asks for what is not read-only."""
    values = {name: sent.get(name, "") for name in FIELDS}
    if not values["attribute"]:
        values |= AT_FIRST
    return Question(LookupForm(values), values)


def parameters_of(lookup: Lookup, *, size: int) -> dict[str, Any]:
    """The parameters of the call that looks this up, as its event has them."""
    operation = service_models.operation(LOOKUP_EVENTS.service, LOOKUP_EVENTS.operation)
    asked: dict[str, Any] = {"MaxResults": size}
    if lookup.attribute:
        one = {"AttributeKey": lookup.attribute, "AttributeValue": lookup.value}
        asked["LookupAttributes"] = [one]
    times: dict[str, datetime | None] = {"StartTime": lookup.start, "EndTime": lookup.end}
    return recorded(operation and operation.input_shape, asked | times)
