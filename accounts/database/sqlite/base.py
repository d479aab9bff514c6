"""Django's backend for SQLite, where writers of several processes take turns.

SQLite has one writer at a time. A writer that finds it busy sleeps a millisecond, then two, five,
ten and more, although the writer before it needs a fraction of a millisecond. Here a writer first
locks a file beside the database. It tries again at once for as long as a turn usually lasts,
yielding the processor in between, and then ten times a millisecond. SQLite's own locks protect the
data as before: a writer without a turn only waits longer.

A transaction begins with its first statement, as PostgreSQL's does, and so does a nested one:
hashing, sealing and deciding before it keep no other writer waiting. The log is copied into the
database between two requests, outside of turns.
"""

import fcntl
import os
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.utils import debug_transaction
from django.db.utils import OperationalError

USUAL = 0.001  # seconds; who waits longer sleeps between two questions
PAUSE = 0.0001  # seconds
CHECKPOINT = 250  # turns; some three pages each, so about what SQLite would do by itself


class Cursor(base.SQLiteCursorWrapper):
    """Begins the pending transaction before the first statement."""

    def __init__(self, connection: Any, wrapper: "DatabaseWrapper") -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        self._wrapper.begin()
        return super().execute(*args, **kwargs)

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        self._wrapper.begin()
        return super().executemany(*args, **kwargs)


class DatabaseWrapper(base.DatabaseWrapper):
    """Every transaction is a turn; `turn()` is one for a single statement."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._file: int | None = None
        self._close_file: Callable[[], object] = lambda: None
        self._has_turn = self._is_to_begin = False
        self._savepoints: list[str] = []  # asked for before the transaction began
        self._turns = 0

    def close_if_unusable_or_obsolete(self) -> None:
        """Called between two requests."""
        super().close_if_unusable_or_obsolete()
        if self._turns >= CHECKPOINT and self.connection is not None:
            self._turns = 0
            with suppress(sqlite3.OperationalError):  # a query is still read: the next time
                self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            path = f"{self.settings_dict['NAME']}-turn"
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._close_file = weakref.finalize(self, os.close, self._file)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=lambda connection: Cursor(connection, self))

    def _start_transaction_under_autocommit(self) -> None:
        self._is_to_begin = True

    def begin(self) -> None:
        """Begin the pending transaction, if there is one.

        Not by a cursor, as Django would: it takes twice as long.
        """
        if not self._is_to_begin:
            return
        self._is_to_begin = False
        try:
            self._take_turn()
            sql = f"BEGIN {self.transaction_mode or 'DEFERRED'}"  # type: ignore[attr-defined]
            with debug_transaction(self, sql), self.wrap_database_errors:
                self.connection.execute(sql)
                while self._savepoints:
                    self.connection.execute(self.ops.savepoint_create_sql(self._savepoints.pop(0)))
        except BaseException:
            self._end_turn()
            self._is_to_begin = True
            raise

    def _savepoint(self, sid: str) -> None:
        """A transaction within one that did not begin begins with it: nothing is held for it."""
        if self._is_to_begin:
            self._savepoints.append(sid)
        else:
            super()._savepoint(sid)  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        if not self._was_put_off(sid):
            super()._savepoint_rollback(sid)  # type: ignore[misc]

    def _savepoint_commit(self, sid: str) -> None:
        if not self._was_put_off(sid):
            super()._savepoint_commit(sid)  # type: ignore[misc]

    def _was_put_off(self, sid: str) -> bool:
        """Whether the transaction did not begin: then no savepoint is there to end."""
        if self._is_to_begin and sid in self._savepoints:
            del self._savepoints[self._savepoints.index(sid) :]
        return self._is_to_begin

    def turn(self) -> AbstractContextManager[None]:
        """Write in here; within a transaction, which is a turn, nothing changes."""
        self.begin()
        return nullcontext() if self._has_turn else self._own_turn()

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        self._take_turn()
        try:
            yield
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        """OperationalError after as long as SQLite itself would have waited."""
        if self._file is None or self._locked():
            return
        start = time.monotonic()
        while not self._locked():
            waited = time.monotonic() - start
            if waited > self.settings_dict["OPTIONS"]["timeout"]:
                raise OperationalError("database is locked")
            if waited < USUAL:
                os.sched_yield()
            else:
                time.sleep(PAUSE)

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
        except BlockingIOError:
            return False
        self._has_turn = True
        return True

    def _end_turn(self) -> None:
        self._is_to_begin = False
        self._savepoints.clear()
        if self._has_turn:
            self._has_turn = False
            self._turns += 1
            fcntl.flock(self._file, fcntl.LOCK_UN)  # type: ignore[arg-type]

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()
            self._close_file()
            self._file = None
