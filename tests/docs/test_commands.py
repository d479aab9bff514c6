"""Every `manage.py` command that the documents write is run as it stands there."""

import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands, load_command_class

from accounts.models import User
from credentials.operations.mfa.mfa_devices import create_virtual_mfa_device
from tests.browser.server import ROOT
from tests.world import give_device

DOCUMENTS = (
    "README.md",
    "docs/operations.md",
    "docs/settings.md",
    "docs/teaching.md",
    "docs/tutorial.md",
)
WRITTEN = re.compile(r"manage\.py ((?:[^`\n]|\\\n)+)")
SERVES = {"serve"}  # it does not come back; the browser tests serve with it
DJANGO_S = {"check", "migrate"}


def written() -> list[str]:
    """The commands with what follows them, each once."""
    text = "\n".join((ROOT / name).read_text() for name in DOCUMENTS)
    return sorted({found.strip() for found in WRITTEN.findall(text)})


def give_alice_a_device(folder: Path) -> None:
    give_device(User.objects.get(user_name="alice"))


def leave_a_device_of_alice(folder: Path) -> None:
    account = User.objects.get(user_name="alice").account
    create_virtual_mfa_device(account=account, name="alice", now=datetime.now(tz=UTC))


def write_tokens(folder: Path) -> None:
    (folder / "tokens.csv").write_text("GAHT99999999,3132333435363738393031323334353637383930\n")


def write_a_lab(folder: Path) -> None:
    """The example of docs/labs.md."""
    example = (ROOT / "docs/labs.md").read_text().partition("```yaml\n")[2].partition("```")[0]
    (folder / "late-device").mkdir()
    (folder / "late-device" / "lab.yaml").write_text(example)


def make_a_class(folder: Path) -> None:
    call_command("class", "create", "blue-otter", "--seats=1", stdout=StringIO())


BEFORE: dict[str, Callable[[Path], None]] = {
    "class remove": make_a_class,
    "deactivate_mfa_device": give_alice_a_device,
    "delete_virtual_mfa_device": leave_a_device_of_alice,
    "import_tokens": write_tokens,
    "lab": write_a_lab,
}


@pytest.mark.parametrize("line", [line for line in written() if line.split()[0] not in SERVES])
def test_a_written_command_works(
    line: str, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    name, *arguments = shlex.split(line)
    call_command("demo", stdout=StringIO())
    starts = [each for each in BEFORE if f"{line} ".startswith(f"{each} ")]
    for start in starts:
        BEFORE[start](tmp_path)
    monkeypatch.chdir(tmp_path)
    output = StringIO()
    call_command(name, *arguments, stdout=output)
    assert output.getvalue() or name in DJANGO_S


@pytest.mark.parametrize("line", [line for line in written() if line.split()[0] in SERVES])
def test_a_written_way_to_serve_is_understood(line: str):
    name, *arguments = shlex.split(line)
    command = load_command_class("console", name)
    known = vars(command.create_parser("manage.py", name).parse_args(arguments))
    assert known["no_demo"] == ("--no-demo" in arguments)


def test_every_command_is_in_the_documents():
    ours = {name for name, app in get_commands().items() if app == "console"}
    architecture = (ROOT / "docs/architecture.md").read_text()
    for name in ours:
        assert re.search(rf"\b{name}\b", architecture), name
    assert ours - {line.split()[0] for line in written()} <= {"demo"}  # `make run` calls it
