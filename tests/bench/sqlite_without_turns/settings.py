"""The console's settings, with the backend of this folder and SQLite's own checkpoints."""

from console.settings import *  # noqa: F403
from console.settings import DATABASES as AS_IN_USE

DATABASES = {
    "default": AS_IN_USE["default"]
    | {
        "ENGINE": "tests.bench.sqlite_without_turns",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
