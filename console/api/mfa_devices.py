"""MFA devices over the wire."""

from operator import attrgetter

from accounts.actions import (
    CREATE_VIRTUAL_MFA_DEVICE,
    DEACTIVATE_MFA_DEVICE,
    DELETE_VIRTUAL_MFA_DEVICE,
    ENABLE_MFA_DEVICE,
    GET_MFA_DEVICE,
    LIST_MFA_DEVICES,
    LIST_VIRTUAL_MFA_DEVICES,
    RESYNC_MFA_DEVICE,
)
from accounts.errors import ValidationError
from accounts.models import User
from console import targets as own
from console.api import targets
from console.api.calls import Answer, ApiCall
from console.api.paging import page_of_items, page_of_rows
from console.api.users import described
from console.guards import performs
from credentials import qr_codes, totp
from credentials.models import MFADevice
from credentials.operations import mfa_devices

ONLY_FIDO = (
    "The MFA device serial number sent in the request is invalid or not supported by this API. "
    "Currently, only hardware FIDO security keys are supported. Please use the compatible device "
    "or API."
)


@performs(CREATE_VIRTUAL_MFA_DEVICE, on=targets.new_virtual_mfa_device)
def create_virtual_mfa_device(call: ApiCall) -> Answer:
    """The seed and its QR code, in this answer and never again."""
    device = mfa_devices.create_virtual_mfa_device(
        account=call.account,
        name=call["VirtualMFADeviceName"],
        path=call.get("Path", "/"),
        now=call.now,
    )
    account_name = call.account.alias or call.account.account_id
    uri = totp.uri(device.seed, device_name=device.name, account_name=account_name)
    return {
        "VirtualMFADevice": {
            "SerialNumber": device.serial_number,
            "Base32StringSeed": device.seed.encode(),
            "QRCodePNG": qr_codes.png(uri),
        }
    }


@performs(DELETE_VIRTUAL_MFA_DEVICE, on=targets.mfa_device)
def delete_virtual_mfa_device(call: ApiCall) -> Answer:
    mfa_devices.delete_virtual_mfa_device(account=call.account, serial_number=call["SerialNumber"])
    return None


@performs(LIST_VIRTUAL_MFA_DEVICES, on=own.virtual_mfa_devices)
def list_virtual_mfa_devices(call: ApiCall) -> Answer:
    rows = mfa_devices.list_virtual_mfa_devices(account=call.account)
    wanted = call.get("AssignmentStatus", "Any")
    if wanted != "Any":
        rows = rows.filter(user__isnull=wanted == "Unassigned")
    rows = rows.select_related("user__account")
    return page_of_rows(call, "VirtualMFADevices", rows, _virtual)


@performs(ENABLE_MFA_DEVICE, on=targets.named_user)
def enable_mfa_device(call: ApiCall) -> Answer:
    mfa_devices.enable_mfa_device(
        caller=call.caller,
        user=call.user,
        serial_number=call["SerialNumber"],
        codes=_codes(call),
        now=call.now,
    )
    return None


@performs(DEACTIVATE_MFA_DEVICE, on=targets.named_user)
def deactivate_mfa_device(call: ApiCall) -> Answer:
    mfa_devices.deactivate_mfa_device(
        caller=call.caller, user=call.user, serial_number=call["SerialNumber"]
    )
    return None


@performs(RESYNC_MFA_DEVICE, on=targets.named_user)
def resync_mfa_device(call: ApiCall) -> Answer:
    mfa_devices.resync_mfa_device(
        user=call.user, serial_number=call["SerialNumber"], codes=_codes(call), now=call.now
    )
    return None


@performs(LIST_MFA_DEVICES, on=targets.named_user)
def list_mfa_devices(call: ApiCall) -> Answer:
    user = call.user
    rows = mfa_devices.mfa_devices_of(user)
    return page_of_items(
        call, "MFADevices", rows, lambda row: _assigned(row, user), key=attrgetter("pk")
    )


@performs(GET_MFA_DEVICE, on=targets.named_user)
def get_mfa_device(call: ApiCall) -> Answer:
    """Security keys only, as on AWS; no certification is known of them here."""
    user = call.user
    device = mfa_devices.get_own_device(user=user, serial_number=call["SerialNumber"])
    if device.kind != MFADevice.Kind.FIDO:
        raise ValidationError(ONLY_FIDO)
    return {**_assigned(device, user), "Certifications": {}}


def _codes(call: ApiCall) -> mfa_devices.CodePair:
    return mfa_devices.CodePair(call["AuthenticationCode1"], call["AuthenticationCode2"])


def _assigned(device: MFADevice, user: User) -> dict[str, object]:
    return {
        "UserName": user.user_name,
        "SerialNumber": device.serial_number,
        "EnableDate": device.enable_date,
    }


def _virtual(device: MFADevice) -> dict[str, object]:
    if device.user is None:
        return {"SerialNumber": device.serial_number}
    return {
        "SerialNumber": device.serial_number,
        "User": described(device.user),
        "EnableDate": device.enable_date,
    }
