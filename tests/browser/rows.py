"""The rows of a running server, read and put back: the next story finds the data of a first start
without the seconds that a server takes to begin."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.browser.server import Server

Rows = dict[str, Any]  # of each table: tuples for SQLite, PostgreSQL's own text


def rows_of(server: Server) -> Rows:
    """What each table of the server's database holds."""
    url = server.environment.get("DATABASE_URL", "")
    return _of_postgresql(url) if url.startswith("postgres") else _of_sqlite(_file(server))


def put_back(server: Server, rows: Rows) -> None:
    """Make the tables hold these rows and no others, in one transaction."""
    url = server.environment.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        _put_into_postgresql(url, rows)
    else:
        _put_into_sqlite(_file(server), rows)


def _file(server: Server) -> Path:
    return Path(server.environment["DATA_DIR"]) / "db.sqlite3"


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    assert file.exists(), file
    with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as connection:
        yield connection


def _of_sqlite(file: Path) -> Rows:
    with _opened(file) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in tables.fetchall()
        }


def _put_into_sqlite(file: Path, rows: Rows) -> None:
    with _opened(file) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for name, of_table in rows.items():
            connection.execute(f'DELETE FROM "{name}"')
            if of_table:
                places = ", ".join("?" * len(of_table[0]))
                connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', of_table)
        connection.execute("COMMIT")


def _of_postgresql(url: str) -> Rows:
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = {}
        for (name,) in tables.fetchall():
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                rows[name] = b"".join(copy)
    return rows


def _put_into_postgresql(url: str, rows: Rows) -> None:
    with psycopg.connect(url) as connection:
        for name in rows:
            connection.execute(f'DELETE FROM "{name}"')
        for name, of_table in rows.items():
            with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(of_table)
