"""Every address of the console."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from console.pages import access_keys, errors, mfa_devices, security_credentials, sign_in


class AccessKeyIdConverter(StringConverter):
    """An access key id as AWS's model allows it."""

    regex = "[A-Za-z0-9_]{16,128}"


register_converter(AccessKeyIdConverter, "access_key_id")

PAGE = "iam/security-credentials/"
KEYS = f"{PAGE}access-keys/"
MFA = f"{PAGE}mfa/"

urlpatterns = [
    path("", security_credentials.home, name="home"),
    path("signin/", sign_in.sign_in_page, name="sign_in"),
    path("signin/mfa/", sign_in.sign_in_mfa, name="sign_in_mfa"),
    path("signin/resync/", sign_in.sign_in_resync, name="sign_in_resync"),
    path("signout/", sign_in.sign_out, name="sign_out"),
    path(PAGE, security_credentials.security_credentials, name="security_credentials"),
    path(f"{MFA}assign/", mfa_devices.assign, name="assign_mfa_device"),
    path(f"{MFA}set-up/", mfa_devices.set_up, name="set_up_mfa_device"),
    path(f"{MFA}set-up/qr-code.png", mfa_devices.qr_code, name="qr_code"),
    path(f"{MFA}set-up/qr-code/", mfa_devices.qr_code_large, name="qr_code_large"),
    path(f"{MFA}remove/", mfa_devices.remove, name="remove_mfa_device"),
    path(f"{MFA}resync/", mfa_devices.resync, name="resync_mfa_device"),
    path(f"{MFA}delete/", mfa_devices.delete, name="delete_virtual_mfa_device"),
    path(f"{KEYS}create/", access_keys.choose_use_case, name="choose_use_case"),
    path(f"{KEYS}create/description/", access_keys.create, name="create_access_key"),
    path(
        f"{KEYS}<access_key_id:access_key_id>/deactivate/",
        access_keys.deactivate,
        name="deactivate_access_key",
    ),
    path(
        f"{KEYS}<access_key_id:access_key_id>/activate/",
        access_keys.activate,
        name="activate_access_key",
    ),
    path(
        f"{KEYS}<access_key_id:access_key_id>/delete/",
        access_keys.delete,
        name="delete_access_key",
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
