"""Keys and certificates for tests, made once per run."""

import base64
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from credentials.x509 import make_pair

START = datetime(2026, 1, 1, tzinfo=UTC)
END = START + timedelta(days=365)
PUBLIC_PEM = serialization.PublicFormat.SubjectPublicKeyInfo
PKCS1 = serialization.PublicFormat.PKCS1


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def rsa_public(bits: int, salt: int = 0) -> rsa.RSAPublicKey:
    """A public key of any size in no time: nobody holds its private half."""
    return rsa.RSAPublicNumbers(65537, (1 << (bits - 1)) + 2 * salt + 1).public_key()


def openssh(key: rsa.RSAPublicKey) -> str:
    return key.public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    ).decode()


def pem(key: rsa.RSAPublicKey, form: serialization.PublicFormat = PUBLIC_PEM) -> str:
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def builder(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    *,
    start: datetime = START,
    end: datetime = END,
    name: str = "alice",
    serial: int = 0x7777,
) -> x509.CertificateBuilder:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(start)
        .not_valid_after(end)
    )


@cache
def certificate(
    bits: int = 2048, *, start: datetime = START, end: datetime = END, serial: int = 0x7777
) -> str:
    key = rsa_key(bits)
    signed = builder(key, start=start, end=end, serial=serial).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


@cache
def ec_certificate() -> str:
    key = ec.generate_private_key(ec.SECP384R1())
    signed = builder(key).sign(key, hashes.SHA384())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def der(text: str) -> bytes:
    return base64.b64decode("".join(text.splitlines()[1:-1]))


def wrap(data: bytes, label: str = "CERTIFICATE") -> str:
    """DER as PEM."""
    body = base64.encodebytes(data).decode()
    return f"-----BEGIN {label}-----\n{body}-----END {label}-----\n"


def private_pem(
    key: rsa.RSAPrivateKey, form: serialization.PrivateFormat, password: bytes | None = None
) -> str:
    lock = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    return key.private_bytes(serialization.Encoding.PEM, form, lock).decode()


def private_texts() -> dict[str, str]:
    """Private keys in every form that somebody may paste by mistake."""
    key = rsa_key(2048)
    forms = serialization.PrivateFormat
    texts = {
        "PKCS #8": private_pem(key, forms.PKCS8),
        "PKCS #8, encrypted": private_pem(key, forms.PKCS8, b"secret"),
        "PKCS #1": private_pem(key, forms.TraditionalOpenSSL),
        "OpenSSH": private_pem(key, forms.OpenSSH),
        "SEC 1": private_pem(
            ec.generate_private_key(ec.SECP256R1()),
            forms.TraditionalOpenSSL,
        ),
        "SEC 1, P-521": private_pem(
            ec.generate_private_key(ec.SECP521R1()),
            forms.TraditionalOpenSSL,
        ),
        "PKCS #8, EC": private_pem(
            ec.generate_private_key(ec.SECP256R1()),
            forms.PKCS8,
        ),
        "PKCS #8, P-521": private_pem(
            ec.generate_private_key(ec.SECP521R1()),
            forms.PKCS8,
        ),
    }
    bare = {
        f"{name}, bare": "".join(text.splitlines()[1:-1])
        for name, text in texts.items()
        if "encrypted" not in name
    }
    return {
        **texts,
        **bare,
        "SSH2": "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56wAAAi4AAAA3\n"
        "---- END SSH2 ENCRYPTED PRIVATE KEY ----",
        "PuTTY": "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: a\n",
        "PuTTY, second half": "Private-Lines: 14\nAAABAQC\n",
        "PGP": "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF\n",
        "without its first line": texts["PKCS #1"].split("\n", 1)[1],
        "after a certificate": certificate() + texts["PKCS #8"],
        "before a certificate": texts["PKCS #8"] + certificate(),
        "with CRLF": texts["PKCS #8"].replace("\n", "\r\n"),
        "after a byte order mark": "\ufeff" + texts["PKCS #8, EC"],
    }


@cache
def valid_certificate(number: int = 0) -> str:
    """A self-signed certificate that is valid now, in PEM; the same for the same number."""
    return make_pair(f"test-{number}", datetime.now(tz=UTC) - timedelta(hours=1))[0]


def ssh_key(number: int = 0) -> str:
    """An RSA public key as OpenSSH writes it; the same for the same number."""
    return openssh(rsa_public(2048, number))
