"""X.509 signing certificates on the page: upload, create, switch, delete, and what is refused."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import load_pem_x509_certificate
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from console.models import Event
from credentials import x509
from credentials.models import SigningCertificate
from credentials.operations.signing_certificates import upload_signing_certificate
from tests.world import PAGE, World, give_device

SignedIn = Callable[..., Client]
HERE = f"{PAGE}signing-certificates/"
UPLOAD, CREATE = f"{HERE}upload/", f"{HERE}create/"
NOW = datetime.now(tz=UTC)
PAIRS = [x509.make_pair(name, NOW - timedelta(minutes=5)) for name in ("one", "two", "three")]
EXPIRED, _ = x509.make_pair("expired", NOW - timedelta(days=400))


@pytest.fixture
def alice(world: World, signed_in: SignedIn) -> Client:
    return signed_in(world.alice, give_device(world.alice))


def upload(client: Client, body: str = PAIRS[0][0]):
    return client.post(UPLOAD, {"body": body})


def test_upload_list_switch_and_delete(world: World, alice: Client):
    assert "No X.509 certificates" in alice.get(PAGE).content.decode()
    assert upload(alice).url == PAGE
    row = SigningCertificate.objects.get()
    assert row.body == PAIRS[0][0]
    html = alice.get(PAGE).content.decode()
    for text in (row.certificate_id, "CN=one", "RSA 2048", "X.509 certificate uploaded"):
        assert text in html
    body = {"certificate_id": row.certificate_id}
    assert alice.get(f"{HERE}deactivate/", body).status_code == 200
    assert alice.post(f"{HERE}deactivate/", body).url == PAGE
    row.refresh_from_db()
    assert row.status == "Inactive"
    alice.post(f"{HERE}activate/", body)
    row.refresh_from_db()
    assert row.status == "Active"
    assert alice.get(f"{HERE}delete/", body).status_code == 200
    assert alice.post(f"{HERE}delete/", body).url == PAGE
    assert not SigningCertificate.objects.exists()


def test_a_file_is_as_good_as_a_pasted_text(alice: Client):
    data = b"\xef\xbb\xbf" + PAIRS[0][0].encode().replace(b"\n", b"\r\n")
    file = SimpleUploadedFile("certificate.pem", data)
    assert alice.post(UPLOAD, {"file": file}).url == PAGE
    assert SigningCertificate.objects.get().body == data[3:].decode()


def test_the_event_names_the_certificate_without_its_body(alice: Client):
    upload(alice)
    event = Event.objects.get(event_name="UploadSigningCertificate")
    assert event.record["responseElements"]["certificate"]["status"] == "Active"
    assert "BEGIN CERTIFICATE" not in str(event.record)


@pytest.mark.parametrize("body", ["garbage", EXPIRED, PAIRS[0][0] + PAIRS[1][0]])
def test_malformed_ones_are_refused_in_awss_words(alice: Client, body: str):
    response = upload(alice, body)
    html = response.content.decode()
    assert response.status_code == 400
    assert "Certificate HIDDEN_DUE_TO_SECURITY_REASONS is malformed." in html
    assert not SigningCertificate.objects.exists()
    event = Event.objects.get(error_code="MalformedCertificateException")
    assert event.record["errorMessage"] == (
        "Certificate HIDDEN_DUE_TO_SECURITY_REASONS is malformed."
    )


def test_a_body_that_is_no_certificate_is_neither_recorded_nor_shown(alice: Client):
    """What the marks of a private key do not know may be one all the same."""
    response = upload(alice, "a secret that nobody recognises")
    assert response.status_code == 400
    assert "nobody recognises" not in response.content.decode()
    assert "nobody recognises" not in str(list(Event.objects.values()))


@pytest.mark.parametrize("extra", ["", PAIRS[0][0]])
@pytest.mark.parametrize("as_file", [False, True])
def test_a_private_key_is_refused_and_never_seen_again(
    alice: Client, extra: str, as_file: bool, caplog: pytest.LogCaptureFixture
):
    secret = PAIRS[0][1]
    line = secret.splitlines()[3]
    text = extra + secret
    form = {"file": SimpleUploadedFile("k.pem", text.encode())} if as_file else {"body": text}
    response = alice.post(UPLOAD, form)
    html = response.content.decode()
    assert "This is a private key." in html
    assert line not in html
    assert line not in caplog.text
    assert not SigningCertificate.objects.exists()
    assert not Event.objects.filter(event_name="UploadSigningCertificate").exists()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("", "Paste the text or choose a file."),
        ("x" * 16_385, "Member must have length less than or equal to 16384"),
        ("\u4f60\u597d", "Member must satisfy regular expression pattern"),
        ("a\0b", "Member must satisfy regular expression pattern"),
    ],
)
def test_what_breaks_the_constraints_is_said(alice: Client, body: str, text: str):
    assert text in upload(alice, body).content.decode()
    assert not SigningCertificate.objects.exists()


@pytest.mark.parametrize("chosen", [PAIRS[1][0], PAIRS[0][1]], ids=["public", "private"])
def test_a_text_and_a_file_are_one_too_many(alice: Client, chosen: str):
    file = SimpleUploadedFile("c.pem", chosen.encode())
    html = alice.post(UPLOAD, {"body": PAIRS[0][0], "file": file}).content.decode()
    private = "PRIVATE" in chosen
    assert ("Paste the text or choose a file, not both." in html) is not private
    assert ("This is a private key." in html) is private
    assert not SigningCertificate.objects.exists()


def test_a_large_file_is_413_and_never_on_disk(alice: Client, caplog: pytest.LogCaptureFixture):
    file = SimpleUploadedFile("big.pem", b"x" * 70_000)
    response = alice.post(UPLOAD, {"file": file})
    assert response.status_code == 413
    assert "A form may have 64 KB" in response.content.decode()
    assert [record.exc_info for record in caplog.records] in ([], [None])


def test_the_third_is_over_the_quota(world: World, alice: Client):
    for body, _ in PAIRS[:2]:
        upload(alice, body)
    response = upload(alice, PAIRS[2][0])
    assert response.status_code == 409
    assert "Cannot exceed quota for CertificatesPerUser: 2" in response.content.decode()
    assert SigningCertificate.objects.count() == 2
    assert "You have two X.509 certificates already" in alice.get(PAGE).content.decode()
    refused = alice.post(CREATE, {"client_token": str(uuid.uuid4())})
    assert refused.status_code == 409
    assert SigningCertificate.objects.count() == 2


def test_one_of_another_user_is_a_duplicate(world: World, alice: Client):
    upload_signing_certificate(user=world.bob, body=PAIRS[0][0], now=NOW)
    response = upload(alice)
    assert response.status_code == 409
    assert "Duplicate certificate uploaded." in response.content.decode()
    assert SigningCertificate.objects.get().user == world.bob


def test_create_offers_the_private_key_once(world: World, alice: Client):
    token = str(uuid.uuid4())
    response = alice.post(CREATE, {"client_token": token})
    row = SigningCertificate.objects.get()
    key = response.context["private_key"]
    html = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert f'download="pk-{row.certificate_id}.pem"' in html
    assert f'download="cert-{row.certificate_id}.pem"' in html
    certificate = load_pem_x509_certificate(row.body.encode())
    private = serialization.load_pem_private_key(key.encode(), None)
    assert private.public_key() == certificate.public_key()
    assert key not in str([*Event.objects.values(), *SigningCertificate.objects.values()])
    assert "PRIVATE KEY" not in str(alice.session.items())
    assert alice.post(CREATE, {"client_token": token}).url == PAGE
    assert SigningCertificate.objects.count() == 1
    assert "created already" in alice.get(PAGE).content.decode()


@pytest.mark.parametrize("verb", ["activate", "deactivate", "delete"])
def test_those_of_others_are_as_if_they_did_not_exist(world: World, alice: Client, verb: str):
    theirs = upload_signing_certificate(user=world.bob, body=PAIRS[0][0], now=NOW)
    foreign = upload_signing_certificate(user=world.stranger, body=PAIRS[1][0], now=NOW)
    for id_ in (theirs.certificate_id, foreign.certificate_id, "A" * 32, "", "x\0y", "x" * 999):
        for ask in (alice.get, alice.post):
            response = ask(f"{HERE}{verb}/", {"certificate_id": id_})
            assert response.status_code == 404
            text = "cannot be found." if id_ else "Nothing is selected"
            assert text in response.content.decode()
    assert set(SigningCertificate.objects.values_list("status", flat=True)) == {"Active"}
    assert SigningCertificate.objects.count() == 2


def test_without_mfa_nothing_is_made(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    for response in (upload(client), client.post(CREATE, {"client_token": str(uuid.uuid4())})):
        assert response.status_code == 403
        assert "iam:UploadSigningCertificate on resource: user alice with an explicit deny" in (
            response.content.decode()
        )
    assert not SigningCertificate.objects.exists()
