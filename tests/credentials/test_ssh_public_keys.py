"""SSH public keys: what is taken, what is refused, in AWS's words."""

import base64
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x25519

from accounts.errors import (
    DuplicateSSHPublicKey,
    InvalidInput,
    InvalidPublicKey,
    LimitExceeded,
    NoSuchEntity,
    ServiceError,
    UnrecognizedPublicKeyEncoding,
    ValidationError,
)
from accounts.models import User
from credentials import ssh
from credentials.models import SSHPublicKey, Status
from credentials.operations import ssh_public_keys as operations
from tests.credentials import material
from tests.credentials.material import openssh, pem, rsa_key, rsa_public
from tests.support.costs import cost
from tests.world import World

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GARBAGE = "Invalid public key uploaded."
OTHER = "Invalid body for public key"


def upload(user: User, body: str) -> SSHPublicKey:
    return operations.upload_ssh_public_key(user=user, body=body, now=NOW)


def refused(user: User, error: type[ServiceError], body: str) -> str:
    """The refusal's text; nothing was written, and no long time went by."""
    before = SSHPublicKey.objects.count()
    with cost() as spent, pytest.raises(error) as caught:
        upload(user, body)
    assert spent.references < 500
    assert SSHPublicKey.objects.count() == before
    return str(caught.value)


def test_an_upload(world: World):
    row = upload(world.alice, openssh(rsa_public(2048)) + " alice@laptop")
    assert row.ssh_public_key_id.startswith("APKA")
    assert len(row.ssh_public_key_id) == 20
    assert (row.status, row.created_at, row.user) == ("Active", NOW, world.alice)
    assert row.body == openssh(rsa_public(2048))
    assert len(row.fingerprint) == 47
    assert ssh.as_pem(row.body) == pem(rsa_public(2048))
    assert ssh.as_pem(row.body).endswith("-----END PUBLIC KEY-----\n")


@pytest.mark.parametrize("bits", [2048, 2049, 3072, 4096, 8192, 16_384])
def test_every_size_in_every_form(bits: int):
    key = rsa_public(bits)
    forms = [openssh(key), pem(key), pem(key, material.PKCS1)]
    read = [ssh.read(form) for form in forms]
    assert read[0] == read[1] == read[2]
    assert (read[0].bits, read[0].line) == (bits, openssh(key))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "\n",
        lambda text: text + "\r\n",
        lambda text: "\n \t" + text + " \n\n",
        lambda text: text.replace(" ", "\t ", 1),
        lambda text: text + " a comment \xe9 = \"'<>",
        lambda text: text + " a\r\n",
    ],
)
def test_blanks_and_comments_of_a_line_do_not_count(change):
    assert ssh.read(change(openssh(rsa_public(2048)))) == ssh.read(openssh(rsa_public(2048)))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r\n", 2),
        lambda text: "\n  " + text + "\n",
        lambda text: text.strip(),
    ],
)
@pytest.mark.parametrize("form", [material.PUBLIC_PEM, material.PKCS1])
def test_line_ends_of_pem_do_not_count(form: serialization.PublicFormat, change):
    assert ssh.read(change(pem(rsa_public(2048), form))) == ssh.read(pem(rsa_public(2048)))


def line_of(key: object) -> str:
    return openssh(key)


ED25519 = ed25519.Ed25519PrivateKey.generate().public_key()
ECDSA = ec.generate_private_key(ec.SECP256R1()).public_key()
DSA = dsa.DSAPublicNumbers(
    5, dsa.DSAParameterNumbers((1 << 2047) + 1, (1 << 255) + 1, 3)
).public_key()


def blob_line(kind: str, *parts: bytes, inner: str | None = None) -> str:
    """An OpenSSH line made by hand."""
    fields = [(kind if inner is None else inner).encode(), *parts]
    blob = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    return f"{kind} {base64.b64encode(blob).decode()}"


OTHER_KEYS = {
    "RSA 1024": openssh(rsa_public(1024)),
    "RSA 1024 in PEM": pem(rsa_public(1024)),
    "RSA 2047": openssh(rsa_public(2047)),
    "RSA 16385": openssh(rsa_public(16_385)),
    "RSA 32768": openssh(rsa_public(32_768)),
    "RSA 32768 in PEM": pem(rsa_public(32_768)),
    "RSA 32768 in PKCS #1": pem(rsa_public(32_768), material.PKCS1),
    "RSA 90000": openssh(rsa_public(90_000)),
    "ed25519": line_of(ED25519),
    "ed25519 in PEM": pem(ED25519),
    "ecdsa": line_of(ECDSA),
    "ecdsa in PEM": pem(ECDSA),
    "DSA": blob_line("ssh-dss", b"\x00", b"\x00", b"\x00", b"\x00"),
    "DSA in PEM": pem(DSA),
    "ed448 in PEM": pem(ed448.Ed448PrivateKey.generate().public_key()),
    "x25519 in PEM": pem(x25519.X25519PrivateKey.generate().public_key()),
    "security key": blob_line("sk-ssh-ed25519@openssh.com", b"\x00" * 32, b"ssh:"),
    "post-quantum": blob_line("ssh-mldsa-65", b"\x00" * 1952),
}


