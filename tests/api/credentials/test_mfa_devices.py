"""MFA devices through boto3."""

import base64
import json

import pytest

from console.models import Event
from credentials.models import MFADevice
from credentials.operations.mfa.mfa_devices import GUARD_TEXT
from tests.api.conftest import Connect, refused
from tests.support.qr_codes import text_of
from tests.world import ACCOUNT_ID, World, give_device, pair

PREFIX = f"arn:aws:iam::{ACCOUNT_ID}:mfa/"
UNKNOWN = f"{PREFIX}nothing"
NO_DEVICE = (404, "NoSuchEntity", f"MFA Device with serial number {UNKNOWN} does not exist.")
NO_USER = (404, "NoSuchEntity", "The user with name nobody cannot be found.")
NOT_OURS = (404, "NoSuchEntity", "MFA Device invalid for user.")
BAD_CODES = (403, "InvalidAuthenticationCode", "Authentication code for device is not valid.")
GUARD = (403, "AccessDenied", GUARD_TEXT)


def codes(device: MFADevice, step: int = 0) -> dict[str, str]:
    both = pair(device, step)
    return {"AuthenticationCode1": both["code1"], "AuthenticationCode2": both["code2"]}


def test_a_new_device_has_a_qr_code_that_a_phone_reads(world: World, connect: Connect):
    made = connect(world.alice).create_virtual_mfa_device(VirtualMFADeviceName="alice")
    device = made["VirtualMFADevice"]
    assert device["SerialNumber"] == f"{PREFIX}alice"
    seed = device["Base32StringSeed"].decode()
    assert len(base64.b32decode(seed)) == 40
    assert text_of(device["QRCodePNG"]) == (
        f"otpauth://totp/Amazon%20Web%20Services:alice@training?secret={seed}"
        "&issuer=Amazon%20Web%20Services"
    )
    record = Event.objects.get().record
    assert record["requestParameters"] == {"virtualMFADeviceName": "alice"}
    assert record["responseElements"] == {"virtualMFADevice": {"serialNumber": f"{PREFIX}alice"}}


def test_creating_devices(world: World, connect: Connect):
    iam = connect(world.admin)
    deep = iam.create_virtual_mfa_device(VirtualMFADeviceName="d", Path="/test//double/")
    assert deep["VirtualMFADevice"]["SerialNumber"] == f"{PREFIX}test//double/d"
    iam.create_virtual_mfa_device(VirtualMFADeviceName="d")
    exists = (409, "EntityAlreadyExists", "MFA device already exists.")
    assert refused(iam.create_virtual_mfa_device, VirtualMFADeviceName="d") == exists
    path = (
        400,
        "ValidationError",
        "The specified value for path is invalid. It must begin and end with / and contain only "
        "alphanumeric characters and/or / characters.",
    )
    for bad in ("invalid-path/", "/invalid-path", "/a b/"):
        sent = {"VirtualMFADeviceName": "e", "Path": bad}
        assert refused(iam.create_virtual_mfa_device, **sent) == path
    iam.create_virtual_mfa_device(VirtualMFADeviceName="e", Path="/test-path/")
    long = refused(iam.create_virtual_mfa_device, VirtualMFADeviceName="e", Path="/" * 513)
    assert long[2] == (
        "1 validation error detected: Value at 'path' failed to satisfy constraint: "
        "Member must have length less than or equal to 512"
    )
    pattern = refused(iam.create_virtual_mfa_device, VirtualMFADeviceName="a b")
    assert pattern[1:] == (
        "ValidationError",
        "The specified value for virtualMFADeviceName is invalid. It must contain only "
        "alphanumeric characters and/or the following: +=,.@_-",
    )
    assert MFADevice.objects.count() == 3


def test_a_name_is_as_long_as_its_serial_number_may_be(world: World, connect: Connect):
    create = connect(world.admin).create_virtual_mfa_device
    assert len(create(VirtualMFADeviceName="x" * 226)["VirtualMFADevice"]["SerialNumber"]) == 256
    text = refused(create, VirtualMFADeviceName="x" * 227)[2]
    assert text.endswith("Member must have length less than or equal to 226")


