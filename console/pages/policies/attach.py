"""Attach a managed policy to users and groups from the policy's own page."""

from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.actions import (
    ATTACH_GROUP_POLICY,
    ATTACH_USER_POLICY,
    GET_POLICY,
    LIST_ENTITIES_FOR_POLICY,
    LIST_GROUPS,
    LIST_USERS,
)
from accounts.models import Group, Policy, User
from accounts.operations import groups, users
from accounts.operations.names import is_name
from console.gate.decorators import offers, offers_each, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components import identities
from console.pages.components.bulk import for_each
from console.pages.components.forms import require_safe_or_post
from console.pages.components.panels import Panel, panel
from console.pages.components.picker import Choices, decided_identities, find
from console.pages.components.tables import search_of
from console.pages.policies.entities import Entity
from console.targets.groups import group_of_name, groups_of_account
from console.targets.policies import named_policy, of_group_and_policy, of_user_and_policy
from console.targets.users import user_of_name, users_of_account
from console.web import flashes

USERS, GROUPS, NAME_MAX = "user_name", "group_name", groups.NAME_MAX
SHOWN = 30  # of each kind: a form may have 64 fields


@offers(LIST_ENTITIES_FOR_POLICY, on=named_policy)
@offers_each(ATTACH_USER_POLICY, on=of_user_and_policy)
@offers_each(ATTACH_GROUP_POLICY, on=of_group_and_policy)
@shows(LIST_GROUPS, on=groups_of_account)
@shows(LIST_USERS, on=users_of_account)
@performs(GET_POLICY, on=named_policy)
@require_safe_or_post
def attach(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Choose users and groups (GET); attach the policy to each, a call for each (POST).

    Who has the policy already is left out where ListEntitiesForPolicy is allowed, for it tells.
    """
    policy: Policy = request.gate.row(GET_POLICY)
    if request.method == "POST":
        _attach_all(request, policy)
        return redirect("policy_entities", policy.arn)
    account = request.gate.principal.account
    may_tell = request.gate.allows(LIST_ENTITIES_FOR_POLICY)
    if may_tell:
        request.gate.read(LIST_ENTITIES_FOR_POLICY)

    def others(rows: QuerySet[Any], field: str) -> Choices:
        return _choices(request, policy, rows.exclude(policies=policy) if may_tell else rows, field)

    all_users = users.list_users(account=account).select_related("permissions_boundary")
    all_groups = groups.list_groups(account=account)
    choices: dict[str, Panel] = {
        "users": panel(request.gate, LIST_USERS, lambda: others(all_users, USERS)),
        "groups": panel(request.gate, LIST_GROUPS, lambda: others(all_groups, GROUPS)),
    }
    back = reverse("policy_entities", args=[policy.arn])
    context = {"policy": policy, "search": search_of(request), "back": back, **choices}
    return render(request, "policies/attach.html", context)


def _choices(request: ConsoleRequest, policy: Policy, rows: QuerySet[Any], field: str) -> Choices:
    """Those of the rows whom the policy can be attached to."""
    ticked = [name for name in request.GET.getlist(field) if is_name(name, maximum=NAME_MAX)]
    found = find(rows, search_of(request), ticked, by=field, shown=SHOWN)
    return decided_identities(
        found, lambda row: request.gate.allows_for(identities.of(row).attach, (row, policy))
    )


def _attach_all(request: ConsoleRequest, policy: Policy) -> None:
    """Attach the policy to each user and each group of the form, and tell each outcome in a
    message."""
    chosen = _chosen(request, policy)
    attached = for_each(
        request,
        chosen,
        lambda entity: _attach(request, entity),
        not_done=lambda entity: f"{entity.name} not attached",
        name=attrgetter("name"),
    )
    if attached:
        text = f"{policy.policy_name} is now attached to {', '.join(attached)}."
        flashes.success(request, "Policy attached", text)
    elif not chosen:
        flashes.info(request, "Nothing to change", "No user or group was selected.")


def _chosen(request: ConsoleRequest, policy: Policy) -> list[Entity]:
    """The names that the form sends, each once. A text that can be no name is left out."""
    account = request.gate.principal.account

    def sent(field: str, maximum: int) -> list[str]:
        names = dict.fromkeys(request.POST.getlist(field))
        return [name for name in names if is_name(name, maximum=maximum)]

    rows: list[User | Group] = [
        *(user_of_name(account, name) for name in sent(USERS, users.NAME_MAX)),
        *(group_of_name(account, name) for name in sent(GROUPS, groups.NAME_MAX)),
    ]
    return [Entity(row, policy) for row in rows]


def _attach(request: ConsoleRequest, entity: Entity) -> None:
    kind = identities.of(entity.row)
    parameters = kind.parameters(entity.row, policyArn=entity.policy.arn)
    with request.gate.perform_for(kind.attach, entity.pair, **parameters):
        kind.attach_policy(policy=entity.policy, **kind.kwargs(entity.row))
