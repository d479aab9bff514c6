"""MFA devices that show codes: every rule and text that was recorded from AWS."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.errors import (
    AccessDenied,
    DeleteConflict,
    EntityAlreadyExists,
    InvalidAuthenticationCode,
    LimitExceeded,
    NoSuchEntity,
    ServiceError,
    ValidationError,
)
from accounts.models import User
from accounts.operations.users import NAME_MAX as USER_NAME_MAX
from accounts.values import arns
from credentials import totp
from credentials.models import MFADevice
from credentials.operations.mfa import mfa_codes
from credentials.operations.mfa import mfa_devices as operations
from credentials.operations.mfa.mfa_codes import CodePair
from credentials.operations.mfa.mfa_device_names import check_name, is_device_name
from credentials.operations.mfa.passkeys import SUFFIX_LENGTH
from tests.world import ACCOUNT_ID, World, give_device, principal

NOW = datetime(2026, 3, 1, 12, 0, 15, tzinfo=UTC)
GUARD = (
    "To complete this action, please ensure that you are authenticated with an MFA device that is "
    "enabled for this user."
)
NOT_VALID = "Authentication code for device is not valid."
PREFIX = f"arn:aws:iam::{ACCOUNT_ID}:mfa/"
Kind = MFADevice.Kind


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


def create(world: World, name: str = "phone", path: str = "/") -> MFADevice:
    return operations.create_virtual_mfa_device(
        account=world.account, name=name, now=NOW, path=path
    )


def shown(device: MFADevice, step: int) -> str:
    """What the device shows `step` steps of 30 seconds from now."""
    return totp.code_at(device.seed, totp.counter_at(NOW) + step)


def pair(device: MFADevice, step: int = 0, first: int | None = None) -> CodePair:
    return CodePair(shown(device, step - 1 if first is None else first), shown(device, step))


def enable(
    user: User,
    device: MFADevice,
    codes: CodePair | None = None,
    *,
    mfa: bool | None = True,
    caller: User | None = None,
    now: datetime = NOW,
) -> None:
    operations.enable_mfa_device(
        caller=principal(caller or user, mfa=mfa),
        user=user,
        serial_number=device.serial_number,
        codes=codes or pair(device),
        now=now,
        real_now=now,
    )


def deactivate(
    user: User, serial: str, *, mfa: bool | None = True, caller: User | None = None
) -> None:
    operations.deactivate_mfa_device(
        caller=principal(caller or user, mfa=mfa), user=user, serial_number=serial
    )


def resync(user: User, device: MFADevice, codes: CodePair) -> None:
    operations.resync_mfa_device(
        user=user, serial_number=device.serial_number, codes=codes, real_now=NOW
    )


def devices() -> list[dict[str, object]]:
    counted = ("throttling_failure_timestamp", "throttling_failure_count")
    rows = MFADevice.objects.order_by("pk").values()
    return [{name: row[name] for name in row if name not in counted} for row in rows]


def refused(error: type[ServiceError], act, *arguments: object, **more: object) -> str:
    """The refusal's text; nothing was written but a counted attempt."""
    before = devices()
    with pytest.raises(error) as caught:
        act(*arguments, **more)
    assert devices() == before
    return str(caught.value)


def test_a_virtual_device(world: World):
    device = create(world)
    assert device.serial_number == PREFIX + "phone"
    assert (device.kind, device.user, device.enable_date) == ("virtual", None, None)
    assert len(device.seed) == 64
    assert device.seed not in device.sealed_seed


@pytest.mark.parametrize(
    ("path", "serial"),
    [
        ("/", "phone"),
        ("/test//double/", "test//double/phone"),
        ("/test-path/", "test-path/phone"),
        ("/a_b+c=d:e,f.g@h/", "a_b+c=d:e,f.g@h/phone"),
    ],
)
def test_a_path(world: World, path: str, serial: str):
    assert create(world, path=path).serial_number == PREFIX + serial


@pytest.mark.parametrize("path", ["", "a", "/a", "a/", "//", "/a!/", "/\u00e9/", "/a\n/", "/\x00/"])
def test_a_bad_path(world: World, path: str):
    assert refused(ValidationError, create, world, path=path) == (
        "The specified value for path is invalid. It must begin and end with / and contain only "
        "alphanumeric characters and/or / characters."
    )


def test_a_path_that_leaves_no_room_for_a_name(world: World):
    path = f"/{'p' * 224}/"
    assert len(create(world, "n", path=path).serial_number) == 256
    assert refused(ValidationError, create, world, "n", path=f"/{path}") == (
        "1 validation error detected: Value at 'path' failed to satisfy constraint: "
        "Member must have length less than or equal to 226"
    )
    assert refused(ValidationError, create, world, "nn", path=path) == (
        "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy "
        "constraint: Member must have length less than or equal to 1"
    )


INVALID = (
    "The specified value for virtualMFADeviceName is invalid. It must contain only alphanumeric "
    "characters and/or the following: +=,.@_-"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "x" * 227,
            "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy "
            "constraint: Member must have length less than or equal to 226",
        ),
        *((name, INVALID) for name in ("", "a b", "a/b", "\u00e9", "\x00")),
    ],
)
def test_a_bad_name(world: World, name: str, text: str):
    assert refused(ValidationError, create, world, name) == text