@pytest.mark.parametrize("body", OTHER_KEYS.values(), ids=OTHER_KEYS.keys())
def test_other_keys(world: World, body: str):
    assert refused(world.alice, InvalidPublicKey, body) == OTHER


LINE = openssh(rsa_public(2048))
GARBLED = {
    "garbage": "garbage",
    "words": "hello world of keys",
    "blank": " ",
    "a certificate": material.certificate(),
    "an EC certificate": material.ec_certificate(),
    "an OpenSSH certificate": blob_line("ssh-rsa-cert-v01@openssh.com", b"\x00" * 32, b"\x03"),
    "SSH2": "---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1yc2E=\n---- END SSH2 PUBLIC KEY ----",
    "two lines": f"{LINE}\n{openssh(rsa_public(2048, 1))}",
    "wrapped": f"{LINE[:100]}\n{LINE[100:]}",
    "two PEM keys": pem(rsa_public(2048)) + pem(rsa_public(2048, 1)),
    "a key and a certificate": pem(rsa_public(2048)) + material.certificate(),
    "options before the key": f'command="/bin/true" {LINE}',
    "cut": LINE[:-40],
    "longer": LINE.rstrip("=") + "AAAA",
    "another type outside": LINE.replace("ssh-rsa", "ssh-dss", 1),
    "another type inside": blob_line("ssh-rsa", b"\x03", b"\x05", inner="ssh-dss"),
    "the type alone": "ssh-rsa",
    "no base64": "ssh-rsa !!!!",
    "empty base64": "ssh-rsa ====",
    "the base64 alone": LINE.split()[1],
    "a length beyond the end": "ssh-rsa AAAAB3NzaC1yc2H/////",
    "a negative exponent": blob_line("ssh-rsa", b"\xff", b"\x01" * 256),
    "an even exponent": blob_line("ssh-rsa", b"\x04", b"\x01" * 256),
    "an exponent of one": blob_line("ssh-rsa", b"\x01", b"\x01" * 256),
    "no modulus": blob_line("ssh-rsa", b"\x03", b""),
    "PEM with nothing": "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
    "PEM with garbage": material.wrap(b"garbage", "PUBLIC KEY"),
    "PEM cut": pem(rsa_public(2048))[:200],
    "nested PEM": "-----BEGIN PUBLIC KEY-----\n" * 500,
    "deep DER": material.wrap(b"\x30\x80" * 4_000, "PUBLIC KEY"),
    "an endless length": material.wrap(b"\x30\x84\xff\xff\xff\xff", "RSA PUBLIC KEY"),
    "a byte order mark as Latin-1": "\xef\xbb\xbf" + LINE,
    "blanks": "ssh-rsa" + " " * 16_000 + "!",
    "letters": "a" * 16_384,
    "equals signs": "ssh-rsa A" + "=" * 16_000,
}  # fmt: skip


@pytest.mark.parametrize("body", GARBLED.values(), ids=GARBLED.keys())
def test_what_is_no_public_key(world: World, body: str):
    assert refused(world.alice, UnrecognizedPublicKeyEncoding, body) == GARBAGE


PRIVATE = material.private_texts()


@pytest.mark.parametrize("body", PRIVATE.values(), ids=PRIVATE.keys())
def test_a_private_key(world: World, body: str):
    assert refused(world.alice, UnrecognizedPublicKeyEncoding, body) == GARBAGE


PRINTABLE = r"Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+"


@pytest.mark.parametrize(
    ("body", "constraint"),
    [
        ("", "Member must have length greater than or equal to 1"),
        ("x" * 16_385, "Member must have length less than or equal to 16384"),
        (LINE + " " + "x" * 16_385, "Member must have length less than or equal to 16384"),
        ("\ufeff" + LINE, PRINTABLE),
        (LINE + "\x00", PRINTABLE),
        (LINE + " \u2603", PRINTABLE),
    ],
)
def test_what_no_body_may_be(world: World, body: str, constraint: str):
    assert refused(world.alice, ValidationError, body) == (
        "1 validation error detected: Value at 'sSHPublicKeyBody' failed to satisfy constraint: "
        + constraint
    )


def test_text_that_is_not_latin_1_is_no_public_key():
    for text in ("-----BEGIN PUBLIC KEY-----\u2603", "ssh-rsa \u2603"):
        with pytest.raises(ssh.UnrecognizedEncoding):
            ssh.read(text)


