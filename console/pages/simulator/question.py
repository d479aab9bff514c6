"""What the policy simulator is asked in an address or a form, and the address of the question."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from console.forms.simulator import SimulatorForm

ADDRESS_MAX = 6000  # characters of a query string that browsers, mail and chat all carry
SINGLE = {
    "mode": "existing",
    "principal": "",
    "search": "",
    "edit": "",
    "document": "",
    "boundary": "own",
    "boundary_document": "",
    "service": "",
    "find": "",
    "mfa": "absent",
    "view": "",
    "show": "",
}
LISTS = ("policy", "without", "action", "resource")
APART = 8  # so many words stand in parameters of their own, more in one


@dataclass(frozen=True, slots=True)
class Question:
    """The form of what was sent, and the question's address.

    `query` leaves out what is as it is at first; a changed parameter of None goes.
    """

    form: SimulatorForm
    sent: dict[str, str]
    lists: dict[str, list[str]]

    def __getitem__(self, name: str) -> str:
        return self.sent[name]

    def query(self, **changes: Any) -> str:
        """The query string of the same question, but for these changes."""
        asked: dict[str, Any] = {**self.sent, **self.lists, **changes}
        pairs: list[tuple[str, str]] = []
        for name, value in asked.items():
            if isinstance(value, list):
                pairs += [(name, word) for word in _packed(value)]
            elif value and value != SINGLE.get(name):
                pairs.append((name, value))
        for key, value in self.form.pairs():
            pairs += [("key", key), ("value", value)]
        return f"?{urlencode(pairs)}"


def question_in(sent: QueryDict) -> Question:
    """The question of an address or of a form that was sent."""
    single = {name: sent.get(name, "") or default for name, default in SINGLE.items()}
    single = {
        name: value if "document" in name else value.strip() for name, value in single.items()
    }
    lists = {name: list(dict.fromkeys("\n".join(sent.getlist(name)).split())) for name in LISTS}
    form = SimulatorForm(_with_defaults(sent, single))
    form.is_valid()
    return Question(form, single, lists)


def _with_defaults(sent: QueryDict, single: dict[str, str]) -> QueryDict:
    data = sent.copy()
    for name in ("mode", "boundary", "mfa"):
        data[name] = single[name]
    return data


def _packed(words: list[str]) -> list[str]:
    return words if len(words) <= APART else [" ".join(words)]
