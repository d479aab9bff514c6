"""Argon2id at OWASP's minimum (t=2, 19 MiB, p=1): about a tenth of Django's default cost.

A process hashes a few passwords at a time and lets a few more wait, so that a flood of sign-ins
leaves time and threads for everything else.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import hashers

from accounts.errors import Throttling

AT_ONCE = 2
IN_ALL = 12  # with those that wait for their turn
_turns = threading.BoundedSemaphore(AT_ONCE)
_places = threading.BoundedSemaphore(IN_ALL)


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Throttling from `encode` and `verify` where too many passwords wait already."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with turn():
            return super().verify(password, encoded)


@contextmanager
def turn() -> Iterator[None]:
    """Hash in here; Throttling where too many wait already."""
    if not _places.acquire(blocking=False):
        raise Throttling("Rate exceeded")
    try:
        with _turns:
            yield
    finally:
        _places.release()
