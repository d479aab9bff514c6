"""The commands of docs/operations.md work, one after another, as they stand there."""

import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from tests.browser.server import ROOT, database

BLOCK = re.compile(r"^```bash( postgresql)?\n(.+?)^```$", re.MULTILINE | re.DOTALL)
OPERATIONS = (ROOT / "docs/operations.md").read_text()
ADMINISTRATOR = "SELECT count(*) FROM accounts_user WHERE user_name = 'admin'"


def blocks(*, postgresql: bool) -> list[str]:
    """The blocks for one database; what holds for both is among those for SQLite."""
    return [text for mark, text in BLOCK.findall(OPERATIONS) if bool(mark) == postgresql]


def test_everything_on_sqlite(tmp_path: Path):
    folder = prepared(tmp_path)
    environment = os.environ | {"DATA_DIR": "data", "DATABASE_URL": ""}
    written = blocks(postgresql=False)
    assert len(written) == 15
    first, backup, secrets, restore, *others = written
    run(first, folder, environment)
    django_key = (folder / "data/secrets/secret_key").read_text()
    old_key, secret = (folder / "data/secrets/sealing_keys").read_text(), sealed_secret(folder)
    run(backup, folder, environment)
    run(secrets, folder, environment)
    sql(folder, "DELETE FROM credentials_accesskey")
    assert run(restore, folder, environment).split()[-1] == "ok"
    assert sealed_secret(folder) == secret
    for block in others:
        run(block, folder, environment)
    new_key = (folder / "data/secrets/sealing_keys").read_text().strip()
    assert new_key != old_key
    assert opens(new_key, sealed_secret(folder))
    assert not opens(old_key, sealed_secret(folder))
    assert (folder / "data/secrets/secret_key").read_text() != django_key


def test_backup_and_restore_on_postgresql(tmp_path: Path):
    """Where the suite runs on PostgreSQL; on SQLite the blocks above are all that apply."""
    written = blocks(postgresql=True)
    assert len(written) == 3
    environment = os.environ | {"DATA_DIR": "data"}
    if not environment.get("DATABASE_URL", "").startswith("postgres"):
        return
    folder = prepared(tmp_path)
    with database(environment):
        bootstrap = blocks(postgresql=False)[0]
        run(bootstrap, folder, environment)
        backup, restore, events = written
        run(backup, folder, environment)
        run('psql "$DATABASE_URL" -c "TRUNCATE accounts_user CASCADE"', folder, environment)
        run(restore, folder, environment)
        count = run(f'psql "$DATABASE_URL" -Atc "{ADMINISTRATOR}"', folder, environment)
        assert count.strip() == "1"
        run(events, folder, environment)


def prepared(folder: Path) -> Path:
    """A project's folder with no data yet."""
    for name in (".venv", "manage.py"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def run(script: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


def sealed_secret(folder: Path) -> str:
    return str(sql(folder, "SELECT sealed_secret FROM credentials_accesskey")[0][0])


def sql(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "data/db.sqlite3")) as connection, connection:
        return connection.execute(statement).fetchall()


def opens(key: str, sealed: str) -> bool:
    try:
        Fernet(key).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True
