"""Encryption at rest for what must be recoverable: TOTP seeds and secret access keys.

Fernet (AES-128-CBC with HMAC-SHA-256) of the `cryptography` package under the keys of the
SEALING_KEYS setting. The first key seals, every key opens; to rotate, put a new key in front, run
`manage.py reseal`, then drop the old one.
"""

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(secret: str) -> str:
    """Encrypt a secret for storage."""
    return _fernet(tuple(settings.SEALING_KEYS)).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt what `seal` gave; `cryptography.fernet.InvalidToken` if no key opens it."""
    return _fernet(tuple(settings.SEALING_KEYS)).decrypt(sealed.encode()).decode()


def reseal(sealed: str) -> str:
    """The same secret under the first key."""
    return _fernet(tuple(settings.SEALING_KEYS)).rotate(sealed.encode()).decode()
