"""SSH public keys, without rows: parse either encoding, write both."""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

BITS = range(2048, 16_385)
RSA = b"ssh-rsa"
_PEM = "-----BEGIN "
_LINE = re.compile(r"([A-Za-z0-9@.-]{1,64})[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t][^\r\n]*)?")


class UnrecognizedEncoding(ValueError):
    """The text is neither one OpenSSH line nor one PEM public key."""


class UnsupportedKey(ValueError):
    """A public key, but not RSA of 2048 to 16384 bits."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An RSA public key. `line` is its OpenSSH form without a comment.

    `md5` has 16 hexadecimal pairs with colons, `sha256` is the base64 that `ssh-keygen -l` prints
    after "SHA256:".
    """

    line: str
    bits: int
    md5: str
    sha256: str


def read(text: str) -> PublicKey:
    """The key of an OpenSSH one-line or PEM text.

    UnrecognizedEncoding for anything else, a certificate included; UnsupportedKey for a key of
    another type or size.
    """
    text = text.strip()
    try:
        key = _from_pem(text) if text.startswith(_PEM) else _from_line(text)
    except UnsupportedAlgorithm as error:
        raise UnsupportedKey from error
    except (UnrecognizedEncoding, UnsupportedKey):
        raise
    except (ValueError, TypeError) as error:
        raise UnrecognizedEncoding from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size not in BITS:
        raise UnsupportedKey
    line = key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    blob = base64.b64decode(line.split()[1])
    md5 = hashlib.md5(blob, usedforsecurity=False).hexdigest()
    return PublicKey(
        line=line.decode(),
        bits=key.key_size,
        md5=":".join(md5[i : i + 2] for i in range(0, 32, 2)),
        sha256=base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("="),
    )


def as_pem(line: str) -> str:
    """An OpenSSH line as SubjectPublicKeyInfo in PEM, with a trailing newline."""
    key = serialization.load_ssh_public_key(line.encode())
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def _from_pem(text: str) -> object:
    if text.count(_PEM) != 1:
        raise UnrecognizedEncoding
    return serialization.load_pem_public_key(text.encode("latin-1"))


def _from_line(text: str) -> object:
    """A line is a key when its type stands before its base64 and again, counted, inside it."""
    found = _LINE.fullmatch(text)
    if not found:
        raise UnrecognizedEncoding
    kind, blob = found[1].encode(), base64.b64decode(found[2], validate=True)
    if not blob.startswith(len(kind).to_bytes(4, "big") + kind) or b"-cert-" in kind:
        raise UnrecognizedEncoding
    if kind != RSA:
        raise UnsupportedKey
    return serialization.load_ssh_public_key(b"%s %s" % (kind, found[2].encode()))
