"""The permissions of a user: list, attach, embed, edit, remove, apply a published version."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import (
    ATTACH_USER_POLICY,
    DELETE_USER_PERMISSIONS_BOUNDARY,
    DELETE_USER_POLICY,
    DETACH_USER_POLICY,
    GET_GROUP_POLICY,
    GET_POLICY_VERSION,
    GET_USER,
    GET_USER_POLICY,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_ATTACHED_USER_POLICIES,
    LIST_GROUP_POLICIES,
    LIST_GROUPS_FOR_USER,
    LIST_POLICIES,
    LIST_USER_POLICIES,
    PUT_USER_PERMISSIONS_BOUNDARY,
    PUT_USER_POLICY,
    VALIDATE_POLICY,
)
from console.gate.decorators import calls_by_itself, offers, offers_each, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import require_safe_or_post
from console.pages.permissions import apply_edition as edition_applying
from console.pages.permissions import changes
from console.pages.permissions.grants import permissions_of, unfolded
from console.pages.users.page import frame, user_tab
from console.targets import account
from console.targets.groups import of_group
from console.targets.policies import (
    of_policy,
    of_user_and_policy,
    policies_of_account,
    user_getting_edition,
    user_to_be_bounded,
    user_with_policy,
)
from console.targets.users import bounded_user, named_user, of_user


@offers_each(GET_POLICY_VERSION, on=of_policy)
@offers_each(GET_GROUP_POLICY, on=of_group)
@offers_each(GET_USER_POLICY, on=of_user)
@offers_each(LIST_ATTACHED_GROUP_POLICIES, LIST_GROUP_POLICIES, on=of_group)
@offers_each(DETACH_USER_POLICY, on=of_user_and_policy)
@offers(PUT_USER_POLICY, DELETE_USER_POLICY, DELETE_USER_PERMISSIONS_BOUNDARY, on=bounded_user)
@offers(ATTACH_USER_POLICY, on=user_getting_edition)
@offers(PUT_USER_PERMISSIONS_BOUNDARY, on=user_to_be_bounded)
@offers(LIST_POLICIES, on=policies_of_account)
@shows(LIST_ATTACHED_USER_POLICIES, LIST_USER_POLICIES, LIST_GROUPS_FOR_USER, on=named_user)
@user_tab
@require_safe
def permissions(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """The policies that apply to the user: the first tab of the user's page."""
    gate, user = request.gate, request.gate.row(GET_USER)
    found = permissions_of(gate, user)
    context = frame(gate, user, "permissions") | {"permissions": found}
    context["unfolded"] = unfolded(gate, user, found.grants, request.GET.get("unfold", ""))
    return render(request, "users/permissions.html", context)


@offers_each(ATTACH_USER_POLICY, on=of_user_and_policy)
@shows(LIST_POLICIES, on=policies_of_account)
@performs(LIST_ATTACHED_USER_POLICIES, on=named_user)
@require_safe_or_post
def attach(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Attach managed policies to the user."""
    return changes.attach(request, request.gate.row(LIST_ATTACHED_USER_POLICIES))


@performs(DETACH_USER_POLICY, on=user_with_policy)
@require_safe_or_post
def detach(request: ConsoleRequest, user_name: str, policy_arn: str) -> HttpResponse:
    """Take a managed policy from the user."""
    return changes.detach(request, request.gate.row(DETACH_USER_POLICY), policy_arn)


@offers(VALIDATE_POLICY, on=account)
@offers(GET_USER_POLICY, on=named_user)
@performs(PUT_USER_POLICY, on=bounded_user)
@require_safe_or_post
def create_inline(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Embed a policy in the user."""
    return changes.create_inline(request, request.gate.row(PUT_USER_POLICY))


@offers(PUT_USER_POLICY, on=bounded_user)
@calls_by_itself
@performs(GET_USER_POLICY, on=named_user)
@require_safe
def inline(request: ConsoleRequest, user_name: str, policy_name: str) -> HttpResponse:
    """The text of an embedded policy."""
    return changes.show_inline(request, request.gate.row(GET_USER_POLICY), policy_name)


@offers(VALIDATE_POLICY, on=account)
@offers(GET_USER_POLICY, on=named_user)
@performs(PUT_USER_POLICY, on=bounded_user)
@require_safe_or_post
def edit_inline(request: ConsoleRequest, user_name: str, policy_name: str) -> HttpResponse:
    """Another text for an embedded policy."""
    return changes.edit_inline(request, request.gate.row(PUT_USER_POLICY), policy_name)


@performs(DELETE_USER_POLICY, on=bounded_user)
@require_safe_or_post
def delete_inline(request: ConsoleRequest, user_name: str, policy_name: str) -> HttpResponse:
    """Delete an embedded policy."""
    return changes.delete_inline(request, request.gate.row(DELETE_USER_POLICY), policy_name)


@offers_each(ATTACH_USER_POLICY, on=of_user_and_policy)
@offers_each(*edition_applying.OF_POLICY, on=of_policy)
@performs(ATTACH_USER_POLICY, on=user_getting_edition)
@require_safe_or_post
def apply_edition(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Apply a published version to the user."""
    return edition_applying.apply(request, request.gate.row(ATTACH_USER_POLICY))
