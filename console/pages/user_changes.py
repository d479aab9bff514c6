"""Delete a user, give it another name or path."""

from django.http import HttpResponse

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
from accounts.models import User
from accounts.operations import users
from console.forms.users import EditUserForm
from console.guards import offers, performs
from console.pages import naming
from console.pages.deleting import Deletion, Holding, delete_named
from console.pages.posting import require_safe_or_post
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
DELETION = Deletion("user", "users", "User", DELETE_USER, users.delete_user, HOLDINGS)


@offers(*(holding.action for holding in HOLDINGS), on=named_user)
@performs(DELETE_USER, on=named_user)
@require_safe_or_post
def delete(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Delete a user who holds nothing any more."""
    user: User = request.gate.row(DELETE_USER)
    return delete_named(request, DELETION, user, user.user_name, userName=user.user_name)


@performs(UPDATE_USER, on=renamed_user)
@require_safe_or_post
def edit(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Give a user another name, another path, or both."""
    return naming.edit(request, request.gate.row(UPDATE_USER), EditUserForm)
