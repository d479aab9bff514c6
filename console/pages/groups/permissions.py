"""The permissions of a group: list, attach, embed, edit, remove, apply a published version."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import (
    ATTACH_GROUP_POLICY,
    DELETE_GROUP_POLICY,
    DETACH_GROUP_POLICY,
    GET_GROUP,
    GET_GROUP_POLICY,
    GET_POLICY_VERSION,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_GROUP_POLICIES,
    LIST_POLICIES,
    PUT_GROUP_POLICY,
    VALIDATE_POLICY,
)
from console.gate.decorators import calls_by_itself, offers, offers_each, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import require_safe_or_post
from console.pages.groups.page import frame, group_tab
from console.pages.permissions import apply_edition as edition_applying
from console.pages.permissions import changes
from console.pages.permissions.grants import permissions_of, unfolded
from console.targets import account
from console.targets.groups import named_group, of_group
from console.targets.policies import (
    group_getting_edition,
    group_with_policy,
    of_group_and_policy,
    of_policy,
    policies_of_account,
)


@offers_each(GET_POLICY_VERSION, on=of_policy)
@offers_each(GET_GROUP_POLICY, on=of_group)
@offers_each(DETACH_GROUP_POLICY, on=of_group_and_policy)
@offers(PUT_GROUP_POLICY, DELETE_GROUP_POLICY, on=named_group)
@offers(ATTACH_GROUP_POLICY, on=group_getting_edition)
@offers(LIST_POLICIES, on=policies_of_account)
@shows(LIST_ATTACHED_GROUP_POLICIES, LIST_GROUP_POLICIES, on=named_group)
@group_tab
@require_safe
def permissions(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """The policies that apply to the members of the group."""
    gate, group = request.gate, request.gate.row(GET_GROUP)
    found = permissions_of(gate, group)
    context = frame(group, "permissions") | {"permissions": found}
    context["unfolded"] = unfolded(gate, group, found.grants, request.GET.get("unfold", ""))
    return render(request, "groups/permissions.html", context)


@offers_each(ATTACH_GROUP_POLICY, on=of_group_and_policy)
@shows(LIST_POLICIES, on=policies_of_account)
@performs(LIST_ATTACHED_GROUP_POLICIES, on=named_group)
@require_safe_or_post
def attach(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Attach managed policies to the group."""
    return changes.attach(request, request.gate.row(LIST_ATTACHED_GROUP_POLICIES))


@performs(DETACH_GROUP_POLICY, on=group_with_policy)
@require_safe_or_post
def detach(request: ConsoleRequest, group_name: str, policy_arn: str) -> HttpResponse:
    """Take a managed policy from the group."""
    return changes.detach(request, request.gate.row(DETACH_GROUP_POLICY), policy_arn)


@offers(VALIDATE_POLICY, on=account)
@offers(GET_GROUP_POLICY, on=named_group)
@performs(PUT_GROUP_POLICY, on=named_group)
@require_safe_or_post
def create_inline(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Embed a policy in the group."""
    return changes.create_inline(request, request.gate.row(PUT_GROUP_POLICY))


@offers(PUT_GROUP_POLICY, on=named_group)
@calls_by_itself
@performs(GET_GROUP_POLICY, on=named_group)
@require_safe
def inline(request: ConsoleRequest, group_name: str, policy_name: str) -> HttpResponse:
    """The text of an embedded policy."""
    return changes.show_inline(request, request.gate.row(GET_GROUP_POLICY), policy_name)


@offers(VALIDATE_POLICY, on=account)
@offers(GET_GROUP_POLICY, on=named_group)
@performs(PUT_GROUP_POLICY, on=named_group)
@require_safe_or_post
def edit_inline(request: ConsoleRequest, group_name: str, policy_name: str) -> HttpResponse:
    """Another text for an embedded policy."""
    return changes.edit_inline(request, request.gate.row(PUT_GROUP_POLICY), policy_name)


@performs(DELETE_GROUP_POLICY, on=named_group)
@require_safe_or_post
def delete_inline(request: ConsoleRequest, group_name: str, policy_name: str) -> HttpResponse:
    """Delete an embedded policy."""
    return changes.delete_inline(request, request.gate.row(DELETE_GROUP_POLICY), policy_name)


@offers_each(ATTACH_GROUP_POLICY, on=of_group_and_policy)
@offers_each(*edition_applying.OF_POLICY, on=of_policy)
@performs(ATTACH_GROUP_POLICY, on=group_getting_edition)
@require_safe_or_post
def apply_edition(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Apply a published version to the group."""
    return edition_applying.apply(request, request.gate.row(ATTACH_GROUP_POLICY))
