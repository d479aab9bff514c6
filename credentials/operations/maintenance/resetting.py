"""Reset a user for the next class or test: remove every credential but the password."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.operations.locks import locked_user
from accounts.operations.tags import untag_user
from accounts.values import arns
from credentials.models import MFADevice
from credentials.operations import (
    access_keys,
    passwords,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
)
from credentials.operations.maintenance.unlocking import unlock_user
from credentials.operations.mfa import mfa_devices


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken away, by id, whether the password was set, and how many attempts at passwords
    and MFA codes no longer count."""

    mfa_devices: list[str]
    access_keys: list[str]
    signing_certificates: list[str]
    ssh_public_keys: list[str]
    service_specific_credentials: list[str]
    password_set: bool
    attempts_forgotten: int

    def as_dict(self) -> dict[str, list[str] | bool | int]:
        return asdict(self)


@transaction.atomic
def reset_user(*, user: User, now: datetime, password: str | None = None) -> Removed:
    """Remove a user's MFA devices and every credential but the console password, and unlock it.

    Virtual devices are deleted, one of the user's name that a cancelled set-up left behind too;
    hardware tokens stay in the account, unassigned. A given password becomes the user's, need not
    be changed, and ends the user's console sessions; otherwise the password and the sessions stay
    as they are. What GetSessionToken gave out goes on until its time, as when a key is deleted.
    PasswordPolicyViolation for a password that breaks the account's rules: nothing is removed.
    """
    locked_user(user)
    forgotten = unlock_user(user=user)
    if password is not None:
        _set_password(user, password, now)
    return Removed(
        mfa_devices=_remove_mfa_devices(user),
        access_keys=_delete_access_keys(user),
        signing_certificates=_delete_signing_certificates(user),
        ssh_public_keys=_delete_ssh_public_keys(user),
        service_specific_credentials=_delete_service_specific_credentials(user),
        password_set=password is not None,
        attempts_forgotten=forgotten.passwords + forgotten.codes,
    )


def _set_password(user: User, password: str, now: datetime) -> None:
    if user.has_usable_password():
        passwords.update_login_profile(user=user, password=password, reset_required=False, now=now)
    else:
        passwords.create_login_profile(user=user, password=password, now=now)


def _remove_mfa_devices(user: User) -> list[str]:
    own = list(mfa_devices.list_mfa_devices(user=user))
    for device in own:
        mfa_devices.deactivate_mfa_device(
            caller=None, user=user, serial_number=device.serial_number
        )
    serial_numbers = [device.serial_number for device in own]
    virtual = [device.serial_number for device in own if device.kind == MFADevice.Kind.VIRTUAL]
    leftover = arns.mfa(user.account.account_id, "/", user.user_name)
    unassigned = mfa_devices.list_virtual_mfa_devices(
        account=user.account, assignment_status="Unassigned"
    )
    found = unassigned.filter(serial_number__in=[*virtual, leftover])
    for serial_number in list(found.values_list("serial_number", flat=True)):
        mfa_devices.delete_virtual_mfa_device(account=user.account, serial_number=serial_number)
        if serial_number not in serial_numbers:
            serial_numbers.append(serial_number)
    return serial_numbers


def _delete_access_keys(user: User) -> list[str]:
    """The keys, and the tags of the user that describe them."""
    ids = [key.access_key_id for key in access_keys.list_access_keys(user=user)]
    for access_key_id in ids:
        access_keys.delete_access_key(user=user, access_key_id=access_key_id)
    untag_user(user=user, keys=ids)
    return ids


def _delete_signing_certificates(user: User) -> list[str]:
    rows = signing_certificates.list_signing_certificates(user=user)
    ids = [certificate.certificate_id for certificate in rows]
    for certificate_id in ids:
        signing_certificates.delete_signing_certificate(user=user, certificate_id=certificate_id)
    return ids


def _delete_ssh_public_keys(user: User) -> list[str]:
    ids = [key.ssh_public_key_id for key in ssh_public_keys.list_ssh_public_keys(user=user)]
    for ssh_public_key_id in ids:
        ssh_public_keys.delete_ssh_public_key(user=user, ssh_public_key_id=ssh_public_key_id)
    return ids


def _delete_service_specific_credentials(user: User) -> list[str]:
    rows = service_specific_credentials.list_service_specific_credentials(user=user)
    ids = [credential.service_specific_credential_id for credential in rows]
    for credential_id in ids:
        service_specific_credentials.delete_service_specific_credential(
            user=user, credential_id=credential_id
        )
    return ids
