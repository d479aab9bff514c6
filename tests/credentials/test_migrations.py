"""What an older version stored and this one does not is gone after an upgrade."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

CANARY = "My-New-Pa55word-as-it-was-sent"
BEFORE = [("credentials", "0007_password_attempts")]


def migrate(target: list[tuple[str, str]]) -> None:
    executor = MigrationExecutor(connection)
    executor.loader.build_graph()
    executor.migrate(target)


@pytest.mark.django_db(transaction=True)
def test_the_forms_that_django_axes_stored_are_gone():
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    migrate(BEFORE)
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE axes_accessattempt (id integer, post_data text)")
            for row in range(200):
                sent = f"old_password={CANARY}-{row}"
                cursor.execute("INSERT INTO axes_accessattempt VALUES (%s, %s)", [row, sent])
            cursor.execute("DELETE FROM axes_accessattempt WHERE id > 100")  # stays in free pages
        assert CANARY.encode() in stored()
    finally:
        migrate(latest)
    assert "axes_accessattempt" not in connection.introspection.table_names()
    if connection.vendor == "sqlite":
        assert CANARY.encode() not in stored()


def stored() -> bytes:
    """The bytes of an SQLite database and its log; of another database the rows."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT post_data FROM axes_accessattempt")
            return str(cursor.fetchall()).encode()
    name = str(connection.settings_dict["NAME"])
    files = [Path(name), Path(f"{name}-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())
