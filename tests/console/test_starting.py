"""Starting: odd folders, ports, two starts at once, files for the owner alone, the environment."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pip as packages
import pytest
from django.core.management import CommandError, call_command

from tests.browser.server import ROOT, database, environment_for

ODD = os.fsdecode(b"a b#c?d%25e'f\"g\nh\xff$(id)")


def manage(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@contextmanager
def starting(environment: dict[str, str], *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "manage.py", "serve", "--no-demo", "--port", "0", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def address_of(process: "subprocess.Popen[str]") -> str:
    """What the server says once it listens."""
    said = []
    for line in process.stdout or []:
        said.append(line)
        if line.startswith("Listening on "):
            return line.removeprefix("Listening on ").strip()
    raise AssertionError("".join(said))


def status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310
        return int(response.status)


def rights(folder: Path) -> set[str]:
    """The rights of the folder and of all in it, but for the static files."""
    found = [path for path in folder.rglob("*") if folder / "static" not in path.parents]
    return {oct(stat.S_IMODE(path.stat().st_mode) & 0o077) for path in [folder, *found]}


@pytest.mark.parametrize("by", ["granian", "gunicorn"])
def test_a_free_port_in_an_odd_folder(tmp_path: Path, by: str):
    """The address is printed once it answers, and commands beside the server know it."""
    environment = environment_for(tmp_path / ODD)
    with database(environment), starting(environment, "--server", by) as process:
        address = address_of(process)
        assert re.fullmatch(r"http://localhost:[1-9]\d+", address)
        assert status(f"{address}/signin/") == 200
        made = manage(environment, "bootstrap", "--account-id", "111122223333", "--json")
        assert json.loads(made.stdout)["sign_in_url"].startswith(f"{address}/signin/")
        assert rights(tmp_path / ODD) == {"0o0"}


def test_two_first_starts_at_once(tmp_path: Path):
    environment = environment_for(tmp_path)
    with (
        database(environment),
        starting(environment) as one,
        starting(environment) as other,
    ):
        assert status(f"{address_of(one)}/signin/") == 200
        assert status(f"{address_of(other)}/signin/") == 200


def test_bootstrap_needs_no_database_before_it(tmp_path: Path):
    environment = environment_for(tmp_path)
    with database(environment):
        missing = manage(environment, "reset_user", "alice")
        assert missing.returncode == 1
        assert missing.stderr.count("\n") == 1
        assert "Run: manage.py migrate" in missing.stderr
        made = manage(environment, "bootstrap", "--account-id", "111122223333", "--json")
        assert json.loads(made.stdout)["user_name"] == "admin"


def test_a_tilde_is_the_home_folder(tmp_path: Path):
    """A unit file may have one; no shell expands it there."""
    environment = environment_for(tmp_path) | {"HOME": str(tmp_path), "DATA_DIR": "~/iam"}
    assert manage(environment, "check").returncode == 0
    assert (tmp_path / "iam" / "secrets" / "secret_key").exists()
    assert not Path("~").exists()


def test_files_that_everybody_could_read_are_the_owner_s_after_a_start(tmp_path: Path):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "static").mkdir()
    shared = ["db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "secrets/secret_key"]
    for name in shared:
        (tmp_path / name).write_text("x")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    assert manage(environment_for(tmp_path), "check").returncode == 0
    assert rights(tmp_path) - {"0o77"} == {"0o0"}
    for path in (tmp_path, *(tmp_path / name for name in [*shared, "secrets"])):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_database_of_the_night_when_a_migration_was_renumbered(tmp_path: Path):
    """Its indexes of users were made as accounts.0004, before the boundaries."""
    environment = environment_for(tmp_path)
    published = (
        "from importlib import import_module\n"
        "from django.db import connection, migrations\n"
        "from django.db.migrations.executor import MigrationExecutor\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "m = import_module('accounts.migrations.0005_orders_of_users').Migration\n"
        "state = MigrationExecutor(connection).loader.project_state([('accounts', "
        "'0003_policy_versions')])\n"
        "with connection.schema_editor() as editor:\n"
        "    for one in m.operations:\n"
        "        after = state.clone(); one.state_forwards('accounts', after)\n"
        "        migrations.AddIndex.database_forwards(one, 'accounts', editor, state, after)\n"
        "        state = after\n"
        "MigrationRecorder(connection).record_applied('accounts', '0004_orders_of_users')\n"
    )
    with database(environment):
        manage(environment, "migrate", "accounts", "0003_policy_versions")
        made = manage(environment, "shell", "-v", "0", "-c", published)
        assert made.stderr == ""
        upgraded = manage(environment, "bootstrap", "--account-id", "111122223333", "--json")
        assert json.loads(upgraded.stdout)["user_name"] == "admin"
        assert manage(environment, "migrate", "--check").returncode == 0


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("BASE_URL", "lab.example.test:8455"),
        ("DATA_DIR", str(ROOT / "manage.py")),
        ("DATABASE_URL", "postgres://someone:hunter22@127.0.0.1:1/nothing"),
    ],
)
@pytest.mark.parametrize("command", [["serve", "--no-demo"], ["reset_user", "alice"]])
def test_a_setting_that_cannot_work_is_one_line(
    tmp_path: Path, setting: str, value: str, command: list[str]
):
    failed = manage(environment_for(tmp_path / "data") | {setting: value}, *command)
    assert failed.returncode == 1
    assert failed.stderr.strip().count("\n") == 0
    assert failed.stderr.startswith(("Error: ", "CommandError: "))
    assert "hunter22" not in failed.stderr


NO_PORTS = ["70000", "-1", "http", "8000.5", "9" * 99]
NO_PORT = "{!r} is no port: a number from 1 to 65535, or 0 for a free one."


@pytest.mark.parametrize("port", NO_PORTS)
def test_a_port_that_cannot_be_is_an_error_of_the_command(port: str):
    with pytest.raises(CommandError) as caught:
        call_command("serve", f"--port={port}")
    assert str(caught.value) == NO_PORT.format(port)


def test_an_error_of_the_command_is_one_line(tmp_path: Path):
    failed = manage(environment_for(tmp_path), "serve", f"--port={NO_PORTS[0]}")
    assert failed.returncode == 1
    assert failed.stderr.strip() == "CommandError: " + NO_PORT.format(NO_PORTS[0])


def python_that_makes(path: Path, *, pip: bool = False) -> str:
    """A Python whose virtual environments come at once: with this one's pip, or without any and
    then its making fails, as without ensurepip."""
    link = f"ln -s {Path(packages.__file__).parent} .venv/lib/python*/site-packages/"
    path.write_text(
        f'#!/bin/sh\ncase "$*" in "-m venv "*) {sys.executable} "$@" --without-pip; '
        f'{link if pip else "exit 1"}; exit;; esac\nexec {sys.executable} "$@"\n'
    )
    path.chmod(0o755)
    return str(path)


def make_run(folder: Path, python: str) -> "subprocess.CompletedProcess[str]":
    """`make run`, as a person types it: not as a part of the `make test` that may run this."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MAKE") and name != "MFLAGS"
    }
    return subprocess.run(
        ["make", "run"], cwd=folder, env=own | {"PYTHON": python},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_ruined_environment_is_mended(tmp_path: Path):
    """Half made (without ensurepip), its Python gone, its Python of another version."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements.txt").touch()
    (folder / "manage.py").write_text("print('served')\n")
    half, whole = (
        python_that_makes(tmp_path / "half"),
        python_that_makes(tmp_path / "whole", pip=True),
    )
    python = folder / ".venv" / "bin" / "python"

    assert make_run(folder, half).returncode == 2
    assert python.exists()
    mended = make_run(folder, whole)
    assert "served" in mended.stdout.splitlines()
    assert "Fetching packages into .venv, about a minute." in mended.stdout
    assert make_run(folder, whole).stdout == "served\n"
    python.unlink()
    python.symlink_to("/nonexistent/python")
    assert make_run(folder, whole).stdout.endswith("served\n")
    library = next((folder / ".venv" / "lib").iterdir())
    library.rename(library.with_name("python3.1"))
    assert make_run(folder, whole).stdout.endswith("served\n")
