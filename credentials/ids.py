"""Identifiers and secrets of credentials. Pure; randomness comes from `secrets`."""

import secrets
import string

from accounts.ids import BASE32

SECRET_ALPHABET = string.ascii_letters + string.digits + "/+"


def access_key_id(account_id: str) -> str:
    """A long-term access key id: AKIA + 16 characters that carry the account id.

    The 16 characters, read as base32, hold the account in bits 7 to 46 of their first six bytes
    (the top bit is always set), as keys issued since about 2019 do.

    >>> account_of(access_key_id("123456789012"))
    '123456789012'
    >>> len(access_key_id("123456789012"))
    20
    """
    number = (1 << 47) | (int(account_id) << 7) | secrets.randbelow(1 << 7)
    bits = (number << 32) | secrets.randbits(32)
    return "AKIA" + "".join(BASE32[(bits >> shift) & 31] for shift in range(75, -1, -5))


def account_of(key_id: str) -> str:
    """The account id inside an access key id.

    >>> account_of("ASIAQNZGKIQY56JQ7WML")
    '029608264753'
    """
    bits = 0
    for character in key_id[4:20]:
        bits = (bits << 5) | BASE32.index(character)
    return f"{(bits >> 32 & 0x7FFFFFFFFF80) >> 7:012d}"


def secret_access_key() -> str:
    """A secret access key: 40 characters of A-Za-z0-9/+.

    >>> len(secret_access_key())
    40
    """
    return "".join(secrets.choice(SECRET_ALPHABET) for _ in range(40))
