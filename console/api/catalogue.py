"""Every operation of the wire: one line here and one marked function, and nothing else.

The mark of a function names its action, and with it the operation, and what the action is checked
against; the service model says what goes in and what comes out.
"""

from collections.abc import Callable

from console.api import (
    access_keys,
    identity,
    mfa_devices,
    passwords,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
    users,
)
from console.api.calls import Answer, ApiCall
from console.guards import mark_of

Perform = Callable[[ApiCall], Answer]

OPERATIONS: tuple[Perform, ...] = (
    access_keys.create_access_key,
    access_keys.delete_access_key,
    access_keys.list_access_keys,
    access_keys.update_access_key,
    identity.get_access_key_info,
    identity.get_caller_identity,
    identity.get_session_token,
    mfa_devices.create_virtual_mfa_device,
    mfa_devices.deactivate_mfa_device,
    mfa_devices.delete_virtual_mfa_device,
    mfa_devices.enable_mfa_device,
    mfa_devices.get_mfa_device,
    mfa_devices.list_mfa_devices,
    mfa_devices.list_virtual_mfa_devices,
    mfa_devices.resync_mfa_device,
    passwords.change_password,
    passwords.delete_account_password_policy,
    passwords.get_account_password_policy,
    passwords.update_account_password_policy,
    passwords.update_login_profile,
    service_specific_credentials.create_service_specific_credential,
    service_specific_credentials.delete_service_specific_credential,
    service_specific_credentials.list_service_specific_credentials,
    service_specific_credentials.reset_service_specific_credential,
    service_specific_credentials.update_service_specific_credential,
    signing_certificates.delete_signing_certificate,
    signing_certificates.list_signing_certificates,
    signing_certificates.update_signing_certificate,
    signing_certificates.upload_signing_certificate,
    ssh_public_keys.delete_ssh_public_key,
    ssh_public_keys.get_ssh_public_key,
    ssh_public_keys.list_ssh_public_keys,
    ssh_public_keys.update_ssh_public_key,
    ssh_public_keys.upload_ssh_public_key,
    users.get_user,
    users.tag_user,
)


def named(perform: Perform) -> tuple[str, str]:
    """The service and the operation that a function performs, by its mark; nothing without one."""
    mark = mark_of(perform)
    if mark is None or mark.performs is None:
        return "", ""
    action = mark.performs[0]
    return action.service, action.name


CATALOGUE: dict[tuple[str, str], Perform] = {named(perform): perform for perform in OPERATIONS}
