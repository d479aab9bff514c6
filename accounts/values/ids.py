"""AWS unique identifiers and account-wide ids. Pure; randomness comes from `secrets`."""

import secrets

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def unique_id(prefix: str, length: int = 17) -> str:
    """A unique id such as AIDA... (user), AGPA... (group), ANPA... (managed policy).

    `length` counts the characters after the four-letter prefix; users, groups and policies
    have 17 (21 in all), as recorded from AWS.

    >>> len(unique_id("AIDA"))
    21
    """
    return prefix + "".join(secrets.choice(BASE32) for _ in range(length))


def canonical_user_id() -> str:
    """An account's canonical user id: 64 lower-case hexadecimal digits.

    >>> len(canonical_user_id())
    64
    """
    return secrets.token_hex(32)
