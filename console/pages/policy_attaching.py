"""Attach a managed policy to users and groups from the policy's own page."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.actions import (
    ATTACH_GROUP_POLICY,
    ATTACH_USER_POLICY,
    GET_POLICY,
    LIST_GROUPS,
    LIST_USERS,
)
from accounts.errors import ServiceError
from accounts.models import Account, Group, Policy, User
from accounts.operations.attachments import attach_group_policy, attach_user_policy
from accounts.operations.groups import list_groups
from accounts.operations.users import list_users
from console.decisions import call_for
from console.guards import offers_each, performs, shows
from console.pages.entities import Entity
from console.pages.listings import search_of
from console.pages.panels import Panel, panel
from console.requests import ConsoleRequest
from console.targets.groups import groups_of_account
from console.targets.policies import named_policy, of_group_and_policy, of_user_and_policy
from console.targets.users import users_of_account

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """Those of one kind who do not have the policy yet: the first of `count`."""

    rows: list[Entity]
    count: int


@offers_each(ATTACH_USER_POLICY, on=of_user_and_policy)
@offers_each(ATTACH_GROUP_POLICY, on=of_group_and_policy)
@shows(LIST_GROUPS, on=groups_of_account)
@shows(LIST_USERS, on=users_of_account)
@performs(GET_POLICY, on=named_policy)
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Choose users and groups (GET); attach the policy to each, a call for each (POST)."""
    policy: Policy = request.gate.row(GET_POLICY)
    if request.method == "POST":
        _attach_all(request, policy)
        return redirect("policy_entities", policy.arn)
    search = search_of(request)
    account = request.gate.principal.account

    def users() -> Choice:
        rows = list_users(account=account, containing=search).exclude(policies=policy)
        return _choice(list(rows[:SHOWN]), rows.count(), account, policy)

    def groups() -> Choice:
        rows = list_groups(account=account).exclude(policies=policy)
        found = rows.filter(group_name__icontains=search) if search else rows
        return _choice(list(found[:SHOWN]), found.count(), account, policy)

    choices: dict[str, Panel] = {
        "users": panel(request.gate, LIST_USERS, users),
        "groups": panel(request.gate, LIST_GROUPS, groups),
    }
    back = reverse("policy_entities", args=[policy.arn])
    context = {"policy": policy, "search": search, "back": back, **choices}
    return render(request, "policies/attach.html", context)


def _choice(rows: list[User] | list[Group], count: int, account: Account, policy: Policy) -> Choice:
    for row in rows:
        row.account = account
    return Choice([Entity(row, policy) for row in rows], count)


def _attach_all(request: ConsoleRequest, policy: Policy) -> None:
    """Attach to each of the account's users and groups that was chosen; outcomes are messages."""
    chosen = _chosen(request, policy)
    attached = []
    for entity in chosen:
        try:
            _attach(request, entity)
            attached.append(entity.name)
        except ServiceError as error:
            messages.error(request, f"Not attached to {entity.name}\n{error}")
    if attached:
        text = f"{policy.policy_name} is now attached to {', '.join(attached)}."
        messages.success(request, f"Policy attached\n{text}")
    elif not chosen:
        messages.info(request, "Nothing to change\nNo user or group was selected.")


def _chosen(request: ConsoleRequest, policy: Policy) -> list[Entity]:
    account = request.gate.principal.account
    names = {
        kind: [name for name in request.POST.getlist(kind) if "\0" not in name]
        for kind in ("user_name", "group_name")
    }
    rows: list[User | Group] = [
        *account.users.filter(user_name__in=names["user_name"]),
        *account.groups.filter(group_name__in=names["group_name"]),
    ]
    for row in rows:
        row.account = account
    return [Entity(row, policy) for row in rows]


def _attach(request: ConsoleRequest, entity: Entity) -> None:
    gate, policy = request.gate, entity.policy
    if isinstance(entity.row, User):
        parameters = {"userName": entity.name, "policyArn": policy.arn}
        with call_for(gate, ATTACH_USER_POLICY, entity.pair, **parameters):
            attach_user_policy(user=entity.row, policy=policy)
    else:
        parameters = {"groupName": entity.name, "policyArn": policy.arn}
        with call_for(gate, ATTACH_GROUP_POLICY, entity.pair, **parameters):
            attach_group_policy(group=entity.row, policy=policy)