def test_the_longest_name(world: World):
    assert len(create(world, "x" * 226).serial_number) == 256


def test_the_longest_name_that_the_console_takes_fits_every_kind_of_device():
    name = "x" * 128
    assert is_device_name(name)
    assert not is_device_name(name + "x")
    for serial_number in (
        arns.mfa(ACCOUNT_ID, "/", name),
        arns.u2f(ACCOUNT_ID, "u" * USER_NAME_MAX, name, "A" * SUFFIX_LENGTH),
    ):
        check_name("deviceName", name, serial_number=serial_number)


def test_a_name_that_is_taken(world: World):
    create(world)
    assert refused(EntityAlreadyExists, create, world) == "MFA device already exists."
    create(world, path="/other/")


def test_enabling(world: World):
    device = create(world)
    enable(world.bob, device, mfa=False)
    device.refresh_from_db()
    assert (device.user, device.enable_date, device.drift) == (world.bob, NOW, 0)
    assert device.last_pair_counter == totp.counter_at(NOW)
    assert device.used_counters == []


@pytest.mark.parametrize(
    "codes",
    [
        lambda device: pair(device, 0, first=0),
        lambda device: pair(device, -1, first=0),
        lambda device: pair(device, 0, first=-2),
        lambda device: pair(device, -999),
        lambda device: pair(device, 1001),
        lambda device: CodePair("", ""),
        lambda device: CodePair("abcdef", "123456"),
        lambda device: CodePair(shown(device, -1) + "0", shown(device, 0)),
        lambda device: CodePair(" " + shown(device, -1)[1:], shown(device, 0)),
        lambda device: CodePair("\u0661" * 6, "\u0662" * 6),
    ],
    ids=[
        *("same", "reversed", "apart", "early", "late"),
        *("empty", "letters", "long", "blank", "arabic"),
    ],
)
def test_a_pair_that_is_not_valid(world: World, codes):
    device = create(world)
    assert refused(InvalidAuthenticationCode, enable, world.bob, device, codes(device)) == NOT_VALID


@pytest.mark.parametrize("step", [-998, 0, 1000])
def test_the_window_of_a_pair(world: World, step: int):
    device = create(world)
    enable(world.bob, device, pair(device, step))
    device.refresh_from_db()
    assert device.drift == step
    code = shown(device, step)
    assert mfa_codes.verify_code(user=world.bob, code=code, real_now=NOW).device == device


def test_a_device_in_use(world: World):
    device = create(world)
    enable(world.bob, device)
    assert refused(EntityAlreadyExists, enable, world.bob, device) == (
        "MFA Device for user bob already exists."
    )
    assert refused(EntityAlreadyExists, enable, world.carol, device) == (
        "MFA Device is already in use."
    )


def test_an_unknown_serial_number(world: World):
    stranger = operations.create_virtual_mfa_device(
        account=world.stranger.account, name="phone", now=NOW
    )
    for serial in (PREFIX + "none", stranger.serial_number, "\x00", "x" * 3000):
        text = f"MFA Device with serial number {serial} does not exist."
        fake = MFADevice(serial_number=serial)
        codes = CodePair("000000", "000000")
        for act in (
            lambda fake=fake, codes=codes: enable(world.bob, fake, codes),
            lambda serial=serial: deactivate(world.bob, serial),
            lambda fake=fake, codes=codes: resync(world.bob, fake, codes),
            lambda serial=serial: operations.get_own_device(user=world.bob, serial_number=serial),
            lambda serial=serial: operations.delete_virtual_mfa_device(
                account=world.account, serial_number=serial
            ),
        ):
            assert refused(NoSuchEntity, act) == text.replace("\0", "\ufffd")


@pytest.mark.parametrize("owner", [None, "carol"])
def test_a_device_that_is_not_ones_own(world: World, owner: str | None):
    device = create(world)
    if owner:
        enable(getattr(world, owner), device)
    for act in (
        lambda: deactivate(world.bob, device.serial_number),
        lambda: resync(world.bob, device, pair(device, 1)),
        lambda: operations.get_own_device(user=world.bob, serial_number=device.serial_number),
    ):
        assert refused(NoSuchEntity, act) == "MFA Device invalid for user."


@pytest.mark.parametrize("mfa", [False, None], ids=["a session without MFA", "an access key"])
def test_the_guard(world: World, mfa: bool | None):
    first, second = create(world, "first"), create(world, "second")
    enable(world.bob, first, mfa=mfa)
    none = PREFIX + "none"
    fake = MFADevice(serial_number=none)
    assert refused(AccessDenied, enable, world.bob, second, mfa=mfa) == GUARD
    assert refused(AccessDenied, enable, world.bob, first, mfa=mfa) == GUARD
    codes = CodePair("000000", "000000")
    assert refused(AccessDenied, enable, world.bob, fake, codes, mfa=mfa) == GUARD
    for serial in (first.serial_number, none):
        assert refused(AccessDenied, deactivate, world.bob, serial, mfa=mfa) == GUARD
    resync(world.bob, first, pair(first, 2))
    deactivate(world.bob, first.serial_number, mfa=mfa, caller=world.admin)
    enable(world.bob, second, mfa=mfa)


