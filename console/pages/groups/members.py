"""The members of a group: see them, add users, remove users."""

from django.db.models import F
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import (
    ADD_USER_TO_GROUP,
    GET_GROUP,
    LIST_USERS,
    REMOVE_USER_FROM_GROUP,
)
from accounts.models import Group
from accounts.operations import groups as operations
from accounts.operations import users
from accounts.operations.names import is_name
from console.gate.decorators import offers, offers_each, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components.bulk import for_each
from console.pages.components.forms import require_safe_or_post
from console.pages.components.panels import panel
from console.pages.components.tables import Heading, Listing, Question, listing, question_of
from console.pages.groups.page import frame, group_tab
from console.targets.groups import named_group, of_group
from console.targets.users import users_of_account
from console.web import flashes

ORDERS = {
    "name": Lower("user_name").asc(),
    "path": F("path").asc(),
    "created": F("created_at").asc(),
}
NONE_SELECTED = "No user was selected."


@offers(ADD_USER_TO_GROUP, REMOVE_USER_FROM_GROUP, on=named_group)
@group_tab
@require_safe
def members(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """The members of the group: the tab that the group's page opens with."""
    group: Group = request.gate.row(GET_GROUP)
    question = question_of(request, ORDERS, "name")
    rows = operations.list_users_of_group(group=group, containing=question.search)
    context = {
        "listing": listing(rows, question, ORDERS, then="name"),
        "headings": _headings(question),
        "search": question.search,
        "sort": question.sort,
    }
    return render(request, "groups/members.html", frame(group, "users") | context)


@offers_each(ADD_USER_TO_GROUP, on=of_group)
@offers(GET_GROUP, on=named_group)
@shows(LIST_USERS, on=users_of_account)
@performs(ADD_USER_TO_GROUP, on=named_group)
@require_safe_or_post
def add(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Choose users (GET); add each to the group, a call for each user (POST).

    Who is in the group already is left out where GetGroup is allowed, for it tells.
    """
    group: Group = request.gate.row(ADD_USER_TO_GROUP)
    back = reverse("group", args=[group.group_name])
    if request.method == "POST":
        names = sent_user_names(request)
        add_users(request, group, names)
        if not names:
            flashes.info(request, "Nothing to change", NONE_SELECTED)
        return redirect(back)
    question = question_of(request, ORDERS, "name")
    context = {
        "group": group,
        "users": panel(request.gate, LIST_USERS, lambda: _others(request, group, question)),
        "headings": _headings(question),
        "search": question.search,
        "sort": question.sort,
        "back": back,
    }
    return render(request, "groups/add_users.html", context)


@performs(REMOVE_USER_FROM_GROUP, on=named_group)
@require_safe_or_post
def remove(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Ask (GET), then take each of the users out of the group, a call for each (POST).

    The question repeats the names that were sent: whether they are members is for GetGroup to tell.
    """
    group: Group = request.gate.row(REMOVE_USER_FROM_GROUP)
    names, back = sent_user_names(request), reverse("group", args=[group.group_name])
    if not names:
        flashes.info(request, "Nothing to change", NONE_SELECTED)
    elif request.method == "POST":
        _remove_users(request, group, names)
    else:
        context = {"group": group, "names": names, "back": back}
        return render(request, "groups/remove_users.html", context)
    return redirect(back)


def sent_user_names(request: ConsoleRequest) -> list[str]:
    """The names of the users that were selected, each once; what can be no name is left out."""
    sent = request.POST if request.method == "POST" else request.GET
    names = dict.fromkeys(sent.getlist("user_name"))
    return [name for name in names if is_name(name, maximum=users.NAME_MAX)]


def add_users(request: ConsoleRequest, group: Group, names: list[str]) -> None:
    """Add the account's users of these names to a group; each outcome is a message."""

    def add_one(name: str) -> None:
        ids = {"userName": name, "groupName": group.group_name}
        with request.gate.perform_for(ADD_USER_TO_GROUP, group, **ids):
            user = users.get_user(account=group.account, user_name=name)
            operations.add_user_to_group(group=group, user=user)

    added = for_each(request, names, add_one, not_done=lambda name: f"{name} not added")
    if added:
        flashes.success(
            request, f"User{pluralize(added)} added", f"{group.group_name}: {', '.join(added)}."
        )


def _remove_users(request: ConsoleRequest, group: Group, names: list[str]) -> None:
    def remove_one(name: str) -> None:
        ids = {"userName": name, "groupName": group.group_name}
        with request.gate.perform(REMOVE_USER_FROM_GROUP, **ids):
            user = users.get_user(account=group.account, user_name=name)
            operations.remove_user_from_group(group=group, user=user)

    removed = for_each(request, names, remove_one, not_done=lambda name: f"{name} not removed")
    if removed:
        text = f"No longer in the group {group.group_name}: {', '.join(removed)}."
        flashes.success(request, f"User{pluralize(removed)} removed", text)


def _others(request: ConsoleRequest, group: Group, question: Question) -> Listing:
    """The users who are not in the group, as far as that may be seen."""
    rows = users.list_users(account=group.account, containing=question.search)
    if request.gate.allows(GET_GROUP):
        request.gate.read(GET_GROUP)
        rows = rows.exclude(groups=group)
    return listing(rows, question, ORDERS, then="name")


def _headings(question: Question) -> list[Heading]:
    return [
        question.heading("name", "User name"),
        question.heading("path", "Path"),
        question.heading("created", "Created"),
    ]
