"""MFA devices: by assignment, by serial number, their tags and paths."""

from datetime import UTC, datetime

import pytest

from accounts.errors import InvalidInput, LimitExceeded, NoSuchEntity, ValidationError
from credentials.models import MFADevice
from credentials.operations.mfa import mfa_device_tags, mfa_devices, passkeys
from tests.support.refusals import refused
from tests.world import World, give_device

NOW = datetime.now(tz=UTC)
ARN = "arn:aws:iam::123456789012"


def device(world: World, name: str = "spare", **more: object) -> MFADevice:
    return mfa_devices.create_virtual_mfa_device(  # type: ignore[arg-type]
        account=world.account, name=name, now=NOW, **more
    )


def test_virtual_devices_are_listed_by_assignment(world: World):
    give_device(world.bob)
    device(world)

    def serials(status: str) -> list[str]:
        rows = mfa_devices.list_virtual_mfa_devices(account=world.account, assignment_status=status)
        return [row.serial_number for row in rows]

    assert serials("Any") == [f"{ARN}:mfa/bob", f"{ARN}:mfa/spare"]
    assert serials("Assigned") == [f"{ARN}:mfa/bob"]
    assert serials("Unassigned") == [f"{ARN}:mfa/spare"]


def test_only_a_passkey_is_answered_for(world: World):
    virtual = give_device(world.bob)
    with refused(ValidationError, passkeys.NOT_FIDO):
        passkeys.get_mfa_device(account=world.account, serial_number=virtual.serial_number)
    text = f"MFA Device with serial number {ARN}:mfa/none does not exist."
    with refused(NoSuchEntity, text):
        passkeys.get_mfa_device(account=world.account, serial_number=f"{ARN}:mfa/none")
    key = MFADevice.objects.create(
        account=world.account,
        user=world.bob,
        kind=MFADevice.Kind.FIDO,
        name="key",
        serial_number=f"{ARN}:u2f/user/bob/key-{'A' * 26}",
        created_at=NOW,
        enable_date=NOW,
    )
    found = passkeys.get_mfa_device(
        account=world.account, serial_number=key.serial_number, user=world.bob
    )
    assert found == key
    with refused(NoSuchEntity, "MFA Device invalid for user."):
        passkeys.get_mfa_device(
            account=world.account, serial_number=key.serial_number, user=world.alice
        )
    with pytest.raises(NoSuchEntity, match="does not exist"):
        passkeys.get_mfa_device(account=world.stranger.account, serial_number=key.serial_number)


def test_the_case_of_a_devices_tags_counts(world: World):
    serial = device(world, tags=[("Team", "One"), ("team", "Two")]).serial_number
    where = {"account": world.account, "serial_number": serial}
    mfa_device_tags.tag_mfa_device(**where, tags=[("Team", "Three"), ("x", "aws:y")])
    assert mfa_device_tags.list_mfa_device_tags(**where) == [
        ("Team", "Three"),
        ("team", "Two"),
        ("x", "aws:y"),
    ]
    mfa_device_tags.untag_mfa_device(**where, keys=["TEAM", "x"])
    assert mfa_device_tags.list_mfa_device_tags(**where) == [("Team", "Three"), ("team", "Two")]
    with refused(InvalidInput, "Tag keys beginning with aws: are reserved for system use."):
        mfa_device_tags.tag_mfa_device(**where, tags=[("aws:x", "1")])
    with refused(LimitExceeded, "Cannot exceed quota for TagsPerMFADevice: 50"):
        mfa_device_tags.tag_mfa_device(**where, tags=[(f"k{n}", "v") for n in range(49)])


def test_a_missing_or_foreign_device_has_no_tags(world: World):
    serial = device(world).serial_number
    text = f"MFA Device with serial number {serial} does not exist."
    where = {"account": world.stranger.account, "serial_number": serial}
    with refused(NoSuchEntity, text):
        mfa_device_tags.list_mfa_device_tags(**where)
    with refused(NoSuchEntity, text):
        mfa_device_tags.tag_mfa_device(**where, tags=[("a", "b")])
    with refused(NoSuchEntity, text):
        mfa_device_tags.untag_mfa_device(**where, keys=["a"])
