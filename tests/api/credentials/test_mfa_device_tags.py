"""Tags of virtual MFA devices, and devices by assignment, through boto3."""

from tests.api.conftest import Connect
from tests.api.refusals import missing, refused
from tests.world import World, give_device

ARN = "arn:aws:iam::123456789012"
TAGS = [{"Key": "Team", "Value": "One"}, {"Key": "team", "Value": "Two"}]


def test_tags_of_a_device_in_their_case(world: World, connect: Connect):
    iam = connect(world.admin)
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName="spare", Tags=TAGS)
    assert made["VirtualMFADevice"]["Tags"] == TAGS
    serial = made["VirtualMFADevice"]["SerialNumber"]
    assert iam.list_mfa_device_tags(SerialNumber=serial)["Tags"] == TAGS
    iam.tag_mfa_device(SerialNumber=serial, Tags=[{"Key": "Team", "Value": "Three"}])
    first = iam.list_mfa_device_tags(SerialNumber=serial, MaxItems=1)
    assert (first["Tags"], first["IsTruncated"]) == ([{"Key": "Team", "Value": "Three"}], True)
    iam.untag_mfa_device(SerialNumber=serial, TagKeys=["Team", "none"])
    assert iam.list_mfa_device_tags(SerialNumber=serial)["Tags"] == TAGS[1:]
    listed = iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert listed == [{"SerialNumber": serial}]


def test_what_is_refused_of_device_tags(world: World, connect: Connect):
    iam = connect(world.admin)
    serial = give_device(world.bob).serial_number
    with refused("InvalidInput", "Tag keys beginning with aws: are reserved for system use.", 400):
        iam.tag_mfa_device(SerialNumber=serial, Tags=[{"Key": "aws:x", "Value": ""}])
    many = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
    iam.tag_mfa_device(SerialNumber=serial, Tags=many)
    with refused("LimitExceeded", "Cannot exceed quota for TagsPerMFADevice: 50", 409):
        iam.tag_mfa_device(SerialNumber=serial, Tags=TAGS)
    none = f"{ARN}:mfa/none"
    text = f"MFA Device with serial number {none} does not exist."
    for call in (
        lambda: iam.tag_mfa_device(SerialNumber=none, Tags=TAGS),
        lambda: iam.untag_mfa_device(SerialNumber=none, TagKeys=["a"]),
        lambda: iam.list_mfa_device_tags(SerialNumber=none),
    ):
        with missing(text):
            call()


def test_virtual_devices_by_assignment(world: World, connect: Connect):
    iam = connect(world.admin)
    give_device(world.bob)
    iam.create_virtual_mfa_device(VirtualMFADeviceName="spare")

    def serials(status: str) -> list[str]:
        found = iam.list_virtual_mfa_devices(AssignmentStatus=status)["VirtualMFADevices"]
        return [device["SerialNumber"] for device in found]

    assert serials("Assigned") == [f"{ARN}:mfa/bob"]
    assert serials("Unassigned") == [f"{ARN}:mfa/spare"]
    assert serials("Any") == [f"{ARN}:mfa/bob", f"{ARN}:mfa/spare"]
