"""The tab Security credentials of a user's page: of anybody in the account, oneself included.

The panels are those of one's own page, about the user in the URL; how the user signs in to the
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
from console.gate.decorators import offers, shows
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import panel
from console.pages.credentials import panels
from console.pages.users.page import frame, user_tab
from console.targets.users import named_user
from credentials.operations.maintenance import unlocking


@panels.of_iam
@offers(CREATE_LOGIN_PROFILE, UPDATE_LOGIN_PROFILE, DELETE_LOGIN_PROFILE, on=named_user)
@shows(GET_LOGIN_PROFILE, on=named_user)
@user_tab
@require_safe
def iam_credentials(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Console sign-in, MFA devices, access keys and signing certificates."""
    gate, user = request.gate, request.gate.row(GET_USER)
    context = _frame(gate, user, "iam") | panels.iam_panels(gate, user)
    context["console_sign_in"] = "credentials/of_a_user/console_sign_in.html"
    context["console_access"] = panel(gate, GET_LOGIN_PROFILE, user.has_usable_password)
    if context["console_access"].value:
        context["locked_until"] = unlocking.locked_until(user=user, real_now=request.real_now)
    return render(request, "credentials/own_page/iam.html", context)


@panels.of_codecommit
@user_tab
@require_safe
def codecommit_credentials(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """SSH public keys and HTTPS Git credentials."""
    gate, user = request.gate, request.gate.row(GET_USER)
    context = _frame(gate, user, "codecommit") | panels.codecommit_panels(gate, user)
    return render(request, "credentials/own_page/codecommit.html", context)


@panels.of_keyspaces
@user_tab
@require_safe
def keyspaces_credentials(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Credentials for Amazon Keyspaces."""
    gate, user = request.gate, request.gate.row(GET_USER)
    context = _frame(gate, user, "keyspaces") | panels.keyspaces_panels(gate, user)
    return render(request, "credentials/own_page/keyspaces.html", context)


def _frame(gate: Gate, user: User, tab: str) -> dict[str, Any]:
    """What all tabs show: whose credentials they are, and which kind."""
    of_user = frame(gate, user, "security_credentials", shows_keys=tab == "iam")
    return of_user | {"frame": "credentials/of_a_user/frame.html", "tab": tab}
