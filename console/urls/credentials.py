"""The addresses of a user's credentials: the page's tabs, and a view for each change."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from console.pages import (
    access_keys,
    hardware_tokens,
    mfa_devices,
    passkeys,
    passwords,
    security_credentials,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
    virtual_mfa_devices,
)
from console.requests import IDENTIFIER


class AccessKeyIdConverter(StringConverter):
    """An access key id as AWS's model allows it."""

    regex = IDENTIFIER.pattern


register_converter(AccessKeyIdConverter, "access_key_id")

PAGE = "iam/security-credentials/"
MFA = f"{PAGE}mfa/"
KEYS = f"{PAGE}access-keys/"
KEY = f"{KEYS}<access_key_id:access_key_id>/"
CERTIFICATES = f"{PAGE}signing-certificates/"
SSH = f"{PAGE}codecommit/ssh-public-keys/"
SERVICE = f"{PAGE}service-credentials/"
for_codecommit = {"service_name": service_specific_credentials.CODECOMMIT}
for_keyspaces = {"service_name": service_specific_credentials.KEYSPACES}

urlpatterns = [
    path(PAGE, security_credentials.iam_credentials, name="security_credentials"),
    path(
        f"{PAGE}codecommit/",
        security_credentials.codecommit_credentials,
        name="codecommit_credentials",
    ),
    path(
        f"{PAGE}keyspaces/",
        security_credentials.keyspaces_credentials,
        name="keyspaces_credentials",
    ),
    path(f"{PAGE}password/", passwords.change_password, name="change_password"),
    path(f"{MFA}assign/", mfa_devices.assign, name="assign_mfa_device"),
    path(f"{MFA}create/", virtual_mfa_devices.create, name="create_virtual_mfa_device"),
    path(f"{MFA}set-up/", virtual_mfa_devices.set_up, name="set_up_mfa_device"),
    path(f"{MFA}set-up/qr-code.png", virtual_mfa_devices.qr_code, name="qr_code"),
    path(f"{MFA}set-up/qr-code/", virtual_mfa_devices.qr_code_large, name="qr_code_large"),
    path(f"{MFA}set-up/passkey/", passkeys.set_up, name="set_up_passkey"),
    path(f"{MFA}set-up/token/", hardware_tokens.set_up, name="set_up_hardware_token"),
    path(f"{MFA}remove/", mfa_devices.remove, name="remove_mfa_device"),
    path(f"{MFA}resync/", mfa_devices.resync, name="resync_mfa_device"),
    path(f"{MFA}delete/", mfa_devices.delete, name="delete_virtual_mfa_device"),
    path(f"{KEYS}create/", access_keys.choose_use_case, name="choose_use_case"),
    path(f"{KEYS}create/description/", access_keys.create, name="create_access_key"),
    path(f"{KEY}deactivate/", access_keys.deactivate, name="deactivate_access_key"),
    path(f"{KEY}activate/", access_keys.activate, name="activate_access_key"),
    path(f"{KEY}delete/", access_keys.delete, name="delete_access_key"),
    path(f"{CERTIFICATES}upload/", signing_certificates.upload, name="upload_certificate"),
    path(f"{CERTIFICATES}create/", signing_certificates.create, name="create_certificate"),
    path(
        f"{CERTIFICATES}deactivate/", signing_certificates.deactivate, name="deactivate_certificate"
    ),
    path(f"{CERTIFICATES}activate/", signing_certificates.activate, name="activate_certificate"),
    path(f"{CERTIFICATES}delete/", signing_certificates.delete, name="delete_certificate"),
    path(f"{SSH}upload/", ssh_public_keys.upload, name="upload_ssh_public_key"),
    path(f"{SSH}view/", ssh_public_keys.view, name="view_ssh_public_key"),
    path(f"{SSH}deactivate/", ssh_public_keys.deactivate, name="deactivate_ssh_public_key"),
    path(f"{SSH}activate/", ssh_public_keys.activate, name="activate_ssh_public_key"),
    path(f"{SSH}delete/", ssh_public_keys.delete, name="delete_ssh_public_key"),
    path(
        f"{PAGE}codecommit/credentials/generate/",
        service_specific_credentials.generate,
        for_codecommit,
        "generate_codecommit_credentials",
    ),
    path(
        f"{PAGE}keyspaces/credentials/generate/",
        service_specific_credentials.generate,
        for_keyspaces,
        "generate_keyspaces_credentials",
    ),
    path(f"{SERVICE}reset/", service_specific_credentials.reset, name="reset_service_credential"),
    path(
        f"{SERVICE}deactivate/",
        service_specific_credentials.deactivate,
        name="deactivate_service_credential",
    ),
    path(
        f"{SERVICE}activate/",
        service_specific_credentials.activate,
        name="activate_service_credential",
    ),
    path(
        f"{SERVICE}delete/", service_specific_credentials.delete, name="delete_service_credential"
    ),
]
