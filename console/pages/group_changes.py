"""Create, rename, move and delete a group."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import (
    ADD_USER_TO_GROUP,
    CREATE_GROUP,
    DELETE_GROUP,
    GET_GROUP,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_GROUP_POLICIES,
    LIST_USERS,
    UPDATE_GROUP,
)
from accounts.errors import ServiceError
from accounts.models import Group, User
from accounts.operations import groups
from accounts.operations.users import list_users
from console import answers
from console.forms.confirmation import NameConfirmationForm
from console.forms.groups import CreateGroupForm, EditGroupForm
from console.guards import offers, offers_each, performs, shows
from console.pages.group_members import add_users, sent_user_names
from console.pages.holdings import Holding, held, unseen
from console.pages.listings import search_of
from console.pages.panels import panel
from console.pages.posting import render_with_error, require_safe_or_post, sent
from console.requests import ConsoleRequest
from console.targets.groups import named_group, new_group, of_group, renamed_group
from console.targets.users import users_of_account

SHOWN = 50
HOLDINGS = (
    Holding("Users", GET_GROUP, lambda group: group.users.count(), "group"),
    Holding(
        "Attached policies",
        LIST_ATTACHED_GROUP_POLICIES,
        lambda group: group.policies.count(),
        "group_permissions",
    ),
    Holding(
        "Inline policies",
        LIST_GROUP_POLICIES,
        lambda group: group.inline_policies.count(),
        "group_permissions",
    ),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The first users that the search finds, and how many it finds."""

    rows: list[User]
    count: int


@offers_each(ADD_USER_TO_GROUP, on=of_group)
@shows(LIST_USERS, on=users_of_account)
@performs(CREATE_GROUP, on=new_group)
@require_safe_or_post
def create(request: ConsoleRequest) -> HttpResponse:
    """Name a group and choose its first members (GET); make it, then add each of them (POST).

    Adding is decided about the group that was made: what its ARN is, its name says.
    """
    error = None
    typed = {"group_name": request.GET.get("group_name", "").replace("\0", "\ufffd")}
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
        "users": panel(request.gate, LIST_USERS, lambda: _choice(request, search)),
        "chosen": sent_user_names(request),
        "shown": SHOWN,
    }
    return render_with_error(request, "groups/create.html", context, error)


@performs(UPDATE_GROUP, on=renamed_group)
@require_safe_or_post
def edit(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Give a group another name, another path, or both."""
    group: Group = request.gate.row(UPDATE_GROUP)
    old, error = {"new_group_name": group.group_name, "new_path": group.path}, None
    form = EditGroupForm(sent(request), initial=old)
    if form.is_valid():
        try:
            _update(request, group, form)
        except ServiceError as refused:
            error = refused
        else:
            return redirect("group", group.group_name)
    back = reverse("group", args=[old["new_group_name"]])
    context = {"group": group, "form": form, "back": back}
    return render_with_error(request, "groups/edit.html", context, error)


@offers(*(holding.action for holding in HOLDINGS), on=named_group)
@performs(DELETE_GROUP, on=named_group)
@require_safe_or_post
def delete(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Delete a group that has no members and no policies; the name is typed to confirm."""
    group: Group = request.gate.row(DELETE_GROUP)
    name, error = group.group_name, None
    form = NameConfirmationForm(sent(request), noun="group", name=name)
    if form.is_valid():
        try:
            with request.gate.call(DELETE_GROUP, groupName=name):
                groups.delete_group(group=group)
        except ServiceError as refused:
            error = refused
        else:
            messages.success(request, f"User group deleted\n{name} was permanently deleted.")
            return redirect("groups")
    context = {
        "group": group,
        "form": form,
        "held": held(request.gate, HOLDINGS, group, groupName=name),
        "unseen": unseen(request.gate, HOLDINGS),
        "back": reverse("group", args=[name]),
    }
    return render_with_error(request, "groups/delete.html", context, error)


def _create(request: ConsoleRequest, name: str) -> Group:
    """Make the group, and say so."""
    account = request.gate.principal.account
    with request.gate.call(CREATE_GROUP, groupName=name) as answer:
        group = groups.create_group(account=account, group_name=name, now=request.now)
        answer.response = {"Group": answers.group(group)}
    messages.success(request, f"User group created\n{name} has no permissions yet.")
    return group


def _update(request: ConsoleRequest, group: Group, form: EditGroupForm) -> None:
    """Change what was changed in the form, and say so."""
    new = {name: value for name, value in form.cleaned_data.items() if name in form.changed_data}
    if not new:
        messages.info(request, "Nothing to change\nThe group has this name and path already.")
        return
    members = {"new_group_name": "newGroupName", "new_path": "newPath"}
    parameters = {members[name]: value for name, value in new.items()}
    with request.gate.call(UPDATE_GROUP, groupName=group.group_name, **parameters):
        groups.update_group(group=group, **new)
    messages.success(request, f"User group updated\nIts ARN is now {group.arn}.")


def _choice(request: ConsoleRequest, search: str) -> Choice:
    rows = list_users(account=request.gate.principal.account, containing=search)
    return Choice(list(rows[:SHOWN]), rows.count())
