"""Signing certificates: what is taken, what is refused, in AWS's words."""

import base64
import hashlib
import uuid
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509 as x509_library
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from accounts.errors import (
    DuplicateCertificate,
    InvalidInput,
    LimitExceeded,
    MalformedCertificate,
    NoSuchEntity,
    ServiceError,
    ValidationError,
)
from accounts.models import User
from credentials import x509
from credentials.models import SigningCertificate, Status
from credentials.operations import signing_certificates as operations
from credentials.operations.idempotency import AlreadyCreated
from credentials.pem import holds_private_key
from tests.credentials import material
from tests.credentials.material import END, START, certificate, ec_certificate
from tests.support.costs import cost
from tests.world import World

NOW = START + timedelta(days=30)


def upload(user: User, body: str | None = None, now: datetime = NOW) -> SigningCertificate:
    return operations.upload_signing_certificate(user=user, body=body or certificate(), now=now)


def refused(user: User, error: type[ServiceError], body: str, now: datetime = NOW) -> str:
    """The refusal's text; nothing was written, and no long time went by."""
    before = SigningCertificate.objects.count()
    with cost() as spent, pytest.raises(error) as caught:
        upload(user, body, now)
    assert spent.references < 500
    assert SigningCertificate.objects.count() == before
    return str(caught.value)


def serial(number: int) -> str:
    return certificate(1024, serial=number)


def test_an_upload(world: World):
    row = upload(world.alice)
    digest = hashlib.sha1(material.der(certificate()), usedforsecurity=False).digest()
    assert row.certificate_id == base64.b32encode(digest).decode()
    assert len(row.certificate_id) == 32
    assert (row.status, row.created_at, row.user) == ("Active", NOW, world.alice)
    read = row.certificate
    assert (read.subject, read.key) == ("CN=alice", "RSA 2048")
    assert (read.not_before, read.not_after) == (START, END)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r\n", 3),
        lambda text: text.strip(),
        lambda text: "\n\n  " + text + "\t\r\n",
        lambda text: "subject=CN = alice \xe9\n" + text,
    ],
)
def test_the_body_is_kept_as_it_came(world: World, change):
    body = change(certificate())
    row = upload(world.alice, body)
    row.refresh_from_db()
    assert row.body == body
    assert row.certificate_id == x509.read(certificate()).id


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (certificate(1024), "RSA 1024"),
        (certificate(), "RSA 2048"),
        (ec_certificate(), "EC secp384r1"),
    ],
    ids=["RSA 1024", "RSA 2048", "EC"],
)
def test_kinds_of_keys(world: World, body: str, key: str):
    assert upload(world.alice, body).certificate.key == key


@pytest.mark.parametrize(
    "now",
    [END + timedelta(seconds=1), START - timedelta(seconds=1), datetime(2100, 1, 1, tzinfo=UTC)],
)
def test_outside_its_validity(world: World, now: datetime):
    text = refused(world.alice, MalformedCertificate, certificate(), now)
    assert text == f"Certificate {certificate()} is malformed."


@pytest.mark.parametrize("now", [START, END])
def test_the_ends_of_its_validity(world: World, now: datetime):
    upload(world.alice, now=now)


PUBLIC = material.pem(material.rsa_public(2048))
VERSION, OTHER = b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x25"
DEEP = b"".join(b"\x30\x82" + size.to_bytes(2, "big") for size in range(11_000, 4_000, -4))
MALFORMED = {
    "garbage": "garbage",
    "blank": " \n ",
    "a public key": PUBLIC,
    "an SSH key": material.openssh(material.rsa_public(2048)),
    "two certificates": certificate() + ec_certificate(),
    "a certificate and a public key": certificate() + PUBLIC,
    "a label alone": "-----BEGIN CERTIFICATE-----",
    "no content": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    "no base64": "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
    "cut": certificate()[:-200],
    "cut inside": material.wrap(material.der(certificate())[:-20]),
    "trailing bytes": material.wrap(material.der(certificate()) + b"\x00"),
    "a byte order mark as Latin-1": "\xef\xbb\xbfnothing",
    "another version": material.wrap(material.der(certificate()).replace(VERSION, OTHER, 1)),
    "another label": certificate().replace("CERTIFICATE", "CERTIFICATE REQUEST"),
    "labels that differ": certificate().replace("END CERTIFICATE", "END CERT"),
    "nested labels": "-----BEGIN CERTIFICATE-----\n" * 500,
    "dashes": "-" * 16_384,
    "half labels": "-----BEGIN " * 1_400,
    "an endless length": material.wrap(b"\x30\x84\xff\xff\xff\xff" + b"\x00" * 64),
    "an indefinite length": material.wrap(b"\x30\x80" * 2_000),
    "deep sequences": material.wrap(DEEP),
    "a length of many bytes": material.wrap(b"\x30\xfe" + b"\xff" * 126),
}  # fmt: skip


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_certificate(world: World, body: str):
    text = refused(world.alice, MalformedCertificate, body)
    assert text == f"Certificate {body} is malformed."


