"""The panels of a user's credentials: their marks, and what they show.

The caller's own page and any user's page have the same panels, about the page's subject.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from accounts.actions import (
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
    GET_SSH_PUBLIC_KEY,
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
from accounts.models import User
from console.authentication import sign_in
from console.gate.calls import Reading
from console.gate.decorators import View, offers, offers_each, shows
from console.gate.gate import Gate
from console.gate.judgement import Judgement
from console.pages.components.panels import ListPanel, list_panel, panel
from console.targets import account
from console.targets import mfa_devices as targets
from console.targets.service_specific_credentials import user_for_service
from console.targets.users import named_user
from console.web.command_lines import exports, powershell_exports
from credentials.models import AccessKey, MFADevice
from credentials.operations import (
    access_keys,
    passwords,
    signing_certificates,
    ssh_public_keys,
)
from credentials.operations import service_specific_credentials as service_credentials
from credentials.operations.mfa import mfa_devices

CODECOMMIT, KEYSPACES = service_credentials.CODECOMMIT, service_credentials.KEYSPACES
Marking = Callable[[Any], Any]


def _marked(*markings: Marking) -> Marking:
    """All of these marks as one decorator."""

    def mark(view: View) -> View:
        for marking in markings:
            view = marking(view)
        return view

    return mark


def _of_service(service_name: str) -> Marking:
    """The marks of a panel of credentials for this service."""
    return _marked(
        shows(LIST_SERVICE_SPECIFIC_CREDENTIALS, on=named_user),
        offers(
            CREATE_SERVICE_SPECIFIC_CREDENTIAL,
            RESET_SERVICE_SPECIFIC_CREDENTIAL,
            UPDATE_SERVICE_SPECIFIC_CREDENTIAL,
            DELETE_SERVICE_SPECIFIC_CREDENTIAL,
            on=user_for_service(service_name),
        ),
    )


of_iam = _marked(
    shows(GET_ACCOUNT_PASSWORD_POLICY, on=account),
    shows(LIST_MFA_DEVICES, LIST_ACCESS_KEYS, LIST_SIGNING_CERTIFICATES, on=named_user),
    offers(UPDATE_SIGNING_CERTIFICATE, DELETE_SIGNING_CERTIFICATE, on=named_user),
    offers(UPLOAD_SIGNING_CERTIFICATE, on=named_user),
    offers(GET_ACCESS_KEY_LAST_USED, TAG_USER, on=named_user),
    offers(CREATE_ACCESS_KEY, UPDATE_ACCESS_KEY, DELETE_ACCESS_KEY, on=named_user),
    offers(DEACTIVATE_MFA_DEVICE, RESYNC_MFA_DEVICE, on=named_user),
    offers(ENABLE_MFA_DEVICE, on=targets.user_being_assigned_mfa_device),
    offers_each(DELETE_VIRTUAL_MFA_DEVICE, on=targets.of_device),
    offers(LIST_VIRTUAL_MFA_DEVICES, on=targets.virtual_mfa_devices),
)
of_codecommit = _marked(
    shows(LIST_SSH_PUBLIC_KEYS, on=named_user),
    offers(UPDATE_SSH_PUBLIC_KEY, DELETE_SSH_PUBLIC_KEY, on=named_user),
    offers(GET_SSH_PUBLIC_KEY, UPLOAD_SSH_PUBLIC_KEY, on=named_user),
    _of_service(CODECOMMIT),
)
of_keyspaces = _of_service(KEYSPACES)


def iam_panels(gate: Gate, user: User) -> dict[str, Any]:
    """Console sign-in, MFA devices, access keys and signing certificates."""
    keys = list_panel(
        gate,
        LIST_ACCESS_KEYS,
        lambda: list(access_keys.list_access_keys(user=user)),
        name="keys",
        quota=access_keys.PER_USER,
    )
    return {
        "exports": exports(settings.BASE_URL),
        "powershell_exports": powershell_exports(settings.BASE_URL),
        "sign_in_url": sign_in_url(user),
        "password_expiry": panel(
            gate, GET_ACCOUNT_PASSWORD_POLICY, lambda: passwords.expires_at(user)
        ),
        "mfa_devices": list_panel(
            gate,
            LIST_MFA_DEVICES,
            lambda: list(mfa_devices.list_mfa_devices(user=user)),
            name="mfa",
            quota=mfa_devices.PER_USER,
        ),
        "not_assignable": not_assignable(gate, user),
        "access_keys": keys,
        "key_cards": _key_cards(gate, user, keys),
        "signing_certificates": list_panel(
            gate,
            LIST_SIGNING_CERTIFICATES,
            lambda: list(signing_certificates.list_signing_certificates(user=user)),
            name="certificates",
            quota=signing_certificates.PER_USER,
        ),
        "leftover": _leftover(gate, user),
    }


def codecommit_panels(gate: Gate, user: User) -> dict[str, Any]:
    """SSH public keys and HTTPS Git credentials."""
    return {
        "ssh_public_keys": list_panel(
            gate,
            LIST_SSH_PUBLIC_KEYS,
            lambda: list(ssh_public_keys.list_ssh_public_keys(user=user)),
            name="ssh",
            quota=ssh_public_keys.PER_USER,
        ),
        "service_credentials": _service_credentials(gate, user, CODECOMMIT),
    }


def keyspaces_panels(gate: Gate, user: User) -> dict[str, Any]:
    """Credentials for Amazon Keyspaces."""
    return {"service_credentials": _service_credentials(gate, user, KEYSPACES)}


def sign_in_url(user: User) -> str:
    """Where the users of the account sign in."""
    return sign_in.sign_in_url_for(str(user.account))


def not_assignable(gate: Gate, user: User) -> str:
    """Why no MFA device can be assigned: the policy, or the service's own guard; "" if one can."""
    if not gate.allows(ENABLE_MFA_DEVICE):
        return f"Needs {ENABLE_MFA_DEVICE.id} in this session"
    return "Needs a session that began with MFA" if gate.request.guard.covers(user) else ""


def _service_credentials(gate: Gate, user: User, service_name: str) -> ListPanel:
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


def _key_cards(gate: Gate, user: User, keys: ListPanel) -> list[dict[str, object]]:
    """The keys with their descriptions; a read last use is a call of its own."""
    rows = list(keys.page) if keys.page else []
    if rows and gate.allows(GET_ACCESS_KEY_LAST_USED):
        read_last_use(gate, rows)
    return [{"key": key, "description": user.tags.get(key.access_key_id, "")} for key in rows]


def read_last_use(gate: Gate, keys: Iterable[AccessKey]) -> None:
    """Make the calls that tell when each of these keys was last used."""
    gate.read_each(last_uses(gate.judgements[GET_ACCESS_KEY_LAST_USED], keys))


def last_uses(judgement: Judgement, keys: Iterable[AccessKey]) -> list[Reading]:
    """The same calls, by the judgement that allows them."""
    return [Reading(judgement, {"accessKeyId": key.access_key_id}) for key in keys]


def _leftover(gate: Gate, user: User) -> MFADevice | None:
    """The unassigned device that a cancelled set-up left under the user's name, if visible."""
    if not gate.allows(LIST_VIRTUAL_MFA_DEVICES):
        return None
    gate.read(LIST_VIRTUAL_MFA_DEVICES)
    devices = mfa_devices.list_virtual_mfa_devices(account=user.account)
    return devices.filter(user=None, name=user.user_name, path="/").first()
