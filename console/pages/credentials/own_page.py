"""The page My security credentials, one view for each of its tabs."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import (
    CHANGE_PASSWORD,
    ENABLE_MFA_DEVICE,
    GET_ACCOUNT_SUMMARY,
    GET_USER,
    LIST_MFA_DEVICES,
)
from console import targets
from console.gate.decorators import offers, performs, shows
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import panel
from console.pages.credentials import panels
from console.targets.mfa_devices import user_being_assigned_mfa_device
from console.targets.users import named_user, own_user


@panels.of_iam
@offers(CHANGE_PASSWORD, on=own_user)
@shows(GET_ACCOUNT_SUMMARY, on=targets.account)
@performs(GET_USER, on=named_user)
@require_safe
def iam_credentials(request: ConsoleRequest) -> HttpResponse:
    """Console sign-in, MFA devices, access keys and signing certificates."""
    gate = request.gate
    context = _frame(gate, "iam") | panels.iam_panels(gate, gate.row(GET_USER))
    context["console_sign_in"] = "credentials/own_page/console_sign_in.html"
    return render(request, "credentials/own_page/iam.html", context)


@panels.of_codecommit
@offers(ENABLE_MFA_DEVICE, on=user_being_assigned_mfa_device)
@offers(LIST_MFA_DEVICES, on=named_user)
@shows(GET_ACCOUNT_SUMMARY, on=targets.account)
@performs(GET_USER, on=named_user)
@require_safe
def codecommit_credentials(request: ConsoleRequest) -> HttpResponse:
    """SSH public keys and HTTPS Git credentials."""
    gate = request.gate
    context = _frame(gate, "codecommit") | panels.codecommit_panels(gate, gate.row(GET_USER))
    return render(request, "credentials/own_page/codecommit.html", context)


@panels.of_keyspaces
@offers(ENABLE_MFA_DEVICE, on=user_being_assigned_mfa_device)
@offers(LIST_MFA_DEVICES, on=named_user)
@shows(GET_ACCOUNT_SUMMARY, on=targets.account)
@performs(GET_USER, on=named_user)
@require_safe
def keyspaces_credentials(request: ConsoleRequest) -> HttpResponse:
    """Credentials for Amazon Keyspaces."""
    gate = request.gate
    context = _frame(gate, "keyspaces") | panels.keyspaces_panels(gate, gate.row(GET_USER))
    return render(request, "credentials/own_page/keyspaces.html", context)


def _frame(gate: Gate, tab: str) -> dict[str, Any]:
    """What all tabs show: the account's details, what the session lacks, which tab it is."""
    user = gate.row(GET_USER)
    knows_devices = gate.principal.mfa is False and gate.allows(LIST_MFA_DEVICES)
    return {
        "frame": "credentials/own_page/frame.html",
        "user": user,
        "tab": tab,
        "summary": panel(gate, GET_ACCOUNT_SUMMARY, lambda: user.account),
        "notice": knows_devices and ("assigned" if gate.request.guard.covers(user) else "none"),
        "not_assignable": panels.not_assignable(gate, user),
    }