PRINTABLE = r"Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+"
TOO_LONG = "Member must have length less than or equal to 16384"


@pytest.mark.parametrize(
    ("body", "constraint"),
    [
        ("x" * 16_385, TOO_LONG),
        ("\ufeff" + certificate(), PRINTABLE),
        (certificate() + "\x00", PRINTABLE),
        (certificate().replace("-", "\u2013"), PRINTABLE),
    ],
    ids=["too long", "byte order mark", "NUL", "dashes of a word processor"],
)
def test_what_no_body_may_be(world: World, body: str, constraint: str):
    assert refused(world.alice, ValidationError, body) == (
        "1 validation error detected: Value at 'certificateBody' failed to satisfy constraint: "
        + constraint
    )


def test_an_empty_body(world: World):
    with pytest.raises(ValidationError, match="length greater than or equal to 1"):
        operations.upload_signing_certificate(user=world.alice, body="", now=NOW)


PRIVATE = material.private_texts()


@pytest.mark.parametrize("body", PRIVATE.values(), ids=PRIVATE.keys())
def test_a_private_key_is_never_repeated(world: World, body: str):
    text = refused(world.alice, MalformedCertificate, body)
    assert text == "Certificate is malformed: it holds a private key."


BODY = "".join(PRIVATE["PKCS #8"].splitlines()[1:-1])


@pytest.mark.parametrize(
    "text",
    [
        '{"kty": "RSA", "n": "0vx7", "e": "AQAB", "d" : "X4cTteJY"}',
        "<RSAKeyValue><Modulus>0vx7</Modulus><D>X4cTteJY</D></RSAKeyValue>",
        f"-----BEGIN CERTIFICATE-----\n{BODY}\n-----END CERTIFICATE-----",
        f"> {BODY[:64]}\n> {BODY[64:]}",
        f"key={BODY}",
        f'"-----BEGIN CERTIFICATE-----\\n{BODY}"',
        f"here it is\n{BODY}",
        "-----begin rsa private key-----",
    ],
)
def test_a_private_key_in_another_dress(world: World, text: str):
    assert holds_private_key(text)
    message = refused(world.alice, MalformedCertificate, text)
    assert message == "Certificate is malformed: it holds a private key."


@pytest.mark.parametrize(
    "body",
    [
        *(value for key, value in MALFORMED.items() if key != "blank"),
        certificate(),
        certificate(1024),
        ec_certificate(),
        *(
            "".join(text.splitlines()[1:-1])
            for text in (
                PUBLIC, certificate(), certificate(1024), ec_certificate(),
                material.pem(material.rsa_public(1024), material.PKCS1),
                material.pem(material.rsa_public(4096), material.PKCS1),
                material.pem(material.rsa_public(16384), material.PKCS1),
            )
        ),
        "ssh-rsa AAAA the key of my private notebook",
    ],
)  # fmt: skip
def test_what_is_public_is_not_taken_for_private(body: str):
    assert not holds_private_key(body)


