"""The addresses of a user's credentials: the page's tabs, and a view for each change.

They stand at two places with the same names: one's own page, and the page of any user, where they
take that user's name. Changing the own password stands at the first alone, managing a user's
console access at the second.
"""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from console.pages.credentials import (
    access_keys,
    console_access,
    hardware_tokens,
    mfa_devices,
    own_page,
    passkeys,
    passwords,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
    virtual_mfa_devices,
)
from console.pages.users import security_credentials as user_page
from console.targets.parameters import IDENTIFIER
from console.urls import converters  # noqa: F401  registers friendly_name


class AccessKeyIdConverter(StringConverter):
    """An access key id as AWS's model allows it."""

    regex = IDENTIFIER.pattern


register_converter(AccessKeyIdConverter, "access_key_id")

OWN = "iam/security-credentials/"
USERS = "iam/users/details/<friendly_name:user_name>/security-credentials/"
for_codecommit = {"service_name": service_specific_credentials.CODECOMMIT}
for_keyspaces = {"service_name": service_specific_credentials.KEYSPACES}


def mfa_devices_at(page: str) -> list[URLPattern]:
    mfa = f"{page}mfa/"
    return [
        path(f"{mfa}assign/", mfa_devices.assign, name="assign_mfa_device"),
        path(f"{mfa}set-up/", virtual_mfa_devices.set_up, name="set_up_mfa_device"),
        path(f"{mfa}set-up/qr-code.png", virtual_mfa_devices.qr_code, name="qr_code"),
        path(f"{mfa}set-up/qr-code/", virtual_mfa_devices.qr_code_large, name="qr_code_large"),
        path(f"{mfa}set-up/passkey/", passkeys.set_up, name="set_up_passkey"),
        path(f"{mfa}set-up/token/", hardware_tokens.set_up, name="set_up_hardware_token"),
        path(f"{mfa}token-codes/", hardware_tokens.codes, name="token_codes"),
        path(f"{mfa}remove/", mfa_devices.remove, name="remove_mfa_device"),
        path(f"{mfa}resync/", mfa_devices.resync, name="resync_mfa_device"),
        path(f"{mfa}delete/", mfa_devices.delete, name="delete_virtual_mfa_device"),
    ]


def access_keys_at(page: str) -> list[URLPattern]:
    keys = f"{page}access-keys/"
    key = f"{keys}<access_key_id:access_key_id>/"
    return [
        path(f"{keys}create/", access_keys.choose_use_case, name="choose_use_case"),
        path(f"{keys}create/description/", access_keys.create, name="create_access_key"),
        path(f"{key}deactivate/", access_keys.deactivate, name="deactivate_access_key"),
        path(f"{key}activate/", access_keys.activate, name="activate_access_key"),
        path(f"{key}delete/", access_keys.delete, name="delete_access_key"),
    ]


def signing_certificates_at(page: str) -> list[URLPattern]:
    of, at = signing_certificates, f"{page}signing-certificates/"
    return [
        path(f"{at}upload/", of.upload, name="upload_certificate"),
        path(f"{at}create/", of.create, name="create_certificate"),
        path(f"{at}deactivate/", of.deactivate, name="deactivate_certificate"),
        path(f"{at}activate/", of.activate, name="activate_certificate"),
        path(f"{at}delete/", of.delete, name="delete_certificate"),
    ]


def ssh_public_keys_at(page: str) -> list[URLPattern]:
    of, at = ssh_public_keys, f"{page}codecommit/ssh-public-keys/"
    return [
        path(f"{at}upload/", of.upload, name="upload_ssh_public_key"),
        path(f"{at}view/", of.view, name="view_ssh_public_key"),
        path(f"{at}deactivate/", of.deactivate, name="deactivate_ssh_public_key"),
        path(f"{at}activate/", of.activate, name="activate_ssh_public_key"),
        path(f"{at}delete/", of.delete, name="delete_ssh_public_key"),
    ]


def service_credentials_at(page: str) -> list[URLPattern]:
    of, at = service_specific_credentials, f"{page}service-credentials/"
    return [
        path(
            f"{page}codecommit/credentials/generate/",
            of.generate,
            for_codecommit,
            "generate_codecommit_credentials",
        ),
        path(
            f"{page}keyspaces/credentials/generate/",
            of.generate,
            for_keyspaces,
            "generate_keyspaces_credentials",
        ),
        path(f"{at}reset/", of.reset, name="reset_service_credential"),
        path(f"{at}deactivate/", of.deactivate, name="deactivate_service_credential"),
        path(f"{at}activate/", of.activate, name="activate_service_credential"),
        path(f"{at}delete/", of.delete, name="delete_service_credential"),
    ]


def at(page: str) -> list[URLPattern]:
    """Everything that changes credentials, under this page's address."""
    return [
        *mfa_devices_at(page),
        *access_keys_at(page),
        *signing_certificates_at(page),
        *ssh_public_keys_at(page),
        *service_credentials_at(page),
    ]


own, of_user, access = own_page, user_page, console_access

urlpatterns = [
    path(OWN, own.iam_credentials, name="security_credentials"),
    path(f"{OWN}codecommit/", own.codecommit_credentials, name="codecommit_credentials"),
    path(f"{OWN}keyspaces/", own.keyspaces_credentials, name="keyspaces_credentials"),
    path(f"{OWN}password/", passwords.change_password, name="change_password"),
    *at(OWN),
    path(USERS, of_user.iam_credentials, name="security_credentials"),
    path(f"{USERS}codecommit/", of_user.codecommit_credentials, name="codecommit_credentials"),
    path(f"{USERS}keyspaces/", of_user.keyspaces_credentials, name="keyspaces_credentials"),
    path(f"{USERS}console-access/enable/", access.enable, name="enable_console_access"),
    path(f"{USERS}console-access/reset/", access.reset, name="reset_console_password"),
    path(f"{USERS}console-access/disable/", access.disable, name="disable_console_access"),
    path(f"{USERS}console-access/unlock/", access.unlock, name="unlock_sign_in"),
    *at(USERS),
]
