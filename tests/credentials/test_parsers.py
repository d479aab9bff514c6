"""Whatever is given to a parser, it reads it or refuses it in the one way that it names."""

import base64
import csv
import io
import json

import cbor2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentials import pem, ssh, token_files, webauthn, x509
from credentials.webauthn import Refused, Site
from tests.credentials import material
from tests.credentials.mfa import token_samples
from tests.credentials.mfa.authenticator import Authenticator, encode

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SITE = Site(rp_id="localhost", origin="http://localhost:8000")
KEY = Authenticator(rp_id=SITE.rp_id, origin=SITE.origin)
CHALLENGE = encode(bytes(32))
OPTIONS = json.dumps({"challenge": CHALLENGE})
LATIN = st.text(st.characters(max_codepoint=255))

pytestmark = pytest.mark.filterwarnings("ignore")


def damaged(*samples: bytes) -> st.SearchStrategy[bytes]:
    """A sample with a few bytes changed, taken out or put in."""

    @st.composite
    def build(draw: st.DrawFn) -> bytes:
        data = draw(st.sampled_from(samples))
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, len(data)))
            data = data[:at] + draw(st.binary(max_size=4)) + data[at + draw(st.integers(0, 4)) :]
        return data

    return build()


def is_certificate(text: str) -> bool:
    try:
        x509.read(text)
    except x509.NotACertificate:
        return False
    return True


CERTIFICATES = [material.certificate(1024), material.certificate(2048), material.ec_certificate()]


@QUICK
@given(LATIN | st.text())
def test_any_text_as_a_certificate(text: str):
    assert not is_certificate(text)


@QUICK
@given(damaged(*(text.encode() for text in CERTIFICATES)))
def test_damaged_certificates(data: bytes):
    is_certificate(data.decode("latin-1"))


DERS = [material.der(text) for text in CERTIFICATES]
STARTS = {data[:16] for data in DERS}


@QUICK
@given(damaged(*DERS))
def test_damaged_der(data: bytes):
    """A certificate is never taken for a private key while it still begins like a certificate."""
    text = material.wrap(data)
    is_certificate(text)
    assert data[:16] not in STARTS or not pem.holds_private_key(text)


PUBLIC = material.rsa_public(2048)
TEXTS = [
    material.openssh(PUBLIC),
    material.pem(PUBLIC),
    material.pem(PUBLIC, material.PKCS1),
]


def check_key(text: str) -> None:
    try:
        key = ssh.read(text)
    except (ssh.UnrecognizedEncoding, ssh.UnsupportedKey):
        return
    assert ssh.read(key.line) == ssh.read(ssh.as_pem(key.line)) == key


@QUICK
@given(LATIN | st.text() | st.from_regex(r"ssh-[a-z]{3} [A-Za-z0-9+/]*={0,2}( .*)?"))
def test_any_text_as_a_public_key(text: str):
    check_key(text)


@QUICK
@given(damaged(*(text.encode() for text in TEXTS)))
def test_damaged_public_keys(data: bytes):
    check_key(data.decode("latin-1"))


@QUICK
@given(damaged(base64.b64decode(TEXTS[0].split()[1]), *map(material.der, TEXTS[1:])))
def test_damaged_blobs(data: bytes):
    check_key(f"ssh-rsa {base64.b64encode(data).decode()}")
    for label in ("PUBLIC KEY", "RSA PUBLIC KEY"):
        check_key(material.wrap(data, label))


PRIVATE = material.private_texts()


@QUICK
@given(st.sampled_from([text for name, text in PRIVATE.items() if "bare" not in name]), LATIN)
def test_a_private_key_is_seen_whatever_stands_around_it(key: str, text: str):
    assert pem.holds_private_key(text + key)
    assert pem.holds_private_key(key + text)


def read_tokens(data: bytes, **unlock: object) -> list[token_files.Token]:
    try:
        return token_files.read(data, **unlock)
    except token_files.NotATokenFile as error:
        assert token_samples.SEED not in str(error)
        return []


@QUICK
@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_as_tokens(data: bytes):
    read_tokens(data)
    read_tokens(b"<" + data)


