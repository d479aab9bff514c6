"""The tab Security credentials of a user's page: of anybody in the account, oneself included.

The panels are those of one's own page, about the user of the address; how the user signs in to the
console is managed here, not changed with the old password.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import (
    CREATE_LOGIN_PROFILE,
    DELETE_LOGIN_PROFILE,
    GET_LOGIN_PROFILE,
    GET_USER,
    UPDATE_LOGIN_PROFILE,
)
from accounts.models import User
from console.guards import offers, performs, shows
from console.pages import credential_panels as panels
from console.pages.panels import panel
from console.requests import ConsoleRequest
from console.targets.users import named_user
from credentials.operations import unlocking


@panels.of_iam
@offers(CREATE_LOGIN_PROFILE, UPDATE_LOGIN_PROFILE, DELETE_LOGIN_PROFILE, on=named_user)
@shows(GET_LOGIN_PROFILE, on=named_user)
@performs(GET_USER, on=named_user)
@require_safe
def iam_credentials(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Console sign-in, MFA devices, access keys and signing certificates."""
    gate, user = request.gate, request.gate.row(GET_USER)
    context = _frame(user, "iam") | panels.iam_panels(gate, user)
    context["console_sign_in"] = "user_credentials/console_sign_in.html"
    context["console_access"] = panel(gate, GET_LOGIN_PROFILE, user.has_usable_password)
    context["locked_until"] = unlocking.locked_until(user=user, now=request.now)
    return render(request, "security_credentials/iam.html", context)


@panels.of_codecommit
@performs(GET_USER, on=named_user)
@require_safe
def codecommit_credentials(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """SSH public keys and HTTPS Git credentials."""
    gate, user = request.gate, request.gate.row(GET_USER)
    context = _frame(user, "codecommit") | panels.codecommit_panels(gate, user)
    return render(request, "security_credentials/codecommit.html", context)


@panels.of_keyspaces
@performs(GET_USER, on=named_user)
@require_safe
def keyspaces_credentials(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Credentials for Amazon Keyspaces."""
    gate, user = request.gate, request.gate.row(GET_USER)
    context = _frame(user, "keyspaces") | panels.keyspaces_panels(gate, user)
    return render(request, "security_credentials/keyspaces.html", context)


def _frame(user: User, tab: str) -> dict[str, Any]:
    """What all tabs show: whose credentials they are, and which kind."""
    return {"frame": "user_credentials/frame.html", "user": user, "tab": tab}
