"""API operations on MFA devices."""

from operator import attrgetter

from accounts.actions import (
    CREATE_VIRTUAL_MFA_DEVICE,
    DEACTIVATE_MFA_DEVICE,
    DELETE_VIRTUAL_MFA_DEVICE,
    ENABLE_MFA_DEVICE,
    GET_MFA_DEVICE,
    LIST_MFA_DEVICE_TAGS,
    LIST_MFA_DEVICES,
    LIST_VIRTUAL_MFA_DEVICES,
    RESYNC_MFA_DEVICE,
    TAG_MFA_DEVICE,
    UNTAG_MFA_DEVICE,
)
from accounts.models import User
from accounts.operations.tags import listed
from console import serializers
from console.api import tags
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_items, page_of_rows
from console.api.targets.mfa_devices import (
    mfa_device,
    mfa_device_with_tag_keys,
    mfa_device_with_tags,
    new_virtual_mfa_device,
)
from console.api.targets.users import named_user
from console.gate.decorators import performs
from console.targets.mfa_devices import virtual_mfa_devices
from credentials import qr_codes
from credentials.models import MFADevice
from credentials.operations.mfa import mfa_device_tags, mfa_devices, passkeys
from credentials.operations.mfa.mfa_codes import CodePair


@performs(CREATE_VIRTUAL_MFA_DEVICE, on=new_virtual_mfa_device)
def create_virtual_mfa_device(call: ApiCall) -> Answer:
    """The seed and its QR code, in this answer and never again."""
    device = mfa_devices.create_virtual_mfa_device(
        account=call.account,
        name=call["VirtualMFADeviceName"],
        path=call.get("Path", "/"),
        tags=tags.sent(call.get("Tags")),
        now=call.now,
    )
    return {
        "VirtualMFADevice": {
            **serializers.virtual_mfa_device(device),
            "Base32StringSeed": device.seed.encode(),
            "QRCodePNG": qr_codes.png(device.otpauth_uri),
            "Tags": [serializers.tag(tag) for tag in listed(device.tags)] or None,
        }
    }


@performs(DELETE_VIRTUAL_MFA_DEVICE, on=mfa_device)
def delete_virtual_mfa_device(call: ApiCall) -> Answer:
    mfa_devices.delete_virtual_mfa_device(account=call.account, serial_number=call["SerialNumber"])
    return None


@performs(LIST_VIRTUAL_MFA_DEVICES, on=virtual_mfa_devices)
def list_virtual_mfa_devices(call: ApiCall) -> Answer:
    rows = mfa_devices.list_virtual_mfa_devices(
        account=call.account, assignment_status=call.get("AssignmentStatus", "Any")
    )
    return page_of_rows(call, "VirtualMFADevices", rows, serializers.virtual_mfa_device)


@performs(ENABLE_MFA_DEVICE, on=named_user)
def enable_mfa_device(call: ApiCall) -> Answer:
    mfa_devices.enable_mfa_device(
        caller=call.caller,
        user=call.user,
        serial_number=call["SerialNumber"],
        codes=_codes(call),
        now=call.now,
        real_now=call.real_now,
    )
    return None


@performs(DEACTIVATE_MFA_DEVICE, on=named_user)
def deactivate_mfa_device(call: ApiCall) -> Answer:
    mfa_devices.deactivate_mfa_device(
        caller=call.caller, user=call.user, serial_number=call["SerialNumber"]
    )
    return None


@performs(RESYNC_MFA_DEVICE, on=named_user)
def resync_mfa_device(call: ApiCall) -> Answer:
    mfa_devices.resync_mfa_device(
        user=call.user,
        serial_number=call["SerialNumber"],
        codes=_codes(call),
        real_now=call.real_now,
    )
    return None


@performs(LIST_MFA_DEVICES, on=named_user)
def list_mfa_devices(call: ApiCall) -> Answer:
    user = call.user
    rows = mfa_devices.mfa_devices_of(user)
    return page_of_items(
        call, "MFADevices", rows, lambda row: _assigned(row, user), key=attrgetter("pk")
    )


@performs(GET_MFA_DEVICE, on=named_user)
def get_mfa_device(call: ApiCall) -> Answer:
    """Security keys only, as on AWS; no certification is known of them here."""
    user = call.user
    device = passkeys.get_mfa_device(
        account=call.account, serial_number=call["SerialNumber"], user=user
    )
    return {**_assigned(device, user), "Certifications": {}}


@performs(TAG_MFA_DEVICE, on=mfa_device_with_tags)
def tag_mfa_device(call: ApiCall) -> Answer:
    mfa_device_tags.tag_mfa_device(
        account=call.account, serial_number=call["SerialNumber"], tags=tags.sent(call["Tags"])
    )
    return None


@performs(UNTAG_MFA_DEVICE, on=mfa_device_with_tag_keys)
def untag_mfa_device(call: ApiCall) -> Answer:
    mfa_device_tags.untag_mfa_device(
        account=call.account, serial_number=call["SerialNumber"], keys=call["TagKeys"]
    )
    return None


@performs(LIST_MFA_DEVICE_TAGS, on=mfa_device)
def list_mfa_device_tags(call: ApiCall) -> Answer:
    items = mfa_device_tags.list_mfa_device_tags(
        account=call.account, serial_number=call["SerialNumber"]
    )
    return tags.page_of_tags(call, items)


def _codes(call: ApiCall) -> CodePair:
    return CodePair(call["AuthenticationCode1"], call["AuthenticationCode2"])


def _assigned(device: MFADevice, user: User) -> dict[str, object]:
    return {
        "UserName": user.user_name,
        "SerialNumber": device.serial_number,
        "EnableDate": device.enable_date,
    }