@QUICK
@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z0-9_+=/:,.@-]{9,40}", fullmatch=True).filter(
                lambda text: "serial" not in text.lower()
            ),
            st.binary(min_size=16, max_size=64),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_csv_as_it_was_written(tokens: list[tuple[str, bytes]], end: str, mark: str):
    output = io.StringIO()
    writer = csv.writer(output, lineterminator=end)
    writer.writerow(["Serial", "Seed"])
    rows = [(serial, base64.b32encode(seed).decode()) for serial, seed in tokens]
    writer.writerows(rows)
    read = token_files.read((mark + output.getvalue()).encode())
    assert [(token.serial_number, token.seed) for token in read] == rows


LOCKS = [None, token_samples.with_password, token_samples.with_key]


@QUICK
@given(damaged(*(token_samples.pskc(lock) for lock in LOCKS)))
def test_damaged_pskc(data: bytes):
    for unlock in ({}, {"password": "open sesame"}, {"key": token_samples.PRESHARED}):
        for token in read_tokens(data, **unlock):
            assert token_files.SERIAL_NUMBER.fullmatch(token.serial_number)


def registers(response: str) -> bool:
    try:
        webauthn.finish_registration(SITE, challenge=CHALLENGE, response=response)
    except Refused:
        return False
    return True


def authenticates(response: str) -> bool:
    try:
        webauthn.named_credential(response)
        webauthn.finish_authentication(
            SITE,
            challenge=CHALLENGE,
            response=response,
            public_key=REGISTERED.public_key,
            sign_count=0,
            user_verification=True,
        )
    except Refused:
        return False
    return True


REGISTRATION = KEY.register(OPTIONS)
REGISTERED = webauthn.finish_registration(SITE, challenge=CHALLENGE, response=REGISTRATION)
ASSERTION = KEY.sign(OPTIONS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_the_samples_are_good():
    assert registers(REGISTRATION)
    assert authenticates(ASSERTION)


@QUICK
@given(st.text() | JSON.map(json.dumps))
def test_any_text_as_an_answer(text: str):
    assert not registers(text)
    assert not authenticates(text)


@st.composite
def with_a_member_replaced(draw: st.DrawFn, answer: str) -> str:
    found = json.loads(answer)
    place = found if draw(st.booleans()) else found["response"]
    place[draw(st.sampled_from(sorted(place)))] = draw(JSON | st.binary().map(encode))
    return json.dumps(found)


@QUICK
@given(with_a_member_replaced(REGISTRATION), with_a_member_replaced(ASSERTION))
def test_an_answer_with_another_member(registration: str, assertion: str):
    registers(registration)
    authenticates(assertion)


def part(answer: str, name: str) -> bytes:
    text = json.loads(answer)["response"][name]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def with_part(answer: str, name: str, data: bytes) -> str:
    found = json.loads(answer)
    found["response"][name] = encode(data)
    return json.dumps(found)


@QUICK
@given(damaged(part(ASSERTION, "authenticatorData")), damaged(part(ASSERTION, "signature")))
def test_damaged_proof(data: bytes, signature: bytes):
    if data != part(ASSERTION, "authenticatorData"):
        assert not authenticates(with_part(ASSERTION, "authenticatorData", data))
    if signature != part(ASSERTION, "signature"):
        assert not authenticates(with_part(ASSERTION, "signature", signature))


@QUICK
@given(damaged(part(REGISTRATION, "clientDataJSON")), damaged(part(ASSERTION, "clientDataJSON")))
def test_damaged_client_data(registration: bytes, assertion: bytes):
    registers(with_part(REGISTRATION, "clientDataJSON", registration))
    if assertion != part(ASSERTION, "clientDataJSON"):
        assert not authenticates(with_part(ASSERTION, "clientDataJSON", assertion))


@QUICK
@given(damaged(part(REGISTRATION, "attestationObject")))
def test_damaged_attestation(data: bytes):
    registers(with_part(REGISTRATION, "attestationObject", data))


FORMATS = ["none", "packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple", "x"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-70_000, 70_000) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
DATA = cbor2.loads(part(REGISTRATION, "attestationObject"))["authData"]


@QUICK
@given(
    st.sampled_from(FORMATS),
    st.dictionaries(
        st.sampled_from(["alg", "sig", "x5c", "ver", "response", "certInfo", "pubArea"]), VALUES
    ),
    damaged(DATA) | st.just(DATA),
)
def test_every_format_of_attestation(name: str, statement: dict[str, object], data: bytes):
    attestation = {"fmt": name, "attStmt": statement, "authData": data}
    registers(with_part(REGISTRATION, "attestationObject", cbor2.dumps(attestation)))
