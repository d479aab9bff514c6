"""import_tokens, token and deactivate_mfa_device: what an administrator does at the machine."""

import json
from io import StringIO
from pathlib import Path

import pyotp
import pytest
from django.core.management import CommandError, call_command

from console.models import Event
from credentials.models import MFADevice
from tests.world import ACCOUNT_ID, STRANGE_ID, World, give_device

SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
CSV = f"serial number,seed\nGAHT00000001,{SEED}\nGAHT00000002,{'3a' * 20}\n"


def run(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "tokens.csv"
    path.write_text(CSV)
    return str(path)


def test_tokens_are_loaded_and_shown(world: World, file: str):
    printed = run("import_tokens", file, "--account", "training", "--json")
    assert json.loads(printed) == {
        "account_id": ACCOUNT_ID,
        "serial_numbers": ["GAHT00000001", "GAHT00000002"],
    }
    assert SEED not in str(list(MFADevice.objects.values()))
    shown = json.loads(run("token", "GAHT00000001", "--account", ACCOUNT_ID, "--json"))
    assert shown["code"] in (pyotp.TOTP(SEED).now(), pyotp.TOTP(SEED).at(0))
    assert 0 < shown["seconds_left"] <= 30
    assert shown["code"] in run("token", "GAHT00000001", "--account", ACCOUNT_ID)


def test_all_or_none(world: World, file: str):
    run("import_tokens", file, "--account", "training")
    Path(file).write_text(f"GAHT00000003,{SEED}\nGAHT00000001,{SEED}\n")
    with pytest.raises(CommandError, match="GAHT00000001"):
        run("import_tokens", file, "--account", "training")
    assert MFADevice.objects.count() == 2


@pytest.mark.parametrize("text", ["", "no comma", f"x,{SEED}", "GAHT00000009,zz", "<broken"])
def test_a_file_that_cannot_be_read_loads_nothing(world: World, file: str, text: str):
    Path(file).write_text(text)
    with pytest.raises(CommandError):
        run("import_tokens", file, "--account", "training")
    assert not MFADevice.objects.exists()


def test_the_account_must_be_clear(world: World, file: str):
    with pytest.raises(CommandError, match="several accounts"):
        run("import_tokens", file)
    with pytest.raises(CommandError, match="no such account"):
        run("import_tokens", file, "--account", "nobody")
    with pytest.raises(CommandError, match="does not exist"):
        run("token", "GAHT99999999", "--account", STRANGE_ID)


def test_a_lost_phone(world: World):
    device = give_device(world.alice)
    printed = run("deactivate_mfa_device", "alice", device.serial_number, "--account", "training")
    assert "no longer belongs to alice" in printed
    device.refresh_from_db()
    assert device.user is None
    event = Event.objects.get(event_name="DeactivateMFADevice")
    assert event.record["userIdentity"]["invokedBy"] == "manage.py deactivate_mfa_device"
    assert event.record["requestParameters"] == {
        "userName": "alice",
        "serialNumber": device.serial_number,
    }


def test_all_devices_at_once(world: World):
    for name in ("one", "two"):
        give_device(world.alice, name)
    other = give_device(world.bob)
    printed = run("deactivate_mfa_device", "alice", "--account", "training", "--json")
    assert len(json.loads(printed)["serial_numbers"]) == 2
    assert list(MFADevice.objects.exclude(user=None)) == [other]


@pytest.mark.parametrize(
    ("user", "serial", "text"),
    [
        ("nobody", [], "The user with name nobody cannot be found."),
        ("carol", [], "carol has no MFA device."),
        ("alice", ["arn:aws:iam::123456789012:mfa/bob"], "MFA Device invalid for user."),
        ("alice", ["arn:aws:iam::123456789012:mfa/x"], "does not exist."),
    ],
)
def test_what_cannot_be_done_is_said(world: World, user: str, serial: list[str], text: str):
    give_device(world.bob)
    with pytest.raises(CommandError, match=text):
        run("deactivate_mfa_device", user, *serial, "--account", "training")
    assert MFADevice.objects.get().user == world.bob
    assert not Event.objects.exists()
