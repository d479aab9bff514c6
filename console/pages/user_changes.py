"""Delete, rename and move a user."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import (
    DELETE_USER,
    GET_LOGIN_PROFILE,
    LIST_ACCESS_KEYS,
    LIST_ATTACHED_USER_POLICIES,
    LIST_GROUPS_FOR_USER,
    LIST_MFA_DEVICES,
    LIST_SERVICE_SPECIFIC_CREDENTIALS,
    LIST_SIGNING_CERTIFICATES,
    LIST_SSH_PUBLIC_KEYS,
    LIST_USER_POLICIES,
    UPDATE_USER,
)
from accounts.errors import ServiceError
from accounts.models import User
from accounts.operations import users
from console.forms.confirmation import NameConfirmationForm
from console.forms.users import RenameUserForm
from console.guards import offers, performs
from console.pages.holdings import Holding, held, unseen
from console.pages.posting import render_with_error, require_safe_or_post, sent
from console.requests import ConsoleRequest
from console.targets.users import named_user, renamed_user

CREDENTIALS, CODECOMMIT = "security_credentials", "codecommit_credentials"


HOLDINGS = (
    Holding("Groups", LIST_GROUPS_FOR_USER, lambda user: user.groups.count(), "user_groups"),
    Holding(
        "Attached policies", LIST_ATTACHED_USER_POLICIES, lambda user: user.policies.count(), "user"
    ),
    Holding(
        "Inline policies", LIST_USER_POLICIES, lambda user: user.inline_policies.count(), "user"
    ),
    Holding(
        "Console password",
        GET_LOGIN_PROFILE,
        lambda user: int(user.has_usable_password()),
        CREDENTIALS,
    ),
    Holding("MFA devices", LIST_MFA_DEVICES, lambda user: user.mfa_devices.count(), CREDENTIALS),
    Holding("Access keys", LIST_ACCESS_KEYS, lambda user: user.accesskey_set.count(), CREDENTIALS),
    Holding(
        "Signing certificates",
        LIST_SIGNING_CERTIFICATES,
        lambda user: user.signingcertificate_set.count(),
        CREDENTIALS,
    ),
    Holding(
        "SSH public keys",
        LIST_SSH_PUBLIC_KEYS,
        lambda user: user.sshpublickey_set.count(),
        CODECOMMIT,
    ),
    Holding(
        "Credentials for services",
        LIST_SERVICE_SPECIFIC_CREDENTIALS,
        lambda user: user.servicespecificcredential_set.count(),
        CODECOMMIT,
    ),
)


@offers(*(holding.action for holding in HOLDINGS), on=named_user)
@performs(DELETE_USER, on=named_user)
@require_safe_or_post
def delete(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Delete a user who holds nothing any more; the name is typed to confirm."""
    user: User = request.gate.row(DELETE_USER)
    name, error = user.user_name, None
    form = NameConfirmationForm(sent(request), noun="user", name=name)
    if form.is_valid():
        try:
            with request.gate.call(DELETE_USER, userName=name):
                users.delete_user(user=user)
        except ServiceError as refused:
            error = refused
        else:
            messages.success(request, f"User deleted\n{name} was permanently deleted.")
            return redirect("users")
    context = {
        "user": user,
        "form": form,
        "held": held(request.gate, HOLDINGS, user, userName=name),
        "unseen": unseen(request.gate, HOLDINGS),
        "back": reverse("user", args=[name]),
    }
    return render_with_error(request, "users/delete.html", context, error)


@performs(UPDATE_USER, on=renamed_user)
@require_safe_or_post
def rename(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Give a user another name, another path, or both."""
    user: User = request.gate.row(UPDATE_USER)
    old, error = {"new_user_name": user.user_name, "new_path": user.path}, None
    form = RenameUserForm(sent(request), initial=old)
    if form.is_valid():
        try:
            _update(request, user, form)
        except ServiceError as refused:
            error = refused
        else:
            return redirect("user", user.user_name)
    back = reverse("user", args=[old["new_user_name"]])
    context = {"user": user, "form": form, "back": back}
    return render_with_error(request, "users/rename.html", context, error)


def _update(request: ConsoleRequest, user: User, form: RenameUserForm) -> None:
    """Change what was changed in the form, and say so."""
    new = {name: value for name, value in form.cleaned_data.items() if name in form.changed_data}
    if not new:
        messages.info(request, "Nothing to change\nThe user has this name and path already.")
        return
    members = {"new_user_name": "newUserName", "new_path": "newPath"}
    parameters = {members[name]: value for name, value in new.items()}
    with request.gate.call(UPDATE_USER, userName=user.user_name, **parameters):
        users.update_user(user=user, **new)
    messages.success(request, f"User updated\nIts ARN is now {user.arn}.")
