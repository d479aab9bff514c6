"""The tags of a user: see them, add one, give one another value, remove one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import GET_USER, LIST_USER_TAGS, TAG_USER, UNTAG_USER
from accounts.errors import ServiceError
from accounts.models import User
from accounts.operations.tags import PER_RESOURCE, list_user_tags, tag_user, untag_user
from console.forms.users.tags import HINT, TagForm
from console.gate.decorators import offers, offers_each, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.pages.components.panels import panel
from console.pages.users.page import frame, user_tab
from console.targets.users import (
    named_user,
    of_user_and_tag,
    of_user_and_tag_key,
    sent_tag_key,
    tagged_user,
    untagged_user,
)
from console.web import flashes


@offers_each(UNTAG_USER, on=of_user_and_tag_key)
@offers_each(TAG_USER, on=of_user_and_tag)
@offers(TAG_USER, on=named_user)
@shows(LIST_USER_TAGS, on=named_user)
@user_tab
@require_safe
def tags(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """The user's tags, by key."""
    gate, user = request.gate, request.gate.row(GET_USER)
    found = panel(gate, LIST_USER_TAGS, lambda: list_user_tags(user=user))
    rows = [
        {
            "key": key,
            "value": value,
            "may_edit": gate.allows_for(TAG_USER, (user, key, value)),
            "may_remove": gate.allows_for(UNTAG_USER, (user, key)),
        }
        for key, value in found.value or ()
    ]
    context = frame(gate, user, "tags") | {
        "tags": found,
        "rows": rows,
        "full": len(rows) >= PER_RESOURCE,
    }
    return render(request, "users/tags.html", context)


@offers(LIST_USER_TAGS, on=named_user)
@performs(TAG_USER, on=tagged_user)
@require_safe_or_post
def edit(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """A new tag, or with `key` in the URL another value of the tag that has it.

    The current value is shown to callers who may list the tags.
    """
    user: User = request.gate.row(TAG_USER)
    key = sent_tag_key(request)
    known = dict(list_user_tags(user=user)) if request.gate.allows(LIST_USER_TAGS) else {}
    form = TagForm(sent(request), initial={"key": key, "value": known.get(key, "")})
    error: ServiceError | None = None
    if form.is_valid():
        tag = {form.cleaned_data["key"]: form.cleaned_data["value"]}
        try:
            with request.gate.perform(TAG_USER, userName=user.user_name, tags=tag):
                tag_user(user=user, tags=list(tag.items()))
        except ServiceError as refused:
            error = refused
        else:
            flashes.success(
                request, "Tag saved", f"{form.cleaned_data['key']} is a tag of the user."
            )
            return redirect("user_tags", user.user_name)
    context = {"user": user, "form": form, "hint": HINT, "back": _back(user)}
    return render_with_error(request, "users/edit_tag.html", context, error)


@performs(UNTAG_USER, on=untagged_user)
@require_safe_or_post
def remove(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Remove the tag of the `key` in the URL, once it is confirmed."""
    user: User = request.gate.row(UNTAG_USER)
    key = sent_tag_key(request)
    change = Change(
        action=UNTAG_USER,
        find=lambda: {"user": user, "key": key},
        perform=lambda: untag_user(user=user, keys=[key]),
        done="Tag removed",
        text=f"{key} is no tag of {user.user_name} any more.",
        not_done="Tag not removed",
        back=_back(user),
        parameters={"userName": user.user_name, "tagKeys": [key]},
    )
    return confirm(request, "users/remove_tag.html", change)


def _back(user: User) -> str:
    return reverse("user_tags", args=[user.user_name])
