"""Identifiers and secrets of credentials. Pure; randomness comes from `secrets`."""

import base64
import re
import secrets

from accounts.values.ids import BASE32

CARRIES_ACCOUNT = re.compile(r"A[KS]IA[Q-Z2-7][A-Z2-7]{15}")


def access_key_id(account_id: str, prefix: str = "AKIA") -> str:
    """An access key id: AKIA (long-term) or ASIA + 16 characters that carry the account id.

    The 16 characters, read as base32, hold the account in bits 7 to 46 of their first six bytes
    (the top bit is always set), as keys issued since about 2019 do.

    >>> account_of(access_key_id("123456789012"))
    '123456789012'
    >>> len(access_key_id("123456789012"))
    20
    """
    number = (1 << 47) | (int(account_id) << 7) | secrets.randbelow(1 << 7)
    bits = (number << 32) | secrets.randbits(32)
    return prefix + "".join(BASE32[(bits >> shift) & 31] for shift in range(75, -1, -5))


def account_of(key_id: str) -> str:
    """The account id inside an access key id; ValueError for an id that carries none.

    >>> account_of("ASIAQNZGKIQY56JQ7WML")
    '029608264753'
    """
    if not CARRIES_ACCOUNT.fullmatch(key_id):
        raise ValueError("This access key ID carries no account.")
    bits = 0
    for character in key_id[4:20]:
        bits = (bits << 5) | BASE32.index(character)
    return f"{(bits >> 32 & 0x7FFFFFFFFF80) >> 7:012d}"


def secret_access_key() -> str:
    """A secret access key: 40 characters of A-Za-z0-9/+.

    It never begins with a character that a spreadsheet would take for a formula.

    >>> len(secret_access_key())
    40
    """
    return _base64(30)


def service_password() -> str:
    """A service-specific password: 44 characters, the base64 of 32 random bytes (2019 to 2024).

    It never begins with a character that a spreadsheet would take for a formula.

    >>> len(service_password())
    44
    """
    return _base64(32)


def service_user_name(user_name: str, account_id: str, number: int) -> str:
    """The user name of a user's first (0), second (1) ... credential for a service.

    >>> service_user_name("alice", "123456789012", 0), service_user_name("alice", "1" * 12, 1)
    ('alice-at-123456789012', 'alice+1-at-111111111111')
    """
    suffix = f"+{number}" if number else ""
    return f"{user_name}{suffix}-at-{account_id}"


def _base64(length: int) -> str:
    while True:
        text = base64.b64encode(secrets.token_bytes(length)).decode()
        if text[0] not in "+/":
            return text
