"""X.509 signing certificates, without rows: parse one, make a pair."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.x509.oid import NameOID

VALID_FOR = timedelta(days=365)
RSA_BITS = 2048


class NotACertificate(ValueError):
    """The text is not one X.509 certificate in PEM."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is shown of a certificate.

    `id` is AWS's: 32 characters, the base32 of the SHA-1 of the DER. Times are UTC.
    """

    id: str
    subject: str
    not_before: datetime
    not_after: datetime
    key: str

    def is_valid_at(self, now: datetime) -> bool:
        return self.not_before <= now <= self.not_after


def read(text: str) -> Certificate:
    """The certificate of a PEM text; NotACertificate unless it holds exactly one.

    Any signature algorithm and key type will do, as recorded from AWS; the signature is not
    checked, for a certificate here stands for itself.
    """
    if text.count("-----BEGIN") != 1:
        raise NotACertificate
    try:
        found = x509.load_pem_x509_certificate(text.encode("latin-1"))
        return Certificate(
            id=_id(found.public_bytes(serialization.Encoding.DER)),
            subject=found.subject.rfc4514_string(),
            not_before=found.not_valid_before_utc,
            not_after=found.not_valid_after_utc,
            key=_describe(found),
        )
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise NotACertificate from error


def make_pair(common_name: str, now: datetime) -> tuple[str, str]:
    """A new self-signed certificate, valid for a year from now, and its private key, both PEM.

    RSA 2048 with SHA-256. Nothing is kept.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    start = now.replace(microsecond=0)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + VALID_FOR)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


def _id(der: bytes) -> str:
    return base64.b32encode(hashlib.sha1(der, usedforsecurity=False).digest()).decode()


def _describe(certificate: x509.Certificate) -> str:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return "Unknown"
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    return type(key).__name__.removesuffix("PublicKey")