def test_fingerprints_as_ssh_keygen_prints_them(tmp_path: Path):
    file = tmp_path / "key.pub"
    file.write_text(openssh(rsa_key(2048).public_key()) + " alice\n")
    key = ssh.read(file.read_text())
    for kind, ours in (("md5", f"MD5:{key.md5}"), ("sha256", f"SHA256:{key.sha256}")):
        printed = subprocess.run(
            ["ssh-keygen", "-l", "-E", kind, "-f", str(file)], capture_output=True, text=True
        )
        assert printed.stdout.split()[:2] == ["2048", ours]


def test_ssh_keygen_reads_what_is_shown(tmp_path: Path):
    file = tmp_path / "key.pem"
    file.write_text(ssh.as_pem(openssh(rsa_key(2048).public_key())))
    printed = subprocess.run(
        ["ssh-keygen", "-i", "-m", "PKCS8", "-f", str(file)], capture_output=True, text=True
    )
    assert printed.stdout.strip() == openssh(rsa_key(2048).public_key())


FORMS = {
    "OpenSSH": openssh,
    "PEM": pem,
    "PKCS #1": lambda key: pem(key, material.PKCS1),
    "a comment": lambda key: openssh(key) + " other",
}


@pytest.mark.parametrize("second", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("first", FORMS.values(), ids=FORMS.keys())
def test_a_key_that_the_user_has(world: World, first, second):
    upload(world.alice, first(rsa_public(2048)))
    text = refused(world.alice, DuplicateSSHPublicKey, second(rsa_public(2048)))
    assert text == "Duplicate SSH public key uploaded."


def test_a_key_that_somebody_else_has(world: World):
    for user in (world.alice, world.bob, world.stranger):
        upload(user, LINE)
    assert SSHPublicKey.objects.count() == 3


def test_the_quota(world: World):
    rows = [upload(world.alice, openssh(rsa_public(2048, number))) for number in range(5)]
    for row in rows:
        operations.update_ssh_public_key(
            user=world.alice, ssh_public_key_id=row.ssh_public_key_id, status="Inactive"
        )
    sixth = openssh(rsa_public(2048, 5))
    text = refused(world.alice, LimitExceeded, sixth)
    assert text == "Cannot exceed quota for SSHPublicKeysPerUser: 5"
    refused(world.alice, DuplicateSSHPublicKey, LINE)
    operations.delete_ssh_public_key(user=world.alice, ssh_public_key_id=rows[0].ssh_public_key_id)
    upload(world.alice, sixth)


def acts(user: User, key_id: str):
    return (
        lambda: operations.get_ssh_public_key(user=user, ssh_public_key_id=key_id),
        lambda: operations.update_ssh_public_key(
            user=user, ssh_public_key_id=key_id, status="Inactive"
        ),
        lambda: operations.delete_ssh_public_key(user=user, ssh_public_key_id=key_id),
    )


@pytest.mark.parametrize(
    ("owner", "text"),
    [
        (None, "The Public Key with id {} cannot be found."),
        ("bob", "User has no Public Key with id {}."),
        ("stranger", "The Public Key with id {} cannot be found."),
    ],
)
def test_only_ones_own_is_found(world: World, owner: str | None, text: str):
    row = upload(getattr(world, owner), LINE) if owner else None
    key_id = row.ssh_public_key_id if row else "APKA" + "A" * 16
    for act in acts(world.alice, key_id):
        with pytest.raises(NoSuchEntity) as caught:
            act()
        assert str(caught.value) == text.format(key_id)
    if row:
        row.refresh_from_db()
        assert row.status == "Active"


def test_status(world: World):
    row = upload(world.alice, LINE)
    for status in (Status.INACTIVE, Status.ACTIVE):
        operations.update_ssh_public_key(
            user=world.alice, ssh_public_key_id=row.ssh_public_key_id, status=status
        )
        row.refresh_from_db()
        assert row.status == status
    with pytest.raises(InvalidInput) as caught:
        operations.update_ssh_public_key(
            user=world.alice, ssh_public_key_id=row.ssh_public_key_id, status="Expired"
        )
    assert str(caught.value) == "Operation does not support status Expired"


def test_listed_by_id(world: World):
    rows = [upload(world.alice, openssh(rsa_public(2048, number))) for number in range(3)]
    upload(world.bob, LINE)
    listed = list(operations.list_ssh_public_keys(user=world.alice))
    assert listed == sorted(rows, key=lambda row: row.ssh_public_key_id)


def test_a_key_from_an_encoder_of_ones_own_is_the_same_key():
    numbers: rsa.RSAPublicNumbers = rsa_public(2048).public_numbers()
    modulus = numbers.n.to_bytes(257, "big")
    assert ssh.read(blob_line("ssh-rsa", b"\x01\x00\x01", modulus)).line == LINE