def test_with_mfa_the_last_device_may_go(world: World):
    device = create(world)
    enable(world.bob, device)
    deactivate(world.bob, device.serial_number)
    device.refresh_from_db()
    assert (device.user, device.enable_date) == (None, None)


def test_the_operator_at_the_machine_may_take_a_device_away(world: World):
    device = create(world)
    enable(world.bob, device)
    operations.deactivate_mfa_device(
        caller=None, user=world.bob, serial_number=device.serial_number
    )
    assert not operations.list_mfa_devices(user=world.bob).exists()


def test_a_device_comes_back_with_its_clock_and_a_newer_pair(world: World):
    device = create(world)
    enable(world.bob, device, pair(device, 40))
    seed = device.seed
    deactivate(world.bob, device.serial_number)
    for step in (39, 40, 41):
        text = refused(InvalidAuthenticationCode, enable, world.carol, device, pair(device, step))
        assert text == NOT_VALID
    enable(world.carol, device, pair(device, 42))
    device.refresh_from_db()
    assert (device.seed, device.drift, device.user) == (seed, 42, world.carol)


def test_eight_devices(world: World):
    for number in range(8):
        enable(world.bob, create(world, f"phone-{number}"))
    ninth = create(world, "ninth")
    assert refused(LimitExceeded, enable, world.bob, ninth) == (
        "Cannot exceed quota for MFADevicesPerUser: 8"
    )
    deactivate(world.bob, PREFIX + "phone-3")
    enable(world.bob, ninth)


def test_resync_searches_around_the_devices_own_clock(world: World):
    device = create(world)
    enable(world.bob, device, pair(device, 900))
    assert refused(InvalidAuthenticationCode, resync, world.bob, device, pair(device, 900)) == (
        NOT_VALID
    )
    resync(world.bob, device, pair(device, 1900))
    device.refresh_from_db()
    assert device.drift == 1900


def test_deleting(world: World):
    device = create(world)
    enable(world.bob, device)
    delete = operations.delete_virtual_mfa_device
    text = refused(
        DeleteConflict, delete, account=world.account, serial_number=device.serial_number
    )
    assert text == "MFA VirtualDevice in use. Must deactivate first."
    deactivate(world.bob, device.serial_number)
    delete(account=world.account, serial_number=device.serial_number)
    assert create(world).seed != device.seed


def test_listing(world: World):
    first, second, spare = (create(world, name) for name in ("z", "a", "m"))
    enable(world.bob, first)
    enable(world.bob, second, now=NOW + timedelta(seconds=1))
    MFADevice.objects.create(
        account=world.account, kind=Kind.HARDWARE, name="x", serial_number="x", created_at=NOW
    )
    assert list(operations.list_mfa_devices(user=world.bob)) == [first, second]
    virtual = operations.list_virtual_mfa_devices(account=world.account)
    assert list(virtual) == [second, spare, first]


def verify(user: User, code: str, **more: object):
    return mfa_codes.verify_code(user=user, code=code, real_now=NOW, **more)


@pytest.mark.parametrize(
    ("step", "accepted"), [(-3, False), (-2, True), (0, True), (2, True), (3, False)]
)
def test_the_window_of_a_code(world: World, step: int, accepted: bool):
    device = give_device(world.bob)
    assert (verify(world.bob, shown(device, step)).device == device) is accepted


def test_a_code_counts_once_in_any_order(world: World):
    device = give_device(world.bob)
    assert verify(world.bob, shown(device, 1)).device
    assert verify(world.bob, shown(device, -1)).device
    assert verify(world.bob, shown(device, 1)).device is None
    assert verify(world.bob, shown(device, -1)).device is None
    assert verify(world.bob, shown(device, 0)).device


def test_a_code_used_to_sign_in_may_be_of_a_pair_and_stays_used(world: World):
    device = give_device(world.bob)
    assert verify(world.bob, shown(device, 0)).device
    resync(world.bob, device, pair(device, 0))
    assert verify(world.bob, shown(device, 0)).device is None
    assert verify(world.bob, shown(device, -1)).device


def test_of_several_kinds_the_chosen_one_is_asked(world: World):
    virtual, hardware = give_device(world.bob, "phone"), give_device(world.bob, "token")
    MFADevice.objects.filter(pk=hardware.pk).update(kind=Kind.HARDWARE)
    assert verify(world.bob, shown(hardware, 0), kind=Kind.VIRTUAL).device is None
    assert verify(world.bob, shown(hardware, 0), kind=Kind.HARDWARE).device == hardware
    assert verify(world.bob, shown(virtual, 0)).device == virtual


@pytest.mark.parametrize("code", ["", "12345", "1234567", "\u0661\u0662\u0663\u0664\u0665\u0666"])
def test_what_is_no_code(world: World, code: str):
    give_device(world.bob)
    assert verify(world.bob, code).device is None
