"""Keys and certificates made here, for tests that need some."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credentials import x509


@cache
def certificate(number: int = 0) -> str:
    """A self-signed certificate that is valid now, in PEM; the same for the same number."""
    return x509.make_pair(f"test-{number}", datetime.now(tz=UTC) - timedelta(hours=1))[0]


@cache
def ssh_key(number: int = 0) -> str:
    """An RSA public key as OpenSSH writes it; the same for the same number."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
