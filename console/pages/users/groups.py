"""The groups of a user: see them, add the user to others, take the user out of one."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import (
    ADD_USER_TO_GROUP,
    GET_USER,
    LIST_GROUPS,
    LIST_GROUPS_FOR_USER,
    REMOVE_USER_FROM_GROUP,
)
from accounts.models import Group, User
from accounts.operations import groups as operations
from accounts.operations.names import is_name
from accounts.operations.users import get_user
from console.gate.decorators import offers, offers_each, performs, shows
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.bulk import for_each
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import require_safe_or_post
from console.pages.components.panels import list_panel, panel
from console.pages.components.picker import Choices, decided_identities, find
from console.pages.components.tables import search_of
from console.pages.users.page import frame, user_tab
from console.targets.groups import group_of_name, groups_of_account, named_group, of_group
from console.targets.users import named_user
from console.web import flashes


@offers_each(REMOVE_USER_FROM_GROUP, on=of_group)
@offers(LIST_GROUPS, on=groups_of_account)
@shows(LIST_GROUPS_FOR_USER, on=named_user)
@user_tab
@require_safe
def groups(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """The groups that the user belongs to."""
    gate, user = request.gate, request.gate.row(GET_USER)
    memberships = list_panel(
        gate,
        LIST_GROUPS_FOR_USER,
        lambda: list(operations.list_groups_for_user(user=user)),
        name="groups",
        quota=operations.PER_USER,
    )
    context = frame(gate, user, "groups") | {"memberships": memberships}
    return render(request, "users/groups.html", context)


@offers_each(ADD_USER_TO_GROUP, on=of_group)
@shows(LIST_GROUPS, on=groups_of_account)
@performs(LIST_GROUPS_FOR_USER, on=named_user)
@require_safe_or_post
def add(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Choose groups (GET); add the user to each, a call for each group (POST)."""
    user: User = request.gate.row(LIST_GROUPS_FOR_USER)
    if request.method == "POST":
        add_to_groups(request, user, request.POST.getlist("group_name"))
        return redirect("user_groups", user.user_name)
    search = search_of(request)
    context = {
        "user": user,
        "search": search,
        "groups": panel(request.gate, LIST_GROUPS, lambda: _others(request.gate, user, search)),
        "back": reverse("user_groups", args=[user.user_name]),
    }
    return render(request, "users/add_groups.html", context)


@performs(REMOVE_USER_FROM_GROUP, on=named_group)
@require_safe_or_post
def remove(request: ConsoleRequest, user_name: str, group_name: str) -> HttpResponse:
    """Take the user out of a group."""
    group: Group = request.gate.row(REMOVE_USER_FROM_GROUP)
    account = request.gate.principal.account

    def find() -> User:
        return get_user(account=account, user_name=user_name)

    change = Change(
        action=REMOVE_USER_FROM_GROUP,
        find=lambda: {"user": find(), "group": group},
        perform=lambda: operations.remove_user_from_group(group=group, user=find()),
        done="User removed",
        text=f"{user_name} is no longer in the group {group.group_name}.",
        not_done="User not removed",
        back=reverse("user_groups", args=[user_name]),
        parameters={"userName": user_name, "groupName": group.group_name},
    )
    return confirm(request, "users/remove_from_group.html", change)


def add_to_groups(request: ConsoleRequest, user: User, names: list[str]) -> None:
    """Add a user to the account's groups of these names; each outcome is a message."""

    def add_one(name: str) -> None:
        group = group_of_name(user.account, name)
        ids = {"userName": user.user_name, "groupName": group.group_name}
        with request.gate.perform_for(ADD_USER_TO_GROUP, group, **ids):
            operations.add_user_to_group(group=group, user=user)

    chosen = dict.fromkeys(name for name in names if is_name(name, maximum=operations.NAME_MAX))
    added = for_each(request, chosen, add_one, not_done=lambda name: f"{name} not added")
    if added:
        flashes.success(
            request,
            f"User added to group{pluralize(added)}",
            f"{user.user_name}: {', '.join(added)}.",
        )
    elif not names:
        flashes.info(request, "Nothing to change", "No group was selected.")


def _others(gate: Gate, user: User, search: str) -> Choices:
    """The groups that the user is not in."""
    others = operations.list_groups(account=user.account).exclude(users=user)
    found = find(others, search, by="group_name")
    return decided_identities(
        found, partial(gate.allows_for, ADD_USER_TO_GROUP), column="Group name"
    )
