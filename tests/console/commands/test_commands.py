import json
import os
import socket
import stat
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Account, User
from accounts.operations.users import create_user
from credentials.models import AccessKey, MFADevice
from tests.browser.server import ROOT
from tests.support.rows import rows
from tests.world import PAGE, World, give_device


def run(*arguments: str, **options: object) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output, **options)
    return output.getvalue()


def bootstrap(*more: str) -> str:
    return run(
        "bootstrap", "--account-id", "111122223333", "--alias", "class-a", "--user", "teacher",
        "--password", "a password", *more,
    )  # fmt: skip


def test_bootstrap_gives_a_way_in(db: None):
    sheet = json.loads(bootstrap("--json", "--access-key"))
    assert set(sheet) == {
        "account_id", "alias", "sign_in_url", "user_name", "password", "access_key_id",
        "secret_access_key",
    }  # fmt: skip
    client = Client()
    response = client.post(
        "/signin/",
        {"account": sheet["alias"], "username": sheet["user_name"], "password": sheet["password"]},
    )
    assert response.url == PAGE
    assert sheet["access_key_id"] in client.get(PAGE).content.decode()
    assert sheet["sign_in_url"].endswith("/signin/?account=class-a")


def test_bootstrap_twice_answers_and_changes_nothing(db: None):
    first = json.loads(bootstrap("--json"))
    before = rows()
    assert json.loads(bootstrap("--json")) == first
    unknown = run("bootstrap", "--account-id", "111122223333", "--user", "teacher", "--json")
    assert json.loads(unknown) == first | {"password": None}
    assert rows() == before


def test_bootstrap_makes_another_key_for_a_user_who_exists(db: None):
    first = json.loads(bootstrap("--json", "--access-key"))
    second = json.loads(bootstrap("--json", "--access-key"))
    assert first["access_key_id"] != second["access_key_id"]
    before = rows()
    with pytest.raises(CommandError, match="AccessKeysPerUser"):
        bootstrap("--access-key")
    assert rows() == before


def test_bootstrap_gives_nobody_rights_who_exists(db: None):
    bootstrap()
    account = Account.objects.get()
    create_user(account=account, user_name="pupil", password="a password", now=datetime.now(tz=UTC))
    before = rows()
    run("bootstrap", "--account-id", "111122223333", "--user", "pupil")
    assert rows() == before


@pytest.mark.parametrize(("option", "said"), [("--password", "password"), ("--alias", "alias")])
def test_bootstrap_contradicts_nothing_that_exists(db: None, option: str, said: str):
    bootstrap()
    before = rows()
    with pytest.raises(CommandError, match=f"exists, with .*{said}"):
        run("bootstrap", "--account-id", "111122223333", "--user", "teacher", option, "another-1")
    assert rows() == before


@pytest.mark.parametrize(("account_id", "alias"), [("1", "ok-alias"), ("1" * 12, "-x-")])
def test_bootstrap_refuses_malformed_names(db: None, account_id: str, alias: str):
    with pytest.raises(CommandError):
        run("bootstrap", "--account-id", account_id, "--alias", alias)
    assert not Account.objects.exists()


def test_the_demo_is_made_once(db: None):
    sheet = run("demo")
    assert "alice-training-1" in sheet
    assert run("demo") == sheet
    assert User.objects.count() == 3


def test_an_administrator_deletes_a_leftover(world: World):
    device = give_device(world.alice)
    with pytest.raises(CommandError, match="Must deactivate first"):
        run("delete_virtual_mfa_device", device.serial_number)
    MFADevice.objects.update(user=None)
    run("delete_virtual_mfa_device", device.serial_number)
    assert not MFADevice.objects.exists()
    for serial in ("nonsense", "arn:aws:iam::999999999999:mfa/x", device.serial_number):
        with pytest.raises(CommandError):
            run("delete_virtual_mfa_device", serial)


