"""Compare editions: what the published policies decide, one beside another."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.editions import BY_NAME, Edition, edition
from accounts.editions.comparison import Row, compare
from accounts.policy import Effect
from console.forms.editions import CompareForm
from console.guards import public
from console.requests import ConsoleRequest

AT_FIRST = {"first": "2019-01-31-mfa-self-manage", "second": "current-mfa-self-manage"}
WORDS = {
    Effect.ALLOW: "Allowed",
    Effect.EXPLICIT_DENY: "Explicit deny",
    Effect.IMPLICIT_DENY: "Implicit deny",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition with its text."""

    about: Edition
    text: str


@public(because="It compares published policies: nobody's data is read, no IAM action performed.")
@require_safe
def compare_editions(request: ConsoleRequest) -> HttpResponse:
    """The two that the address names, or the document and its current edition."""
    form = CompareForm(request.GET or AT_FIRST)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        first, second = form.cleaned_data["first"], form.cleaned_data["second"]
        rows = compare(first, second)
        context |= {
            "rows": [_in_words(row) for row in rows],
            "count": sum(outcome.differs for row in rows for outcome in row.outcomes),
            "shown": [
                Shown(BY_NAME[name], edition(name)) for name in dict.fromkeys((first, second))
            ],
        }
    return render(request, "editions/compare.html", context)


def _in_words(row: Row) -> dict[str, object]:
    return {
        "action": row.action,
        "target": row.target,
        "outcomes": [
            {
                "differs": outcome.differs,
                "first": WORDS[outcome.first],
                "second": WORDS[outcome.second],
            }
            for outcome in row.outcomes
        ],
    }
