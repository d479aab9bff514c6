"""The looks in which a story is told: a scheme and a width.

What a page looks like does not depend on the database: on SQLite a story is told in each look, on
PostgreSQL in the first alone.
"""

import os

import pytest

WIDE_FIRST = [("light", 1440), ("dark", 390)]
DARK_FIRST = [("dark", 1440), ("light", 390)]


def on_postgresql() -> bool:
    """Whether the tests run on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def looks(pairs: list[tuple[str, int]] = WIDE_FIRST) -> pytest.MarkDecorator:
    """Parametrize a story by `scheme` and `width`."""
    return pytest.mark.parametrize(("scheme", "width"), pairs[:1] if on_postgresql() else pairs)
