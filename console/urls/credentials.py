"""The URLs of a user's credentials: the page's tabs, and a view for each change.

Each stands twice, under the same name: below the caller's own page, and below the page of any user,
where it takes that user's name. Only the own page changes the own password; only a user's page
manages console access.
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


def mfa_device_urls(page: str) -> list[URLPattern]:
    base = f"{page}mfa/"
    return [
        path(f"{base}assign/", mfa_devices.assign, name="assign_mfa_device"),
        path(f"{base}set-up/", virtual_mfa_devices.set_up, name="set_up_mfa_device"),
        path(f"{base}set-up/qr-code.png", virtual_mfa_devices.qr_code, name="qr_code"),
        path(f"{base}set-up/qr-code/", virtual_mfa_devices.qr_code_large, name="qr_code_large"),
        path(f"{base}set-up/passkey/", passkeys.set_up, name="set_up_passkey"),
        path(f"{base}set-up/token/", hardware_tokens.set_up, name="set_up_hardware_token"),
        path(f"{base}token-codes/", hardware_tokens.codes, name="token_codes"),
        path(f"{base}remove/", mfa_devices.remove, name="remove_mfa_device"),
        path(f"{base}resync/", mfa_devices.resync, name="resync_mfa_device"),
        path(f"{base}delete/", mfa_devices.delete, name="delete_virtual_mfa_device"),
    ]


def access_key_urls(page: str) -> list[URLPattern]:
    base = f"{page}access-keys/"
    key = f"{base}<access_key_id:access_key_id>/"
    return [
        path(f"{base}create/", access_keys.choose_use_case, name="choose_use_case"),
        path(f"{base}create/description/", access_keys.create, name="create_access_key"),
        path(f"{key}deactivate/", access_keys.deactivate, name="deactivate_access_key"),
        path(f"{key}activate/", access_keys.activate, name="activate_access_key"),
        path(f"{key}delete/", access_keys.delete, name="delete_access_key"),
    ]


def signing_certificate_urls(page: str) -> list[URLPattern]:
    base = f"{page}signing-certificates/"
    return [
        path(f"{base}upload/", signing_certificates.upload, name="upload_certificate"),
        path(f"{base}create/", signing_certificates.create, name="create_certificate"),
        path(f"{base}deactivate/", signing_certificates.deactivate, name="deactivate_certificate"),
        path(f"{base}activate/", signing_certificates.activate, name="activate_certificate"),
        path(f"{base}delete/", signing_certificates.delete, name="delete_certificate"),
    ]


def ssh_public_key_urls(page: str) -> list[URLPattern]:
    base = f"{page}codecommit/ssh-public-keys/"
    return [
        path(f"{base}upload/", ssh_public_keys.upload, name="upload_ssh_public_key"),
        path(f"{base}view/", ssh_public_keys.view, name="view_ssh_public_key"),
        path(f"{base}deactivate/", ssh_public_keys.deactivate, name="deactivate_ssh_public_key"),
        path(f"{base}activate/", ssh_public_keys.activate, name="activate_ssh_public_key"),
        path(f"{base}delete/", ssh_public_keys.delete, name="delete_ssh_public_key"),
    ]


def service_credential_urls(page: str) -> list[URLPattern]:
    base = f"{page}service-credentials/"
    return [
        path(
            f"{page}codecommit/credentials/generate/",
            service_specific_credentials.generate,
            for_codecommit,
            "generate_codecommit_credentials",
        ),
        path(
            f"{page}keyspaces/credentials/generate/",
            service_specific_credentials.generate,
            for_keyspaces,
            "generate_keyspaces_credentials",
        ),
        path(f"{base}reset/", service_specific_credentials.reset, name="reset_service_credential"),
        path(
            f"{base}deactivate/",
            service_specific_credentials.deactivate,
            name="deactivate_service_credential",
        ),
        path(
            f"{base}activate/",
            service_specific_credentials.activate,
            name="activate_service_credential",
        ),
        path(
            f"{base}delete/", service_specific_credentials.delete, name="delete_service_credential"
        ),
    ]


def change_urls(page: str) -> list[URLPattern]:
    """The URLs of every change of credentials, below the URL of this page."""
    return [
        *mfa_device_urls(page),
        *access_key_urls(page),
        *signing_certificate_urls(page),
        *ssh_public_key_urls(page),
        *service_credential_urls(page),
    ]


urlpatterns = [
    path(OWN, own_page.iam_credentials, name="security_credentials"),
    path(f"{OWN}codecommit/", own_page.codecommit_credentials, name="codecommit_credentials"),
    path(f"{OWN}keyspaces/", own_page.keyspaces_credentials, name="keyspaces_credentials"),
    path(f"{OWN}password/", passwords.change_password, name="change_password"),
    *change_urls(OWN),
    path(USERS, user_page.iam_credentials, name="security_credentials"),
    path(f"{USERS}codecommit/", user_page.codecommit_credentials, name="codecommit_credentials"),
    path(f"{USERS}keyspaces/", user_page.keyspaces_credentials, name="keyspaces_credentials"),
    path(f"{USERS}console-access/enable/", console_access.enable, name="enable_console_access"),
    path(f"{USERS}console-access/reset/", console_access.reset, name="reset_console_password"),
    path(f"{USERS}console-access/disable/", console_access.disable, name="disable_console_access"),
    path(f"{USERS}console-access/unlock/", console_access.unlock, name="unlock_sign_in"),
    *change_urls(USERS),
]
