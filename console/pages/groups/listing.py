"""The list of the account's user groups.

ListGroups gives name, path and creation; how many members a group has and whether it has policies
are other calls about that group, decided and recorded by themselves. The list is searched and
sorted by what ListGroups gives alone: an order by anything else would tell what may not be seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import (
    CREATE_GROUP,
    GET_GROUP,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_GROUP_POLICIES,
    LIST_GROUPS,
    Action,
)
from accounts.models import Group
from accounts.operations import groups as operations
from console.gate.calls import Reading
from console.gate.decorators import offers, offers_each, shows, signed_in
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import Panel, panel
from console.pages.components.tables import (
    Cell,
    Heading,
    Listing,
    Question,
    Row,
    listing,
    question_of,
)
from console.targets.groups import groups_of_account, new_group, of_group

ORDERS = {
    "name": Lower("group_name").asc(),
    "path": F("path").asc(),
    "created": F("created_at").asc(),
}
POLICIES = (LIST_ATTACHED_GROUP_POLICIES, LIST_GROUP_POLICIES)
OF_EACH = (GET_GROUP, *POLICIES)


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of the groups of one page, by the group's key.

    `lacking` are the actions that are not allowed on it, `members` how many it has; `defined` are
    those that have a policy.
    """

    lacking: Mapping[int, list[Action]]
    members: Mapping[int, int]
    defined: set[int]

    def cell(self, group: Group, actions: tuple[Action, ...], text: str) -> Cell:
        """The text where all of these actions are allowed, or else the first that is not."""
        missing = [action.id for action in actions if action in self.lacking[group.pk]]
        return Cell(needs=missing[0]) if missing else Cell((text,))


@offers_each(*OF_EACH, on=of_group)
@offers(CREATE_GROUP, on=new_group)
@shows(LIST_GROUPS, on=groups_of_account)
@signed_in(because="The page keeps its frame; the list in it is decided by itself, as in IAM's.")
@require_safe
def list_of_groups(request: ConsoleRequest) -> HttpResponse:
    """The groups whose names the search finds, in the order of a column, page by page."""
    question = question_of(request, ORDERS, "name")
    groups = panel(request.gate, LIST_GROUPS, lambda: _listing(request.gate, question))
    context = {
        "groups": groups,
        "search": question.search,
        "sort": question.sort,
        "headings": _headings(question),
        "rows": _rows(request.gate, groups),
    }
    return render(request, "groups/list.html", context)


def _listing(gate: Gate, question: Question) -> Listing:
    rows = operations.list_groups(account=gate.principal.account, containing=question.search)
    return listing(rows, question, ORDERS, then="name")


def _headings(question: Question) -> list[Heading]:
    return [
        question.heading("name", "Group name"),
        question.heading("path", "Path"),
        Heading("Users"),
        Heading("Permissions"),
        question.heading("created", "Created"),
    ]


def _rows(gate: Gate, groups: Panel) -> list[Row]:
    """The rows of the page: two queries for all of them, and one insert of their events."""
    if groups.refusal:
        return []
    page: list[Group] = list(groups.value.page)
    judged = {group.pk: [gate.judge_for(action, group) for action in OF_EACH] for group in page}
    lacking = {
        key: [judgement.action for judgement in judgements if not judgement.allowed]
        for key, judgements in judged.items()
    }

    def those(*actions: Action) -> list[Group]:
        return [group for group in page if not set(actions) & set(lacking[group.pk])]

    found = Found(
        lacking,
        operations.count_users_of_each(those(GET_GROUP)),
        operations.groups_with_policies(those(*POLICIES)),
    )
    gate.read_each(
        Reading(judgement)
        for key, judgements in judged.items()
        for judgement in judgements
        if judgement.allowed
        and not (judgement.action in POLICIES and set(POLICIES) & set(lacking[key]))
    )
    return [_row(found, group) for group in page]


def _row(found: Found, group: Group) -> Row:
    defined = "Defined" if group.pk in found.defined else "Not defined"
    return Row(
        group.group_name,
        reverse("group", args=[group.group_name]),
        (
            Cell((group.path,)),
            found.cell(group, (GET_GROUP,), str(found.members.get(group.pk, 0))),
            found.cell(group, POLICIES, defined),
            Cell(moment=group.created_at),
        ),
    )
