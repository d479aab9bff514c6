import os
import time
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from django.db import transaction
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from credentials.models import MFADevice
from tests import world as worlds

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
hypothesis.settings.register_profile("suite", deadline=None)  # a slow machine is no failure
hypothesis.settings.load_profile("suite")


def _deletes(operations: DatabaseOperations, style: object, tables: list[str], **_: object):
    """The tables are small: deleting takes a millisecond, Django's TRUNCATE eighty."""
    return [";".join(f"DELETE FROM {operations.quote_name(table)}" for table in tables)]


DatabaseOperations.sql_flush = _deletes  # type: ignore[method-assign]

SESSIONS = "SELECT pid, state, left(query, 200) FROM pg_stat_activity WHERE datname = %s"
PATIENCE = 60  # half seconds
drop_database = DatabaseCreation._destroy_test_db


def _drop_when_alone(creation: DatabaseCreation, name: str, verbosity: int) -> None:
    """A thread of the last test may take longer to end than the five seconds that PostgreSQL waits
    before it refuses to drop the database. One that does not end is named."""
    for _ in range(PATIENCE):
        with creation._nodb_cursor() as cursor:
            cursor.execute(SESSIONS, [name])
            sessions = cursor.fetchall()
        if not sessions:
            break
        time.sleep(0.5)
    assert not sessions, sessions
    drop_database(creation, name, verbosity)


DatabaseCreation._destroy_test_db = _drop_when_alone  # type: ignore[method-assign]


@pytest.fixture(scope="module")
def shared_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a module's own fixtures: what they write is there for each of its tests that use `db`.

    What such a test writes is taken back after it, as ever. Not for tests whose database is
    `transactional_db`: other connections do not see what is written.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(db: None) -> worlds.World:
    return worlds.make_world()


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """`signed_in(user)` or `signed_in(user, device)`: a client of that session."""

    def make(user: User, device: MFADevice | None = None) -> Client:
        return worlds.sign_in(Client(), user, device=device)

    return make
