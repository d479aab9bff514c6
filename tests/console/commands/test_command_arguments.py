"""Each command with what it cannot do: a line on stderr, an exit code, nothing on stdout.

2 is what argparse refuses, 1 what the command does; neither writes anything.
"""

import sys
from pathlib import Path

import pytest
from django.core.management import execute_from_command_line
from django.db import connections

from console.models import Event
from tests.support.rows import rows
from tests.world import ACCOUNT_ID, STRANGE_ID, World, give_device

MFA, ALL = "2019-01-31-mfa-self-manage", "administrator-access"
HERE = ("--account", ACCOUNT_ID)
SEVERAL = "There are several accounts: say which with --account."
NO_ACCOUNT = "There is no such account."
NOBODY = "The user with name nobody cannot be found."
Case = tuple[tuple[str, ...], int, str]
EDITIONS: list[Case] = [
    ((), 1, "There is no published version without a name: --list prints them."),
    (("2019",), 1, "There is no published version 2019: --list prints them."),
    ((MFA,), 1, SEVERAL),
    ((MFA, *HERE), 1, "Say whom to attach it to: --user NAME or --group NAME."),
    ((MFA, *HERE, "--user", ""), 1, "Say whom to attach it to: --user NAME or --group NAME."),
    ((MFA, *HERE, "--user", "bob", "--group", "g"), 2, "not allowed with argument --user"),
    ((MFA, *HERE, "--user"), 2, "argument --user: expected one argument"),
    ((MFA, *HERE, "--user", "nobody"), 1, NOBODY),
    ((MFA, *HERE, "--user", "stranger"), 1, "The user with name stranger cannot be found."),
    ((MFA, *HERE, "--group", "none"), 1, "The group with name none cannot be found."),
    ((MFA, "--account", "999999999999", "--user", "bob"), 1, NO_ACCOUNT),
    ((MFA, "--account", "Training", "--user", "bob"), 1, NO_ACCOUNT),
    ((MFA, *HERE, "--user", "bob", "--policy-name", "a b"), 1, "policyName"),
    ((MFA, *HERE, "--user", "bob", "--policy-name", "x" * 129), 1, "less than or equal to 128"),
    ((ALL, *HERE, "--user", "bob", "--policy-name", "Mine"), 1, "is AWS's own and keeps its name."),
    ((MFA, ALL, *HERE, "--user", "bob"), 2, "unrecognized arguments"),
    ((MFA, *HERE, "--user", "bob", "--again"), 2, "unrecognized arguments: --again"),
]
BOOTSTRAP: list[Case] = [
    ((), 2, "the following arguments are required: --account-id"),
    (("--account-id",), 2, "expected one argument"),
    (("--account-id", ""), 1, "An account ID has 12 digits"),
    (("--account-id", "12345678901"), 1, "An account ID has 12 digits"),
    (("--account-id", "1234567890123"), 1, "An account ID has 12 digits"),
    (("--account-id", "12345678901a"), 1, "An account ID has 12 digits"),
    (("--account-id", "111122223333", "--alias", "Training"), 1, "an alias has 3 to 63"),
    (("--account-id", "111122223333", "--alias", "training"), 1, "training"),
    (("--account-id", "111122223333", "--user", "a b"), 1, "userName"),
    (("--account-id", "111122223333", "--user", "x" * 65), 1, "64"),
    (("--account-id", "111122223333", "--password", "\u0101" * 9), 1, "Value at 'password' failed"),
    (("--account-id", "111122223333", "--password", "x" * 129), 1, "Value at 'password' failed"),
    (("--account-id", ACCOUNT_ID, "--alias", "other"), 1, "exists, with the alias training."),
    (
        ("--account-id", ACCOUNT_ID, "--password", "not this one"),
        1,
        "The user admin exists, with another password. manage.py reset_user admin --password "
        "sets it.",
    ),
]
EVENTS: list[Case] = [
    ((), 2, "the following arguments are required: --older-than"),
    (("--older-than", ""), 2, "is not a number of days up to 36500"),
    (("--older-than", "36501"), 2, "36501 is not a number of days up to 36500"),
    (("--older-than", "1" * 5000), 2, "11111111111111111111 is not a number of days"),
    (("--older-than", "\u0663"), 2, "is not a number of days"),
    (("--older-than=-1",), 2, "-1 is not a number of days"),
    (("--older-than", "1.5"), 2, "1.5 is not a number of days"),
]
CLOCK: list[Case] = [
    (("+90d",), 1, SEVERAL),
    (("+90d", "--account", "nowhere"), 1, NO_ACCOUNT),
    (("tomorrow", *HERE), 2, "'tomorrow' is no shift: write +30s"),
    (("+" + "9" * 5000 + "d", *HERE), 2, "is no shift: write +30s"),
    (("\u0663d", *HERE), 2, "is no shift: write +30s"),
    (("+3654d", *HERE), 1, "at most ten years"),
    (("9999-12-31", *HERE), 1, "at most ten years"),
    (("+1h", "+1h", *HERE), 2, "unrecognized arguments: +1h"),
]
USERS: list[Case] = [
    ((), 2, "the following arguments are required: user_name"),
    (("bob",), 1, SEVERAL),
    (("nobody", *HERE), 1, NOBODY),
    (("stranger", *HERE), 1, "The user with name stranger cannot be found."),
    (("", *HERE), 1, "cannot be found."),
    (("bob", "--account", "nowhere"), 1, NO_ACCOUNT),
    (("bob", *HERE, "--jason"), 2, "unrecognized arguments: --jason"),
]
DEVICES: list[Case] = [
    *USERS,
    (("bob", *HERE), 1, "bob has no MFA device."),
    (("bob", "x", *HERE), 1, "MFA Device with serial number x does not exist."),
    (
        ("bob", f"arn:aws:iam::{ACCOUNT_ID}:mfa/alice", *HERE),
        1,
        "MFA Device invalid for user.",
    ),
    (
        ("stranger", f"arn:aws:iam::{ACCOUNT_ID}:mfa/alice", "--account", STRANGE_ID),
        1,
        "does not exist.",
    ),
    (("bob", "x", "y", *HERE), 2, "unrecognized arguments: y"),
]
LEFTOVERS: list[Case] = [
    ((), 2, "the following arguments are required: serial_number"),
    (("",), 1, "No account has a device ."),
    (("alice",), 1, "No account has a device alice."),
    (("a:b:c:d",), 1, "No account has a device a:b:c:d."),
    ((f"a:b:c:d:{ACCOUNT_ID}",), 1, f"a:b:c:d:{ACCOUNT_ID}"),
    ((f"arn:aws:iam::{STRANGE_ID}:mfa/alice",), 1, "does not exist."),
    ((f"arn:aws:iam::{ACCOUNT_ID}:mfa/alice",), 1, "Must deactivate first."),
]
TOKENS: list[Case] = [
    ((), 2, "the following arguments are required: file"),
    (("tokens.csv",), 1, SEVERAL),
    (("tokens.csv", *HERE), 1, "No such file or directory"),
    ((".", *HERE), 1, "Is a directory"),
    (("empty", *HERE), 1, ""),
    (("good", *HERE, "--key-file", "tokens.csv"), 1, "No such file or directory"),
    (("good", *HERE, "--key-file", "good"), 1, "hexadecimal"),
    (("good", *HERE, "--password-file", "."), 1, "Is a directory"),
    (("bytes", *HERE), 1, ""),
]
CODES: list[Case] = [
    ((), 2, "the following arguments are required: serial_number"),
    (("GAHT12345678",), 1, SEVERAL),
    (("GAHT12345678", *HERE), 1, "GAHT12345678"),
    ((f"arn:aws:iam::{ACCOUNT_ID}:mfa/alice", *HERE), 1, "mfa/alice"),
]
CLASSES: list[Case] = [
    ((), 2, "the following arguments are required"),
    (("delete", "blue-otter"), 2, "invalid choice"),
    (("create",), 2, "the following arguments are required: name"),
    (("create", "blue-otter", "--seats=x", *HERE), 2, "invalid int value: 'x'"),
    (("create", "blue-otter", "--joining=never", *HERE), 2, "invalid choice: 'never'"),
    (("list",), 1, SEVERAL),
    (("remove", "blue-otter", *HERE), 1, "blue-otter"),
]
COMMANDS = {
    "apply_edition": EDITIONS,
    "bootstrap": BOOTSTRAP,
    "class": CLASSES,
    "clear_events": EVENTS,
    "clock": CLOCK,
    "deactivate_mfa_device": DEVICES,
    "delete_virtual_mfa_device": LEFTOVERS,
    "demo": [(("now",), 2, "unrecognized arguments: now")],
    "import_tokens": TOKENS,
    "reseal": [(("--all",), 2, "unrecognized arguments: --all")],
    "reset_user": USERS,
    "token": CODES,
    "unlock_user": USERS,
    "users": [((), 1, "Unknown command: 'users'")],
}


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a good file of tokens and two bad ones; the test's transaction stays open."""
    (tmp_path / "good").write_text("GAHT00000001,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n")
    (tmp_path / "empty").write_text("")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00\x01")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(type(connections), "close_all", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["manage.py"])


@pytest.mark.parametrize("command", COMMANDS)
def test_what_cannot_be_done_is_told_and_not_done(
    world: World, command: str, capsys: pytest.CaptureFixture[str]
):
    give_device(world.alice)
    before = rows()
    for arguments, status, text in COMMANDS[command]:
        with pytest.raises(SystemExit) as ended:
            execute_from_command_line(["manage.py", command, *arguments])
        said = capsys.readouterr()
        assert (ended.value.code, said.out) == (status, ""), (arguments, said)
        assert text in said.err, (arguments, said.err)
        assert said.err.strip(), arguments
        assert "Traceback" not in said.err, arguments
        assert rows() == before, arguments
        assert not Event.objects.exists(), arguments
