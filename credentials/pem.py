"""What pasted key material has in common, before it is parsed. Pure."""

import re

BODY_MAX = 16_384
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File")


def holds_private_key(text: str) -> bool:
    """Whether the text holds a private key: it must not be stored, logged or repeated.

    >>> holds_private_key("-----BEGIN OPENSSH PRIVATE KEY-----")
    True
    >>> holds_private_key("-----BEGIN PUBLIC KEY-----")
    False
    """
    return bool(PRIVATE_KEY.search(text))
