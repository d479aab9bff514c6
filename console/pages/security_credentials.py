"""The page of the document: My security credentials, one view for each of its tabs."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import (
    CHANGE_PASSWORD,
    CREATE_ACCESS_KEY,
    CREATE_SERVICE_SPECIFIC_CREDENTIAL,
    DEACTIVATE_MFA_DEVICE,
    DELETE_ACCESS_KEY,
    DELETE_SERVICE_SPECIFIC_CREDENTIAL,
    DELETE_SIGNING_CERTIFICATE,
    DELETE_SSH_PUBLIC_KEY,
    DELETE_VIRTUAL_MFA_DEVICE,
    ENABLE_MFA_DEVICE,
    GET_ACCESS_KEY_LAST_USED,
    GET_ACCOUNT_PASSWORD_POLICY,
    GET_ACCOUNT_SUMMARY,
    GET_SSH_PUBLIC_KEY,
    GET_USER,
    LIST_ACCESS_KEYS,
    LIST_MFA_DEVICES,
    LIST_SERVICE_SPECIFIC_CREDENTIALS,
    LIST_SIGNING_CERTIFICATES,
    LIST_SSH_PUBLIC_KEYS,
    LIST_VIRTUAL_MFA_DEVICES,
    RESET_SERVICE_SPECIFIC_CREDENTIAL,
    RESYNC_MFA_DEVICE,
    TAG_USER,
    UPDATE_ACCESS_KEY,
    UPDATE_SERVICE_SPECIFIC_CREDENTIAL,
    UPDATE_SIGNING_CERTIFICATE,
    UPDATE_SSH_PUBLIC_KEY,
    UPLOAD_SIGNING_CERTIFICATE,
    UPLOAD_SSH_PUBLIC_KEY,
)
from console import targets
from console.command_lines import exports
from console.events import Call, record_calls
from console.gate import Gate
from console.guards import offers, performs, shows
from console.pages.panels import ListPanel, list_panel, panel
from console.requests import ConsoleRequest
from credentials.models import MFADevice
from credentials.operations import (
    access_keys,
    mfa_devices,
    passwords,
    signing_certificates,
    ssh_public_keys,
)
from credentials.operations import service_specific_credentials as service_credentials

CODECOMMIT, KEYSPACES = service_credentials.CODECOMMIT, service_credentials.KEYSPACES
for_codecommit = targets.own_user_for_service(CODECOMMIT)
for_keyspaces = targets.own_user_for_service(KEYSPACES)


@offers(LIST_VIRTUAL_MFA_DEVICES, on=targets.virtual_mfa_devices)
@offers(DELETE_VIRTUAL_MFA_DEVICE, on=targets.own_virtual_mfa_device)
@offers(ENABLE_MFA_DEVICE, on=targets.own_user_assigning_mfa_device)
@offers(DEACTIVATE_MFA_DEVICE, RESYNC_MFA_DEVICE, on=targets.own_user)
@offers(CREATE_ACCESS_KEY, UPDATE_ACCESS_KEY, DELETE_ACCESS_KEY, on=targets.own_user)
@offers(GET_ACCESS_KEY_LAST_USED, TAG_USER, CHANGE_PASSWORD, on=targets.own_user)
@offers(UPLOAD_SIGNING_CERTIFICATE, on=targets.own_user)
@offers(UPDATE_SIGNING_CERTIFICATE, DELETE_SIGNING_CERTIFICATE, on=targets.own_user)
@shows(LIST_MFA_DEVICES, LIST_ACCESS_KEYS, LIST_SIGNING_CERTIFICATES, on=targets.own_user)
@shows(GET_ACCOUNT_SUMMARY, GET_ACCOUNT_PASSWORD_POLICY, on=targets.account)
@performs(GET_USER, on=targets.own_user)
@require_safe
def iam_credentials(request: ConsoleRequest) -> HttpResponse:
    """Console sign-in, MFA devices, access keys and signing certificates."""
    gate, user = request.gate, request.gate.principal.user
    devices = list_panel(
        gate,
        LIST_MFA_DEVICES,
        lambda: list(mfa_devices.list_mfa_devices(user=user)),
        name="mfa",
        quota=mfa_devices.PER_USER,
    )
    keys = list_panel(
        gate,
        LIST_ACCESS_KEYS,
        lambda: list(access_keys.list_access_keys(user=user)),
        name="keys",
        quota=access_keys.PER_USER,
    )
    certificates = list_panel(
        gate,
        LIST_SIGNING_CERTIFICATES,
        lambda: list(signing_certificates.list_signing_certificates(user=user)),
        name="certificates",
        quota=signing_certificates.PER_USER,
    )
    context = _frame(gate, "iam") | {
        "exports": exports(settings.BASE_URL),
        "sign_in_address": f"{settings.BASE_URL}/signin/?account={user.account}",
        "password_expiry": panel(
            gate, GET_ACCOUNT_PASSWORD_POLICY, lambda: passwords.expires_at(user)
        ),
        "mfa_devices": devices,
        "access_keys": keys,
        "key_cards": _key_cards(gate, keys),
        "signing_certificates": certificates,
        "leftover": _leftover(gate),
    }
    return render(request, "security_credentials/iam.html", context)


@offers(ENABLE_MFA_DEVICE, on=targets.own_user_assigning_mfa_device)
@offers(LIST_MFA_DEVICES, on=targets.own_user)
@offers(GET_SSH_PUBLIC_KEY, UPLOAD_SSH_PUBLIC_KEY, on=targets.own_user)
@offers(UPDATE_SSH_PUBLIC_KEY, DELETE_SSH_PUBLIC_KEY, on=targets.own_user)
@offers(CREATE_SERVICE_SPECIFIC_CREDENTIAL, RESET_SERVICE_SPECIFIC_CREDENTIAL, on=for_codecommit)
@offers(UPDATE_SERVICE_SPECIFIC_CREDENTIAL, DELETE_SERVICE_SPECIFIC_CREDENTIAL, on=for_codecommit)
@shows(LIST_SSH_PUBLIC_KEYS, LIST_SERVICE_SPECIFIC_CREDENTIALS, on=targets.own_user)
@shows(GET_ACCOUNT_SUMMARY, on=targets.account)
@performs(GET_USER, on=targets.own_user)
@require_safe
def codecommit_credentials(request: ConsoleRequest) -> HttpResponse:
    """SSH public keys and HTTPS Git credentials."""
    gate, user = request.gate, request.gate.principal.user
    context = _frame(gate, "codecommit") | {
        "ssh_public_keys": list_panel(
            gate,
            LIST_SSH_PUBLIC_KEYS,
            lambda: list(ssh_public_keys.list_ssh_public_keys(user=user)),
            name="ssh",
            quota=ssh_public_keys.PER_USER,
        ),
        "service_credentials": _service_credentials(gate, CODECOMMIT),
    }
    return render(request, "security_credentials/codecommit.html", context)


@offers(ENABLE_MFA_DEVICE, on=targets.own_user_assigning_mfa_device)
@offers(LIST_MFA_DEVICES, on=targets.own_user)
@offers(CREATE_SERVICE_SPECIFIC_CREDENTIAL, RESET_SERVICE_SPECIFIC_CREDENTIAL, on=for_keyspaces)
@offers(UPDATE_SERVICE_SPECIFIC_CREDENTIAL, DELETE_SERVICE_SPECIFIC_CREDENTIAL, on=for_keyspaces)
@shows(LIST_SERVICE_SPECIFIC_CREDENTIALS, on=targets.own_user)
@shows(GET_ACCOUNT_SUMMARY, on=targets.account)
@performs(GET_USER, on=targets.own_user)
@require_safe
def keyspaces_credentials(request: ConsoleRequest) -> HttpResponse:
    """Credentials for Amazon Keyspaces."""
    gate = request.gate
    context = _frame(gate, "keyspaces") | {
        "service_credentials": _service_credentials(gate, KEYSPACES)
    }
    return render(request, "security_credentials/keyspaces.html", context)


def _frame(gate: Gate, tab: str) -> dict[str, Any]:
    """What all tabs show: the account's details, what the session lacks, which tab it is."""
    user = gate.principal.user
    knows_devices = gate.principal.mfa is False and gate.allows(LIST_MFA_DEVICES)
    return {
        "user": user,
        "tab": tab,
        "summary": panel(gate, GET_ACCOUNT_SUMMARY, lambda: user.account),
        "notice": knows_devices and ("assigned" if gate.has_mfa_device else "none"),
        "may_assign": _may_assign(gate),
    }


