"""Bring the database up to date, one command at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.operations.policies.managed_policies import ship_managed_policies

LOCK = 0x49414D  # the number of the advisory lock of PostgreSQL: "IAM"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for other commands that prepare the same DATA_DIR or the same PostgreSQL database."""
    lock = os.open(settings.DATA_DIR / "start.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _advisory_lock():
            yield
    finally:
        os.close(lock)


@contextmanager
def _advisory_lock() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def is_up_to_date() -> bool:
    """Whether every migration was applied to the database."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def bring_up_to_date() -> None:
    """Migrate, and add AWS's managed policies that ship here; for use inside `one_at_a_time`."""
    if not is_up_to_date():
        call_command("migrate", verbosity=0, interactive=False)
    ship_managed_policies()
