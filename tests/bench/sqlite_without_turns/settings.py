"""The console's settings, with the backend of this folder and SQLite's own checkpoints."""

from console.settings import *  # noqa: F403
from console.settings import DATABASES

DATABASES["default"]["ENGINE"] = "tests.bench.sqlite_without_turns"
DATABASES["default"]["OPTIONS"]["init_command"] = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
)
