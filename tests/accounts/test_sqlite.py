"""Several writers: each gets its turn, whatever the one before it did."""

import fcntl
import gc
import os
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import Account
from accounts.operations.accounts import create_account
from tests.support.parallel import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(tz=UTC)


def rename(alias: str) -> None:
    Account.objects.update(alias=alias)


def test_a_turn_ends_with_its_transaction():
    create_account(account_id="123456789012", alias=None, now=NOW)

    def fail() -> None:
        with transaction.atomic():
            rename("lost")
            raise LookupError

    def keep() -> None:
        with transaction.atomic():
            rename("kept")

    outcomes = all_at_once([fail, keep] * 10)
    assert outcomes.count(LookupError) == outcomes.count(None) == 10
    assert Account.objects.get().alias == "kept"


if connection.vendor == "sqlite":  # the others have no turns

    def test_a_turn_within_a_transaction_is_the_same():
        with transaction.atomic():
            with connection.turn():
                create_account(account_id="123456789012", alias=None, now=NOW)
            assert connection._has_turn
        assert not connection._has_turn

    def test_a_transaction_within_one_begins_with_its_first_statement_too():
        with transaction.atomic():
            with transaction.atomic():
                assert not connection._has_turn
            with suppress(LookupError), transaction.atomic():
                raise LookupError
            assert not connection._has_turn
            with transaction.atomic(), transaction.atomic():
                create_account(account_id="123456789012", alias="first", now=NOW)
                assert connection._has_turn
            with suppress(LookupError), transaction.atomic():
                rename("lost")
                raise LookupError
        assert not connection._has_turn
        assert Account.objects.get().alias == "first"

    def test_what_began_with_a_transaction_within_is_undone_with_it():
        with transaction.atomic():
            with suppress(LookupError), transaction.atomic(), transaction.atomic():
                create_account(account_id="123456789012", alias=None, now=NOW)
                raise LookupError
            create_account(account_id="210987654321", alias=None, now=NOW)
        assert Account.objects.get().account_id == "210987654321"

    def test_a_writer_waits_for_the_turn_of_another_process(monkeypatch):
        create_account(account_id="123456789012", alias=None, now=NOW)
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
        with open(f"{connection.settings_dict['NAME']}-turn", "r+") as others:
            fcntl.flock(others, fcntl.LOCK_EX)
            with pytest.raises(OperationalError), transaction.atomic():
                rename("never")
        with transaction.atomic():
            rename("kept")
        assert Account.objects.get().alias == "kept"

    def test_a_transaction_waits_for_its_turn_only_when_it_asks_something(monkeypatch):
        create_account(account_id="123456789012", alias=None, now=NOW)
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
        with open(f"{connection.settings_dict['NAME']}-turn", "r+") as others:
            fcntl.flock(others, fcntl.LOCK_EX)
            with transaction.atomic():
                fcntl.flock(others, fcntl.LOCK_UN)
                rename("kept")
                assert connection._has_turn
            fcntl.flock(others, fcntl.LOCK_EX)
            with transaction.atomic():
                pass
        assert Account.objects.get().alias == "kept"

    def undo(*statements: Callable[[], object]) -> None:
        with transaction.atomic():
            for statement in statements:
                statement()
            raise LookupError

    def test_a_transaction_that_could_not_begin_begins_with_the_next_statement(monkeypatch):
        create_account(account_id="123456789012", alias="kept", now=NOW)
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
        with open(f"{connection.settings_dict['NAME']}-turn", "r+") as others:

            def refused() -> None:
                fcntl.flock(others, fcntl.LOCK_EX)
                with pytest.raises(OperationalError), connection.cursor() as cursor:
                    cursor.execute("UPDATE accounts_account SET alias = 'never'")
                fcntl.flock(others, fcntl.LOCK_UN)

            with pytest.raises(LookupError):
                undo(refused, lambda: rename("undone"))
        assert Account.objects.get().alias == "kept"

    def test_a_cursor_from_before_a_transaction_writes_within_it():
        create_account(account_id="123456789012", alias="kept", now=NOW)
        sql = "UPDATE accounts_account SET alias = %s"
        with connection.cursor() as cursor:
            with pytest.raises(LookupError):
                undo(lambda: cursor.execute(sql, ["undone"]))
            with pytest.raises(LookupError):
                undo(lambda: cursor.executemany(sql, [["undone"]]))
        assert Account.objects.get().alias == "kept"

    def test_the_log_is_copied_into_the_database_between_two_requests(monkeypatch, tmp_path):
        def copied() -> list[tuple[str]]:
            subprocess.run(["cp", connection.settings_dict["NAME"], tmp_path / "alone"], check=True)
            with closing(sqlite3.connect(tmp_path / "alone")) as database:
                return database.execute("SELECT alias FROM accounts_account").fetchall()

        connection.close()  # the last one that closes copies what there is
        connection.connect()
        monkeypatch.setattr(connection, "close_at", None)  # it stays open, as a server's does
        connection._turns = 0
        create_account(account_id="123456789012", alias="in-the-log", now=NOW)
        connection.close_if_unusable_or_obsolete()
        assert copied() == []
        monkeypatch.setattr("accounts.database.sqlite.base.CHECKPOINT", 1)
        reading = connection.connection.execute("SELECT name FROM sqlite_master")
        connection.close_if_unusable_or_obsolete()
        assert copied() == []
        reading.close()
        with transaction.atomic():
            rename("in-the-log")
        connection.close_if_unusable_or_obsolete()
        assert copied() == [("in-the-log",)]

    def test_a_thread_that_ends_leaves_no_file_open():
        def connect() -> None:
            thread = threading.Thread(target=lambda: connection.ensure_connection())
            thread.start()
            thread.join()
            gc.collect()

        connect()
        before = len(os.listdir("/dev/fd"))  # what other tests left may be closed meanwhile
        for _ in range(10):
            connect()
        assert len(os.listdir("/dev/fd")) < before + 10
