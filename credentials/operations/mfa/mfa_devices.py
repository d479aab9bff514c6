"""MFA devices: create, enable, deactivate, resynchronise, delete and list.

The codes that they show are checked in mfa_codes.py; what passkeys need of their own is in
passkeys.py, what hardware tokens do in hardware_tokens.py.

The rules and texts are those recorded from AWS, the service-side guard included: a user who has a
device changes the set of devices only in a session that began with MFA, whatever the policy says.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.constraints import database_safe
from accounts.database.prepared import NUMBER, Prepared
from accounts.errors import (
    AccessDenied,
    DeleteConflict,
    EntityAlreadyExists,
    InvalidAuthenticationCode,
    LimitExceeded,
    NoSuchEntity,
)
from accounts.models import Account, User
from accounts.operations.locks import locked_user
from accounts.operations.tags import Tag, merged
from accounts.principals import Principal
from accounts.values import arns
from credentials import sealing, totp
from credentials.models import MFADevice
from credentials.operations.mfa.mfa_codes import CODE_TEXT, CodePair, must_accept_pair
from credentials.operations.mfa.mfa_device_names import check_name, check_path

Kind = MFADevice.Kind
PER_USER = 8
GUARD_TEXT = (
    "To complete this action, please ensure that you are authenticated with an MFA device that is "
    "enabled for this user."
)
_devices_by_user_id: Prepared[MFADevice] = Prepared(
    lambda user_id: (
        MFADevice.objects.only("user", "serial_number", "enable_date")
        .filter(user=user_id)
        .order_by("enable_date", "pk")
    ),
    NUMBER,
)


def create_virtual_mfa_device(
    *, account: Account, name: str, now: datetime, path: str = "/", tags: Sequence[Tag] = ()
) -> MFADevice:
    """Make an unassigned virtual device with a new seed.

    EntityAlreadyExists when the account has one of this name, assigned or not; ValidationError for
    a name or a path that is malformed or too long.
    """
    serial_number = arns.mfa(account.account_id, path, name)
    check_path(path)
    check_name("virtualMFADeviceName", name, serial_number=serial_number)
    device = MFADevice(
        account=account,
        name=name,
        path=path,
        serial_number=serial_number,
        sealed_seed=sealing.seal(totp.new_seed()),
        tags=merged({}, tags, quota="TagsPerMFADevice"),
        created_at=now,
    )
    try:
        with transaction.atomic():
            device.save()
    except IntegrityError as error:
        raise EntityAlreadyExists("MFA device already exists.") from error
    return device


@transaction.atomic
def delete_virtual_mfa_device(*, account: Account, serial_number: str) -> None:
    """Delete an unassigned virtual device; its name can be used again."""
    virtual = MFADevice.objects.filter(kind=Kind.VIRTUAL).select_for_update()
    device = found_device(virtual, account, serial_number)
    if device.user_id is not None:
        raise DeleteConflict("MFA VirtualDevice in use. Must deactivate first.")
    device.delete()


@transaction.atomic
def enable_mfa_device(
    *,
    caller: Principal,
    user: User,
    serial_number: str,
    codes: CodePair,
    now: datetime,
    real_now: datetime,
    explain: bool = False,
) -> None:
    """Assign a device to a user, proved by two consecutive codes.

    The pair has the real time and sets the device's drift; `explain` looks for what may be told of
    wrong codes. Checks in AWS's order: guard, device, already in use, quota, codes.
    """
    locked_user(user)
    guard(caller, user)
    device = _locked(user.account, serial_number)
    if device.user_id == user.pk:
        raise EntityAlreadyExists(f"MFA Device for user {user.user_name} already exists.")
    if device.user_id is not None:
        raise EntityAlreadyExists("MFA Device is already in use.")
    check_quota(user)
    must_accept_pair(device, codes, real_now, explain=explain)
    device.user = user
    device.enable_date = now
    device.save()


@transaction.atomic
def deactivate_mfa_device(*, caller: Principal | None, user: User, serial_number: str) -> None:
    """Take a device away from a user; no caller is the operator at the machine.

    A virtual device and a hardware token stay, unassigned, with their seed and drift; a passkey or
    security key is gone, for its public key belongs to this user.
    """
    locked_user(user)
    guard(caller, user)
    device = device_of(user, _locked(user.account, serial_number))
    if device.kind == Kind.FIDO:
        device.delete()
        return
    device.user = None
    device.enable_date = None
    device.save()


@transaction.atomic
def resync_mfa_device(
    *, user: User, serial_number: str, codes: CodePair, real_now: datetime, explain: bool = False
) -> None:
    """Set a device's drift from two consecutive codes newer than the last accepted pair.

    A passkey or security key shows no codes, so none is valid for it. The nine attempts of single
    codes are neither needed nor consumed, as recorded from AWS: nobody is let in by a pair.
    """
    device = device_of(user, _locked(user.account, serial_number))
    if device.kind == Kind.FIDO:
        raise InvalidAuthenticationCode(CODE_TEXT)
    must_accept_pair(device, codes, real_now, explain=explain)
    device.save()


def list_mfa_devices(*, user: User) -> QuerySet[MFADevice]:
    """The devices assigned to a user, oldest first."""
    return MFADevice.objects.filter(user=user).order_by("enable_date", "pk")


def kinds_of(*, user: User) -> list[MFADevice.Kind]:
    """The kinds of the devices assigned to a user, in the order in which they are offered."""
    found = set(list_mfa_devices(user=user).order_by().values_list("kind", flat=True))
    return [kind for kind in Kind if kind in found]


def kinds_of_each(users: Iterable[User]) -> dict[int, list[MFADevice.Kind]]:
    """The same for several users, by the user's key; in one query."""
    assigned = MFADevice.objects.filter(user__in=users).order_by()
    pairs = set(assigned.values_list("user", "kind"))
    return {
        user: [kind for kind in Kind if (user, kind) in pairs]
        for user in {user for user, _ in pairs}
    }


