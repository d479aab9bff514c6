"""Checks of pasted key material before it is parsed. Pure."""

import re

BODY_MAX = 16_384
_MARKS = re.compile(
    r"(?i:PRIVATE KEY|<(?:D|InverseQ)>)"  # PEM, OpenSSH, SSH2, PGP; XML signatures
    r"|[\"']d[\"']\s*:\s*[\"']"  # a JWK's private exponent or scalar
    r"|PuTTY-User-Key-File|Private-Lines:"
    r"|b3BlbnNzaC1rZXktdj"  # the base64 of "openssh-key-v", without its PEM lines
)
# The base64 of a DER sequence whose first element is a one-byte version: PKCS #1, PKCS #8, SEC 1
# and PKCS #12. Certificates and public keys begin with another sequence or a long number.
_DER = r"(?:MI[I-L]..[AQgw]IB|MI[GH].AgE|M[A-H].CAQ)"
_HEAD = re.compile(_DER)
_RUN = re.compile(rf"(?:(?<![A-Za-z0-9+/])|(?<=\\[nr])){_DER}")  # wherever a base64 text begins
_BREAKS = re.compile(r"\s+")


def holds_private_key(text: str) -> bool:
    """Whether the text holds a private key: it must not be stored, logged or repeated.

    >>> holds_private_key("-----BEGIN OPENSSH PRIVATE KEY-----")
    True
    >>> holds_private_key("MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQ")
    True
    >>> holds_private_key("key=MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQ")
    True
    >>> holds_private_key("-----BEGIN PUBLIC KEY-----")
    False
    """
    head = _BREAKS.sub("", text[:256].lstrip("\ufeff"))
    return bool(_MARKS.search(text) or _RUN.search(text) or _HEAD.match(head))