def test_the_document_s_policy_lets_only_one_s_own_device_be_made(world: World, connect: Connect):
    answer = refused(connect(world.alice).create_virtual_mfa_device, VirtualMFADeviceName="bob")
    assert answer == (
        403,
        "AccessDenied",
        f"User: {world.alice.arn} is not authorized to perform: iam:CreateVirtualMFADevice on "
        f"resource: {PREFIX}bob because no identity-based policy allows the "
        "iam:CreateVirtualMFADevice action",
    )
    assert not MFADevice.objects.exists()


def test_enabling(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_virtual_mfa_device(VirtualMFADeviceName="new")
    device = MFADevice.objects.get()
    asked = {"UserName": "bob", "SerialNumber": device.serial_number, **codes(device)}
    swapped = {**asked, "AuthenticationCode1": "000000"}
    assert refused(iam.enable_mfa_device, **swapped) == BAD_CODES
    assert refused(iam.enable_mfa_device, **{**asked, "UserName": "nobody"}) == NO_USER
    assert refused(iam.enable_mfa_device, **{**asked, "SerialNumber": UNKNOWN}) == NO_DEVICE
    iam.enable_mfa_device(**asked)
    device.refresh_from_db()
    assert device.user == world.bob
    text = "MFA Device for user bob already exists."
    assert refused(iam.enable_mfa_device, **asked) == (409, "EntityAlreadyExists", text)
    used = (409, "EntityAlreadyExists", "MFA Device is already in use.")
    assert refused(iam.enable_mfa_device, **{**asked, "UserName": "carol"}) == used
    length = refused(iam.enable_mfa_device, **{**asked, "AuthenticationCode1": "12345"})
    assert length[1:] == (
        "ValidationError",
        "1 validation error detected: Value at 'authenticationCode1' failed to satisfy constraint: "
        "Member must have length greater than or equal to 6",
    )
    record = Event.objects.filter(event_name="EnableMFADevice", error_code="").get().record
    assert record["requestParameters"] == {"userName": "bob", "serialNumber": device.serial_number}


def test_a_ninth_device_is_over_the_quota(world: World, connect: Connect):
    for number in range(8):
        give_device(world.bob, f"d{number}")
    iam = connect(world.admin)
    iam.create_virtual_mfa_device(VirtualMFADeviceName="ninth")
    device = MFADevice.objects.get(name="ninth")
    answer = refused(
        iam.enable_mfa_device, UserName="bob", SerialNumber=device.serial_number, **codes(device)
    )
    assert answer == (409, "LimitExceeded", "Cannot exceed quota for MFADevicesPerUser: 8")


def test_the_guard_comes_before_all_else(world: World, connect: Connect):
    give_device(world.admin)
    iam = connect(world.admin)
    six = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
    assert refused(iam.enable_mfa_device, UserName="admin", SerialNumber=UNKNOWN, **six) == GUARD
    assert refused(iam.deactivate_mfa_device, UserName="admin", SerialNumber=UNKNOWN) == GUARD
    assert refused(iam.deactivate_mfa_device, SerialNumber=UNKNOWN) == GUARD
    answer = refused(iam.deactivate_mfa_device, UserName="bob", SerialNumber=UNKNOWN)
    assert answer == NO_DEVICE


def test_deactivating_and_deleting(world: World, connect: Connect):
    iam = connect(world.admin)
    device = give_device(world.bob)
    serial = {"SerialNumber": device.serial_number}
    in_use = (409, "DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.")
    assert refused(iam.delete_virtual_mfa_device, **serial) == in_use
    assert refused(iam.deactivate_mfa_device, UserName="carol", **serial) == NOT_OURS
    assert refused(iam.deactivate_mfa_device, UserName="nobody", **serial) == NO_USER
    iam.deactivate_mfa_device(UserName="bob", **serial)
    assert refused(iam.deactivate_mfa_device, UserName="bob", **serial) == NOT_OURS
    iam.delete_virtual_mfa_device(**serial)
    gone = f"MFA Device with serial number {device.serial_number} does not exist."
    assert refused(iam.delete_virtual_mfa_device, **serial) == (404, "NoSuchEntity", gone)


def test_another_account_s_device_is_unknown(world: World, connect: Connect):
    foreign = give_device(world.stranger)
    foreign.user = None
    foreign.save()
    serial = foreign.serial_number
    answer = refused(connect(world.admin).delete_virtual_mfa_device, SerialNumber=serial)
    text = f"MFA Device with serial number {serial} does not exist."
    assert answer == (404, "NoSuchEntity", text)
    assert MFADevice.objects.filter(pk=foreign.pk).exists()


def test_resynchronising(world: World, connect: Connect):
    iam = connect(world.admin)
    device = give_device(world.bob)
    asked = {"UserName": "bob", "SerialNumber": device.serial_number}
    iam.resync_mfa_device(**asked, **codes(device, 40))
    device.refresh_from_db()
    assert device.drift == 40
    assert refused(iam.resync_mfa_device, **asked, **codes(device, 40)) == BAD_CODES
    unknown = {"UserName": "bob", "SerialNumber": UNKNOWN, **codes(device)}
    assert refused(iam.resync_mfa_device, **unknown) == NO_DEVICE
    other = {"UserName": "carol", "SerialNumber": device.serial_number, **codes(device)}
    assert refused(iam.resync_mfa_device, **other) == NOT_OURS
    nobody = {"UserName": "nobody", "SerialNumber": device.serial_number, **codes(device)}
    assert refused(iam.resync_mfa_device, **nobody) == NO_USER


def test_lists(world: World, connect: Connect):
    iam = connect(world.admin)
    assigned = give_device(world.bob, "assigned")
    iam.create_virtual_mfa_device(VirtualMFADeviceName="free")
    give_device(world.stranger, "foreign")
    devices = iam.list_mfa_devices(UserName="bob")["MFADevices"]
    assert [device["SerialNumber"] for device in devices] == [assigned.serial_number]
    assert set(devices[0]) == {"UserName", "SerialNumber", "EnableDate"}
    assert iam.list_mfa_devices()["MFADevices"] == []
    assert refused(iam.list_mfa_devices, UserName="nobody") == NO_USER
    everything = iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert [set(device) for device in everything] == [
        {"SerialNumber", "User", "EnableDate"},
        {"SerialNumber"},
    ]
    for status, names in (("Assigned", ["assigned"]), ("Unassigned", ["free"])):
        found = iam.list_virtual_mfa_devices(AssignmentStatus=status)["VirtualMFADevices"]
        assert [device["SerialNumber"] for device in found] == [f"{PREFIX}{n}" for n in names]
    first = iam.list_virtual_mfa_devices(MaxItems=1)
    rest = iam.list_virtual_mfa_devices(Marker=first["Marker"])
    assert [device["SerialNumber"] for device in rest["VirtualMFADevices"]] == [f"{PREFIX}free"]
    given_for = json.loads(base64.urlsafe_b64decode(first["Marker"]))[0]
    for last in ("nonsense", 1.5, None, [], {}):
        forged = base64.urlsafe_b64encode(json.dumps([given_for, last]).encode()).decode()
        for marker in ("nonsense", forged):
            wrong = refused(iam.list_virtual_mfa_devices, Marker=marker)
            assert wrong == (400, "ValidationError", "Invalid Marker.")
    far = base64.urlsafe_b64encode(json.dumps([given_for, 10**30]).encode()).decode()
    assert iam.list_virtual_mfa_devices(Marker=far)["VirtualMFADevices"] == []
    denied = refused(connect(world.carol).list_virtual_mfa_devices)
    assert f"on resource: {PREFIX} because" in denied[2]


@pytest.mark.parametrize("kind", [MFADevice.Kind.VIRTUAL, MFADevice.Kind.FIDO])
def test_only_a_security_key_is_got(world: World, connect: Connect, kind: MFADevice.Kind):
    iam = connect(world.admin)
    device = give_device(world.bob)
    MFADevice.objects.update(kind=kind)
    asked = {"UserName": "bob", "SerialNumber": device.serial_number}
    if kind == MFADevice.Kind.FIDO:
        found = iam.get_mfa_device(**asked)
        assert (found["UserName"], found["Certifications"]) == ("bob", {})
    else:
        answer = refused(iam.get_mfa_device, **asked)
        assert answer[:2] == (400, "ValidationError")
        assert "Currently, only hardware FIDO security keys are supported" in answer[2]
    assert refused(iam.get_mfa_device, SerialNumber=UNKNOWN, UserName="bob") == NO_DEVICE
    assert refused(iam.get_mfa_device, SerialNumber=UNKNOWN, UserName="nobody") == NO_USER
    mine = {"SerialNumber": device.serial_number}
    assert refused(iam.get_mfa_device, **mine) == NOT_OURS
