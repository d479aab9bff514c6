"""Compare published versions: which decisions differ between two policies."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import GET_POLICY_VERSION
from accounts.editions import BY_NAME, Edition, edition
from accounts.editions.comparison import Row, compare, compare_texts
from accounts.models import Policy
from accounts.operations.policies.policies import SIZE_MAX
from accounts.policy import Effect
from console.forms.permissions.editions import CompareDocumentForm, CompareForm
from console.gate.decorators import performs, public, signed_in
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import require_safe_or_post, sent
from console.pages.components.policy_check import checked
from console.targets.policies import default_version

AT_FIRST = {"first": "2019-01-31-mfa-self-manage", "second": "current-mfa-self-manage"}
WORDS = {
    Effect.ALLOW: "Allowed",
    Effect.EXPLICIT_DENY: "Explicit deny",
    Effect.IMPLICIT_DENY: "Implicit deny",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A published version with its text."""

    about: Edition
    text: str


@public(because="It compares published policies: nobody's data is read, no IAM action performed.")
@require_safe
def compare_editions(request: ConsoleRequest) -> HttpResponse:
    """The two in the URL, or AWS's self-manage policy of 2019 and its current version."""
    form = CompareForm(request.GET or AT_FIRST)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        first, second = form.cleaned_data["first"], form.cleaned_data["second"]
        context |= _differences(compare(first, second)) | {
            "shown": [
                Shown(BY_NAME[name], edition(name)) for name in dict.fromkeys((first, second))
            ],
        }
    return render(request, "policies/editions/compare.html", context)


@signed_in(because="It compares a text that the caller sends with a published policy's.")
@require_safe_or_post
def compare_document(request: ConsoleRequest) -> HttpResponse:
    """A pasted text beside a published version; it is not stored."""
    form = CompareDocumentForm(sent(request), initial={"first": AT_FIRST["first"]})
    return _compare_document(request, form, reverse("compare_document"))


@performs(GET_POLICY_VERSION, on=default_version)
@require_safe
def compare_policy(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Compare a published version with the default version of a policy of the account."""
    policy: Policy = request.gate.row(GET_POLICY_VERSION)
    form = CompareDocumentForm({"first": AT_FIRST["first"], "document": policy.document})
    return _compare_document(request, form, reverse("compare_document"), policy)


def _compare_document(
    request: ConsoleRequest,
    form: CompareDocumentForm,
    action: str,
    policy: Policy | None = None,
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "action": action, "policy": policy}
    context["limit"] = SIZE_MAX
    if form.is_valid():
        text, name = form.cleaned_data["document"], form.cleaned_data["first"]
        found = checked(text, SIZE_MAX, inline=True)
        context["checked"] = found
        if not found.fault and not found.too_long:
            context |= _differences(compare_texts(edition(name), text))
            context["shown"] = [Shown(BY_NAME[name], edition(name))]
    return render(request, "policies/editions/compare_document.html", context)


def _differences(rows: list[Row]) -> dict[str, object]:
    return {
        "rows": [_in_words(row) for row in rows],
        "count": sum(outcome.differs for row in rows for outcome in row.outcomes),
    }


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
