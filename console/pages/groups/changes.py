"""Create, rename and move a group."""

from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.actions import (
    ADD_USER_TO_GROUP,
    CREATE_GROUP,
    LIST_USERS,
    UPDATE_GROUP,
)
from accounts.errors import ServiceError
from accounts.models import Group
from accounts.operations import groups
from accounts.operations.users import list_users
from console import serializers
from console.forms.groups import CreateGroupForm, EditGroupForm
from console.gate.decorators import offers_each, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.pages.components.panels import panel
from console.pages.components.picker import Box, Choices, find
from console.pages.components.tables import Cell, search_of
from console.pages.groups.members import add_users, sent_user_names
from console.pages.permissions import rename
from console.targets.groups import new_group, of_group, renamed_group
from console.targets.users import users_of_account
from console.web import flashes


@offers_each(ADD_USER_TO_GROUP, on=of_group)
@shows(LIST_USERS, on=users_of_account)
@performs(CREATE_GROUP, on=new_group)
@require_safe_or_post
def create(request: ConsoleRequest) -> HttpResponse:
    """Name a group and choose its first members (GET); make it, then add each of them (POST).

    Adding is decided about the group that was made: what its ARN is, its name says.
    """
    error = None
    typed = {"group_name": request.GET.get("group_name", "")}
    form = CreateGroupForm(sent(request), initial=typed)
    if form.is_valid():
        try:
            group = _create(request, form.cleaned_data["group_name"])
        except ServiceError as refused:
            error = refused
        else:
            add_users(request, group, sent_user_names(request))
            return redirect("groups")
    search = search_of(request)
    context = {
        "form": form,
        "search": search,
        "users": panel(request.gate, LIST_USERS, lambda: _users(request, search)),
    }
    return render_with_error(request, "groups/create.html", context, error)


@performs(UPDATE_GROUP, on=renamed_group)
@require_safe_or_post
def edit(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Give a group another name, another path, or both."""
    return rename.edit(request, request.gate.row(UPDATE_GROUP), EditGroupForm)


def _create(request: ConsoleRequest, name: str) -> Group:
    """Make the group, and say so."""
    account = request.gate.principal.account
    with request.gate.perform(CREATE_GROUP, groupName=name) as answer:
        group = groups.create_group(account=account, group_name=name, now=request.now)
        answer.response = {"Group": serializers.group(group)}
    flashes.success(request, "User group created", f"{name} has no permissions yet.")
    return group


def _users(request: ConsoleRequest, search: str) -> Choices:
    """The account's users; those that were ticked stay so where the search finds them."""
    ticked = sent_user_names(request)
    found = find(list_users(account=request.gate.principal.account), search, by="user_name")
    boxes = [
        Box(
            user.user_name,
            (Cell((user.path,)), Cell(moment=user.created_at)),
            ticked=user.user_name in ticked,
        )
        for user, _ in found.rows
    ]
    return Choices(("User name", "Path", "Created"), boxes, found)