def _may_assign(gate: Gate) -> bool:
    """Whether assigning would work: the policy allows it, and so does the service's own guard."""
    return gate.allows(ENABLE_MFA_DEVICE) and (
        gate.principal.mfa is True or not gate.has_mfa_device
    )


def _service_credentials(gate: Gate, service_name: str) -> ListPanel:
    user = gate.principal.user
    return list_panel(
        gate,
        LIST_SERVICE_SPECIFIC_CREDENTIALS,
        lambda: list(
            service_credentials.list_service_specific_credentials(
                user=user, service_name=service_name
            )
        ),
        name="credentials",
        quota=service_credentials.PER_USER_AND_SERVICE,
    )


def _key_cards(gate: Gate, keys: ListPanel) -> list[dict[str, object]]:
    """The keys with their descriptions; a read last use is a call of its own."""
    rows = list(keys.page) if keys.page else []
    if rows and gate.allows(GET_ACCESS_KEY_LAST_USED):
        record_calls(
            gate.request,
            [Call(GET_ACCESS_KEY_LAST_USED, {"accessKeyId": key.access_key_id}) for key in rows],
        )
    tags = gate.principal.user.tags
    return [{"key": key, "description": tags.get(key.access_key_id, "")} for key in rows]


def _leftover(gate: Gate) -> MFADevice | None:
    """The unassigned device that a cancelled set-up left under the user's name, if visible."""
    if not gate.allows(LIST_VIRTUAL_MFA_DEVICES):
        return None
    user = gate.principal.user
    record_calls(gate.request, [Call(LIST_VIRTUAL_MFA_DEVICES)])
    devices = mfa_devices.list_virtual_mfa_devices(account=user.account)
    return devices.filter(user=None, name=user.user_name).first()
