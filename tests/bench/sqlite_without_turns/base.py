"""Django's backend, with the two methods that `accounts.database.prepared` calls."""

from contextlib import AbstractContextManager, nullcontext

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Nobody takes turns."""

    def begin(self) -> None:
        """The transaction began when Django was asked for it."""

    def turn(self) -> AbstractContextManager[None]:
        return nullcontext()