def test_resealing_puts_everything_under_the_first_key(world: World, settings):
    device, seed = give_device(world.alice), None
    seed = device.seed
    sheet = json.loads(bootstrap("--json", "--access-key"))
    settings.SEALING_KEYS = [Fernet.generate_key().decode(), *settings.SEALING_KEYS]
    assert run("reseal").startswith("2 secrets")
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    device.refresh_from_db()
    assert device.seed == seed
    from credentials import sealing

    key = AccessKey.objects.get(access_key_id=sheet["access_key_id"])
    assert sealing.unseal(key.sealed_secret) == sheet["secret_access_key"]


def manage(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "console.settings",
        "DATABASE_URL": f"sqlite:///{data}/db.sqlite3",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_secrets_are_made_once_for_the_owner_only(tmp_path: Path):
    for _ in range(2):
        assert manage(tmp_path, "check").returncode == 0
        found = {p.name: p.read_text() for p in (tmp_path / "secrets").iterdir()}
    assert set(found) == {"secret_key", "sealing_keys"}
    for path in (tmp_path / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    manage(tmp_path, "check")
    assert {p.name: p.read_text() for p in (tmp_path / "secrets").iterdir()} == found


def test_a_taken_port_is_one_clear_line(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = manage(tmp_path, "serve", "--port", port)
    assert result.returncode == 1
    assert result.stderr.strip().count("\n") == 0
    assert f"127.0.0.1:{port} cannot be used" in result.stderr


def settings_print(expressions: str, folder: Path, **environment: str) -> list[str]:
    """What settings `s` say in a process of their own, started in that folder."""
    code = f"from django.conf import settings as s; print({expressions})"
    named = {"DJANGO_SETTINGS_MODULE": "console.settings", "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=os.environ | named | environment,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return result.stdout.split()


def test_proxies_of_this_machine_are_believed_where_https_is_typed(tmp_path: Path):
    def believed(**environment: str) -> str:
        expression = "','.join(map(str, s.TRUSTED_PROXIES)) or 'nobody'"
        return settings_print(expression, tmp_path, DATA_DIR=str(tmp_path), **environment)[0]

    assert believed(BASE_URL="https://iam.example.org") == "127.0.0.0/8,::1/128"
    assert believed(BASE_URL="http://iam.example.org") == "nobody"
    named = "10.0.0.5, ::ffff:10.1.0.0/112"
    assert believed(BASE_URL="http://x", TRUSTED_PROXIES=named) == "10.0.0.5/32,10.1.0.0/16"


def test_cookies_of_two_installations_have_different_names(tmp_path: Path):
    """Cookies know no ports: two servers on localhost would end each other's sessions."""
    names = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.REMEMBERED_COOKIE_NAME"

    def cookies(folder: str, **environment: str) -> set[str]:
        return set(settings_print(names, tmp_path, DATA_DIR=str(tmp_path / folder), **environment))

    first, second = cookies("first"), cookies("second")
    assert len(first | second) == 6
    assert cookies("first") == first
    same_key = {"SECRET_KEY": "one key for both"}
    assert len(cookies("first", **same_key) | cookies("second", **same_key)) == 6


def test_behind_tls_cookies_are_secure_and_hsts_is_on(tmp_path: Path):
    said = settings_print(
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.DEBUG, "
        "s.ALLOWED_HOSTS[-1]",
        tmp_path, DATA_DIR=str(tmp_path), BASE_URL="https://iam.example.org",
    )  # fmt: skip
    assert said == ["True", "True", "True", "False", "iam.example.org"]


def test_an_empty_setting_counts_as_not_given(tmp_path: Path):
    """The folder in which a command is run is not taken for the data's."""
    said = settings_print(
        "s.DATA_DIR == s.BASE_DIR / 'data', s.DATABASES['default']['NAME'], s.BASE_URL[:5]",
        tmp_path, DATA_DIR="", DATABASE_URL="", BASE_URL="", SECRET_KEY="django",
        SEALING_KEYS=Fernet.generate_key().decode(),
    )  # fmt: skip
    database = ROOT / "data" / "db.sqlite3"
    assert said == ["True", str(database), "http:"]
    assert not list(tmp_path.iterdir())
