"""Reset a user for the next class or test: remove every credential but the password."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from accounts.actions import (
    CREATE_LOGIN_PROFILE,
    DEACTIVATE_MFA_DEVICE,
    DELETE_ACCESS_KEY,
    DELETE_SERVICE_SPECIFIC_CREDENTIAL,
    DELETE_SIGNING_CERTIFICATE,
    DELETE_SSH_PUBLIC_KEY,
    DELETE_VIRTUAL_MFA_DEVICE,
    UNTAG_USER,
    UPDATE_LOGIN_PROFILE,
    Action,
)
from accounts.models import User
from accounts.operations.locks import locked_user
from accounts.operations.steps import Step
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
from credentials.operations.maintenance.unlocking import Forgotten
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

    @classmethod
    def by(cls, steps: Sequence[Step], forgotten: Forgotten) -> "Removed":
        """What these steps and the unlocking took away."""

        def ids(parameter: str, *actions: Action) -> list[str]:
            found = [step.parameters[parameter] for step in steps if step.action in actions]
            return list(dict.fromkeys(found))

        actions = {step.action for step in steps}
        return cls(
            mfa_devices=ids("serialNumber", DEACTIVATE_MFA_DEVICE, DELETE_VIRTUAL_MFA_DEVICE),
            access_keys=ids("accessKeyId", DELETE_ACCESS_KEY),
            signing_certificates=ids("certificateId", DELETE_SIGNING_CERTIFICATE),
            ssh_public_keys=ids("sSHPublicKeyId", DELETE_SSH_PUBLIC_KEY),
            service_specific_credentials=ids(
                "serviceSpecificCredentialId", DELETE_SERVICE_SPECIFIC_CREDENTIAL
            ),
            password_set=bool(actions & {CREATE_LOGIN_PROFILE, UPDATE_LOGIN_PROFILE}),
            attempts_forgotten=forgotten.passwords + forgotten.codes,
        )

    def as_dict(self) -> dict[str, list[str] | bool | int]:
        return asdict(self)


def steps_to_reset(*, user: User, now: datetime, password: str | None = None) -> list[Step]:
    """The calls that remove a user's MFA devices and every credential but the console password.

    Virtual devices are deleted, one of the user's name that a cancelled set-up left behind too;
    hardware tokens stay in the account, unassigned. A given password becomes the user's, need not
    be changed, and ends the user's console sessions; otherwise the password and the sessions stay
    as they are. What GetSessionToken gave out goes on until its time, as when a key is deleted.
    The step of a password that breaks the account's rules raises PasswordPolicyViolation.

    In a transaction: the user stays locked until its end.
    """
    locked_user(user)
    return [
        *([_set_password(user, password, now)] if password is not None else []),
        *steps_to_remove_mfa_devices(user),
        *_delete_access_keys(user),
        *_delete_signing_certificates(user),
        *_delete_ssh_public_keys(user),
        *_delete_service_specific_credentials(user),
    ]


def _set_password(user: User, password: str, now: datetime) -> Step:
    if user.has_usable_password():
        return Step(
            UPDATE_LOGIN_PROFILE,
            {"userName": user.user_name, "passwordResetRequired": False},
            lambda: passwords.update_login_profile(
                user=user, password=password, reset_required=False, now=now
            ),
        )
    return Step(
        CREATE_LOGIN_PROFILE,
        {"userName": user.user_name, "passwordResetRequired": False},
        lambda: passwords.create_login_profile(user=user, password=password, now=now),
    )


def steps_to_remove_mfa_devices(user: User) -> list[Step]:
    """The calls that take all MFA devices from a user; virtual ones are deleted, one of the user's
    name that a cancelled set-up left behind too."""
    own = list(mfa_devices.list_mfa_devices(user=user))
    virtual = [device.serial_number for device in own if device.kind == MFADevice.Kind.VIRTUAL]
    leftover = arns.mfa(user.account.account_id, "/", user.user_name)
    unassigned = mfa_devices.list_virtual_mfa_devices(
        account=user.account, assignment_status="Unassigned"
    ).filter(serial_number=leftover)
    deleted = [*virtual, *unassigned.values_list("serial_number", flat=True)]
    return [
        *(_deactivate(user, device.serial_number) for device in own),
        *(_delete_virtual(user, serial_number) for serial_number in deleted),
    ]


def _deactivate(user: User, serial_number: str) -> Step:
    return Step(
        DEACTIVATE_MFA_DEVICE,
        {"userName": user.user_name, "serialNumber": serial_number},
        lambda: mfa_devices.deactivate_mfa_device(
            caller=None, user=user, serial_number=serial_number
        ),
    )


def _delete_virtual(user: User, serial_number: str) -> Step:
    return Step(
        DELETE_VIRTUAL_MFA_DEVICE,
        {"serialNumber": serial_number},
        lambda: mfa_devices.delete_virtual_mfa_device(
            account=user.account, serial_number=serial_number
        ),
    )


def _delete_access_keys(user: User) -> list[Step]:
    """The keys, and the tags of the user that describe them."""
    ids = [key.access_key_id for key in access_keys.list_access_keys(user=user)]
    described = [key for key in user.tags if key in ids]
    steps = [_delete_access_key(user, access_key_id) for access_key_id in ids]
    if described:
        parameters = {"userName": user.user_name, "tagKeys": described}
        steps.append(Step(UNTAG_USER, parameters, lambda: untag_user(user=user, keys=described)))
    return steps


def _delete_access_key(user: User, access_key_id: str) -> Step:
    return Step(
        DELETE_ACCESS_KEY,
        {"userName": user.user_name, "accessKeyId": access_key_id},
        lambda: access_keys.delete_access_key(user=user, access_key_id=access_key_id),
    )


def _delete_signing_certificates(user: User) -> list[Step]:
    rows = signing_certificates.list_signing_certificates(user=user)
    return [_delete_signing_certificate(user, row.certificate_id) for row in rows]


def _delete_signing_certificate(user: User, certificate_id: str) -> Step:
    return Step(
        DELETE_SIGNING_CERTIFICATE,
        {"userName": user.user_name, "certificateId": certificate_id},
        lambda: signing_certificates.delete_signing_certificate(
            user=user, certificate_id=certificate_id
        ),
    )


def _delete_ssh_public_keys(user: User) -> list[Step]:
    rows = ssh_public_keys.list_ssh_public_keys(user=user)
    return [_delete_ssh_public_key(user, row.ssh_public_key_id) for row in rows]


def _delete_ssh_public_key(user: User, ssh_public_key_id: str) -> Step:
    return Step(
        DELETE_SSH_PUBLIC_KEY,
        {"userName": user.user_name, "sSHPublicKeyId": ssh_public_key_id},
        lambda: ssh_public_keys.delete_ssh_public_key(
            user=user, ssh_public_key_id=ssh_public_key_id
        ),
    )


def _delete_service_specific_credentials(user: User) -> list[Step]:
    rows = service_specific_credentials.list_service_specific_credentials(user=user)
    return [_delete_service_specific(user, row.service_specific_credential_id) for row in rows]


def _delete_service_specific(user: User, credential_id: str) -> Step:
    return Step(
        DELETE_SERVICE_SPECIFIC_CREDENTIAL,
        {"userName": user.user_name, "serviceSpecificCredentialId": credential_id},
        lambda: service_specific_credentials.delete_service_specific_credential(
            user=user, credential_id=credential_id
        ),
    )
