"""The list of the managed policies that the account can use: its own and AWS's."""

from django.db.models import F
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import CREATE_POLICY, LIST_POLICIES
from accounts.models import Policy
from accounts.operations.policies.policies import count_uses, list_policies, policies_by_name
from console.gate.decorators import offers, shows, signed_in
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import panel
from console.pages.components.tables import (
    Cell,
    Heading,
    Listing,
    Question,
    Row,
    listing,
    question_of,
)
from console.targets.policies import new_policy, policies_of_account

ORDERS = {
    "name": Lower("policy_name").asc(),
    "type": F("account").asc(nulls_first=True),
    "used": (F("attachment_count") + F("boundary_count")).asc(),
    "edited": F("updated_at").asc(),
}
SCOPES = {"All": "All types", "AWS": "AWS managed", "Local": "Customer managed"}


@offers(CREATE_POLICY, on=new_policy)
@shows(LIST_POLICIES, on=policies_of_account)
@signed_in(because="The page keeps its frame; the list in it is decided by itself, as in IAM's.")
@require_safe
def list_of_policies(request: ConsoleRequest) -> HttpResponse:
    """The policies whose names the search finds, of one type or all, page by page."""
    wanted = request.GET.get("type", "")
    scope = wanted if wanted in SCOPES else "All"
    question = question_of(request, ORDERS, "name", type=scope if scope != "All" else "")
    policies = panel(request.gate, LIST_POLICIES, lambda: _listing(request.gate, question, scope))
    context = {
        "policies": policies,
        "search": question.search,
        "sort": question.sort,
        "scope": scope,
        "scopes": SCOPES,
        "headings": _headings(question),
        "rows": [] if policies.refusal else [_row(policy) for policy in policies.value.page],
    }
    return render(request, "policies/list.html", context)


def used_as(policy: Policy) -> str:
    """What a policy is used as, in AWS's words, with how often."""
    uses = [
        f"{name} ({count})"
        for name, count in (
            ("Permissions policy", policy.attachment_count),
            ("Permissions boundary", policy.boundary_count),
        )
        if count
    ]
    return ", ".join(uses) or "None"


def _listing(gate: Gate, question: Question, scope: str) -> Listing:
    """The page; unless it is an order by use, only what is shown is counted."""
    account, by_use = gate.principal.account, question.column == "used"
    rows = (list_policies if by_use else policies_by_name)(account=account, scope=scope)
    if question.search:
        rows = rows.filter(policy_name__icontains=question.search)
    found = listing(rows, question, ORDERS, then="name")
    if not by_use:
        found.page.object_list = count_uses(list(found.page.object_list), account)
    return found


def _headings(question: Question) -> list[Heading]:
    return [
        question.heading("name", "Policy name"),
        question.heading("type", "Type"),
        question.heading("used", "Used as"),
        question.heading("edited", "Edited"),
    ]


def _row(policy: Policy) -> Row:
    return Row(
        policy.policy_name,
        reverse("policy", args=[policy.arn]),
        (
            Cell((policy.type,)),
            Cell((used_as(policy),)),
            Cell(moment=policy.updated_at),
        ),
    )