@pytest.mark.parametrize("text", ["-----BEGIN ", "BEGIN A", "BEGIN", "END PRIVATE ", "MIIE ", "\n"])
def test_looking_for_a_private_key_takes_linear_time(text: str):
    with cost() as spent:
        assert not holds_private_key(text * (4_000_000 // len(text)))
    assert spent.references < 750


def bomb(*extensions: x509_library.ExtensionType, names: int = 1) -> str:
    """A valid certificate with much in it."""
    key = material.rsa_key(1024)
    name = x509_library.Name(
        [x509_library.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "x") for _ in range(names)]
    )
    builder = x509_library.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=1,
        not_valid_before=START.replace(tzinfo=None),
        not_valid_after=END.replace(tzinfo=None),
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    signed = builder.sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def test_many_names_are_read_in_no_time(world: World):
    body = bomb(names=330)
    assert len(body) <= 16_384
    with cost() as spent:
        assert upload(world.alice, body).certificate.subject.count("OU=x") == 330
    assert spent.references < 250


def test_large_extensions_are_read_in_no_time(world: World):
    names = x509_library.SubjectAlternativeName(
        [x509_library.DNSName(f"{number}.example") for number in range(600)]
    )
    unknown = x509_library.UnrecognizedExtension(
        x509_library.ObjectIdentifier("1.2.3.4"), b"\x30\x80" * 500
    )
    body = bomb(names, unknown)
    assert len(body) <= 16_384
    with cost() as spent:
        upload(world.alice, body)
    assert spent.references < 250


def test_a_key_of_32768_bits_is_read_in_no_time(world: World):
    big = material.rsa_public(32_768).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    small = material.rsa_key(2048).public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    inner = material.der(certificate()).replace(small, big)
    grown = len(big) - len(small)
    data = bytearray(inner)
    for at in (2, 6):
        data[at : at + 2] = (int.from_bytes(data[at : at + 2], "big") + grown).to_bytes(2, "big")
    with cost() as spent:
        assert upload(world.alice, material.wrap(bytes(data))).certificate.key == "RSA 32768"
    assert spent.references < 250


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@pytest.mark.parametrize("byte", [0x00, 0xFF], ids=["zero", "negative"])
def test_an_odd_serial_number_is_taken(world: World, byte: int):
    data = material.der(serial(1)).replace(b"\x02\x01\x01", b"\x02\x01" + bytes([byte]), 1)
    upload(world.alice, material.wrap(data))


def test_ones_own_again_changes_nothing(world: World):
    first = upload(world.alice)
    operations.update_signing_certificate(
        user=world.alice, certificate_id=first.certificate_id, status="Inactive"
    )
    upload(world.alice, ec_certificate())
    again = upload(world.alice, certificate() + "\n", now=NOW + timedelta(days=1))
    assert again.pk == first.pk
    row = SigningCertificate.objects.get(pk=first.pk)
    assert (row.status, row.created_at, row.body) == ("Inactive", NOW, certificate())


def test_another_users(world: World):
    upload(world.alice)
    text = refused(world.bob, DuplicateCertificate, certificate())
    assert text == "Duplicate certificate uploaded."


def test_another_users_is_told_before_the_quota(world: World):
    upload(world.alice)
    upload(world.bob, serial(1))
    upload(world.bob, serial(2))
    refused(world.bob, DuplicateCertificate, certificate())


def test_another_accounts(world: World):
    upload(world.alice)
    upload(world.stranger)
    assert SigningCertificate.objects.count() == 2


def test_the_quota(world: World):
    upload(world.alice, serial(1))
    second = upload(world.alice, serial(2))
    operations.update_signing_certificate(
        user=world.alice, certificate_id=second.certificate_id, status="Inactive"
    )
    text = refused(world.alice, LimitExceeded, serial(3))
    assert text == "Cannot exceed quota for CertificatesPerUser: 2"
    operations.delete_signing_certificate(user=world.alice, certificate_id=second.certificate_id)
    upload(world.alice, serial(3))


def test_one_form_uploads_once(world: World):
    token = uuid.uuid4()
    for number, expected in ((1, nullcontext()), (2, pytest.raises(AlreadyCreated))):
        with expected:
            operations.upload_signing_certificate(
                user=world.alice, body=serial(number), now=NOW, client_token=token
            )
    assert SigningCertificate.objects.count() == 1


@pytest.mark.parametrize("owner", ["alice", "bob", "stranger", None])
def test_only_ones_own_is_found(world: World, owner: str | None):
    certificate_id = upload(getattr(world, owner)).certificate_id if owner else "A" * 32
    if owner == "alice":
        found = operations.get_signing_certificate(user=world.alice, certificate_id=certificate_id)
        assert found.certificate_id == certificate_id
        return
    text = f"The Certificate with id {certificate_id} cannot be found."
    for act in (
        lambda: operations.get_signing_certificate(user=world.alice, certificate_id=certificate_id),
        lambda: operations.update_signing_certificate(
            user=world.alice, certificate_id=certificate_id, status="Inactive"
        ),
        lambda: operations.delete_signing_certificate(
            user=world.alice, certificate_id=certificate_id
        ),
    ):
        with pytest.raises(NoSuchEntity) as caught:
            act()
        assert str(caught.value) == text
    assert not SigningCertificate.objects.filter(status="Inactive").exists()


def test_status(world: World):
    row = upload(world.alice)
    for status in (Status.INACTIVE, Status.ACTIVE):
        operations.update_signing_certificate(
            user=world.alice, certificate_id=row.certificate_id, status=status
        )
        row.refresh_from_db()
        assert row.status == status
    with pytest.raises(InvalidInput) as caught:
        operations.update_signing_certificate(
            user=world.alice, certificate_id=row.certificate_id, status="Expired"
        )
    assert str(caught.value) == "Operation does not support status Expired"


def test_listed_oldest_first(world: World):
    later = upload(world.alice, serial(1), NOW + timedelta(days=1))
    earlier = upload(world.alice, serial(2), NOW)
    upload(world.bob, serial(3))
    assert list(operations.list_signing_certificates(user=world.alice)) == [earlier, later]


def test_a_new_pair_belongs_together():
    now = datetime(2026, 5, 5, 5, 5, 5, 999_999, tzinfo=UTC)
    body, private_key = x509.make_pair("alice", now)
    private = serialization.load_pem_private_key(private_key.encode(), password=None)
    assert x509_library.load_pem_x509_certificate(body.encode()).public_key() == (
        private.public_key()
    )
    certificate = x509.read(body)
    assert certificate.subject == "CN=alice"
    assert certificate.not_before == now.replace(microsecond=0)
    assert certificate.not_after == now.replace(microsecond=0) + timedelta(365)