def list_virtual_mfa_devices(
    *, account: Account, assignment_status: str = "Any"
) -> QuerySet[MFADevice]:
    """The account's virtual devices by serial number: Assigned, Unassigned or Any."""
    rows = MFADevice.objects.filter(account=account, kind=Kind.VIRTUAL).order_by("serial_number")
    if assignment_status != "Any":
        rows = rows.filter(user__isnull=assignment_status == "Unassigned")
    return rows.select_related("user__account")


def mfa_devices_of(user: User) -> list[MFADevice]:
    """The rows of `list_mfa_devices` at once, with what a list names; the rest when asked for."""
    return _devices_by_user_id(user.pk)


def get_own_device(*, user: User, serial_number: str) -> MFADevice:
    """A device assigned to this user, or AWS's NoSuchEntity."""
    return device_of(user, found_device(MFADevice.objects.all(), user.account, serial_number))


class Guard:
    """The service's own guard: without MFA nobody changes the own devices, once there are some.

    Source: AWS security bulletin 2023-001. Nobody else's devices are guarded; no caller is the
    operator at the machine. Each user is asked about once.
    """

    def __init__(self, caller: Principal | None) -> None:
        self.caller = caller
        self._known: dict[int, bool] = {}

    def covers(self, user: User) -> bool:
        """Whether the caller may not change this user's devices now.

        Of the caller's own, in a session without MFA, it says whether there are any.
        """
        if self.caller is None or self.caller.user.pk != user.pk or self.caller.mfa:
            return False
        if user.pk not in self._known:
            self._known[user.pk] = list_mfa_devices(user=user).exists()
        return self._known[user.pk]


def guard(caller: Principal | None, user: User) -> None:
    """AccessDenied for devices that are guarded, as they are now."""
    if Guard(caller).covers(user):
        raise AccessDenied(GUARD_TEXT)


def check_quota(user: User) -> None:
    """LimitExceeded when the user has eight devices, of whatever kinds."""
    if list_mfa_devices(user=user).count() >= PER_USER:
        raise LimitExceeded(f"Cannot exceed quota for MFADevicesPerUser: {PER_USER}")


def found_device(devices: QuerySet[MFADevice], account: Account, serial_number: str) -> MFADevice:
    """The account's device of this serial number, among these; AWS's NoSuchEntity for any other."""
    device = devices.filter(account=account, serial_number=database_safe(serial_number)).first()
    if device is None:
        raise NoSuchEntity(f"MFA Device with serial number {serial_number} does not exist.")
    return device


def device_of(user: User, device: MFADevice) -> MFADevice:
    """The device, if it is assigned to this user; else AWS's NoSuchEntity."""
    if device.user_id != user.pk:
        raise NoSuchEntity("MFA Device invalid for user.")
    return device


def _locked(account: Account, serial_number: str) -> MFADevice:
    return found_device(MFADevice.objects.select_for_update(), account, serial_number)
