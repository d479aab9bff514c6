"""The permissions boundary of a user: choose a policy to be it, or take it away."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.actions import (
    DELETE_USER_PERMISSIONS_BOUNDARY,
    GET_USER,
    LIST_POLICIES,
    PUT_USER_PERMISSIONS_BOUNDARY,
)
from accounts.errors import ServiceError
from accounts.models import User
from accounts.operations.policies.permissions_boundaries import (
    delete_user_permissions_boundary,
    get_boundary_policy,
    put_user_permissions_boundary,
)
from accounts.operations.policies.policies import policies_by_name
from console.gate.decorators import offers, offers_each, performs, shows
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import require_safe_or_post
from console.pages.components.panels import panel
from console.pages.components.picker import Choices, decided_policies, find
from console.pages.components.tables import search_of
from console.targets.parameters import POLICY_ARN
from console.targets.policies import (
    of_user_and_boundary,
    policies_of_account,
    policy_of_arn,
    user_to_be_bounded,
)
from console.targets.users import bounded_user, named_user
from console.web import flashes


@offers_each(PUT_USER_PERMISSIONS_BOUNDARY, on=of_user_and_boundary)
@offers(GET_USER, on=named_user)
@shows(LIST_POLICIES, on=policies_of_account)
@performs(PUT_USER_PERMISSIONS_BOUNDARY, on=user_to_be_bounded)
@require_safe_or_post
def choose(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Choose the managed policy that bounds the user (GET), in place of any before it (POST)."""
    user: User = request.gate.row(PUT_USER_PERMISSIONS_BOUNDARY)
    if request.method == "POST":
        _put(request, user)
        return redirect("user", user.user_name)
    search = search_of(request)
    context = {
        "user": user,
        "search": search,
        "policies": panel(
            request.gate, LIST_POLICIES, lambda: _policies(request.gate, user, search)
        ),
        "back": reverse("user", args=[user.user_name]),
    }
    return render(request, "permissions/boundary.html", context)


@performs(DELETE_USER_PERMISSIONS_BOUNDARY, on=bounded_user)
@require_safe_or_post
def remove(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Take the boundary away, once it is confirmed: then all that the policies grant is granted."""
    user: User = request.gate.row(DELETE_USER_PERMISSIONS_BOUNDARY)
    change = Change(
        action=DELETE_USER_PERMISSIONS_BOUNDARY,
        find=lambda: user,
        perform=lambda: delete_user_permissions_boundary(user=user),
        done="Permissions boundary removed",
        text=f"{user.user_name} has no permissions boundary any more.",
        not_done="Permissions boundary not removed",
        back=reverse("user", args=[user.user_name]),
        parameters={"userName": user.user_name},
    )
    return confirm(request, "permissions/remove_boundary.html", change)


def _policies(gate: Gate, user: User, search: str) -> Choices:
    """The policies that can be the boundary; the present one is ticked for who may see it."""
    present = user.permissions_boundary_id if gate.allows(GET_USER) else None
    found = find(policies_by_name(account=user.account), search, by="policy_name")
    return decided_policies(
        found,
        lambda policy: gate.allows_for(PUT_USER_PERMISSIONS_BOUNDARY, (user, policy)),
        present=present,
    )


def _put(request: ConsoleRequest, user: User) -> None:
    """Bound the user by the policy that was sent; the outcome is a message."""
    arn = request.POST.get("policy_arn", "")
    if not POLICY_ARN.fullmatch(arn):
        flashes.info(request, "Nothing to change", "No policy was selected.")
        return
    policy = policy_of_arn(user.account, arn)
    parameters = {"userName": user.user_name, "permissionsBoundary": arn}
    try:
        with request.gate.perform_for(PUT_USER_PERMISSIONS_BOUNDARY, (user, policy), **parameters):
            stored = get_boundary_policy(account=user.account, policy_arn=arn)
            put_user_permissions_boundary(user=user, policy=stored)
    except ServiceError as error:
        flashes.error(request, "Permissions boundary not set", str(error))
    else:
        text = f"{policy.policy_name} bounds what {user.user_name} may do."
        flashes.success(request, "Permissions boundary set", text)
