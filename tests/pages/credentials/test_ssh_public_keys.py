"""SSH public keys on the CodeCommit tab: upload, view, switch, delete, and what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from console.models import Event
from credentials.models import SSHPublicKey
from credentials.operations.ssh_public_keys import upload_ssh_public_key
from tests.world import PAGE, World, give_device

SignedIn = Callable[..., Client]
TAB = f"{PAGE}codecommit/"
HERE = f"{TAB}ssh-public-keys/"
UPLOAD = f"{HERE}upload/"
OPENSSH = (serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
PEM = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@cache
def key(number: int, bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def line(number: int = 0, bits: int = 2048) -> str:
    return key(number, bits).public_key().public_bytes(*OPENSSH).decode() + " someone@laptop"


def pem(number: int = 0) -> str:
    return key(number, 2048).public_key().public_bytes(*PEM).decode()


@pytest.fixture
def alice(world: World, signed_in: SignedIn) -> Client:
    return signed_in(world.alice, give_device(world.alice))


def upload(client: Client, body: str):
    return client.post(UPLOAD, {"body": body})


def test_upload_view_switch_and_delete(world: World, alice: Client):
    assert "No SSH public keys" in alice.get(TAB).content.decode()
    assert upload(alice, line()).url == TAB
    row = SSHPublicKey.objects.get()
    ids = {"ssh_public_key_id": row.ssh_public_key_id}
    assert row.ssh_public_key_id in alice.get(TAB).content.decode()
    html = alice.get(f"{HERE}view/", ids).content.decode().replace("&#x2F;", "/")
    for text in (row.fingerprint, row.sha256, "RSA 2048", "BEGIN PUBLIC KEY", row.body):
        assert text in html
    assert "someone@laptop" not in html
    assert alice.get(f"{HERE}deactivate/", ids).status_code == 200
    assert alice.post(f"{HERE}deactivate/", ids).url == TAB
    row.refresh_from_db()
    assert row.status == "Inactive"
    alice.post(f"{HERE}activate/", ids)
    row.refresh_from_db()
    assert row.status == "Active"
    assert alice.get(f"{HERE}delete/", ids).status_code == 200
    assert alice.post(f"{HERE}delete/", ids).url == TAB
    assert not SSHPublicKey.objects.exists()


def test_a_file_is_as_good_as_a_pasted_text(alice: Client):
    file = SimpleUploadedFile("id_rsa.pub", pem().encode())
    assert alice.post(UPLOAD, {"file": file}).url == TAB
    assert SSHPublicKey.objects.get().body.startswith("ssh-rsa ")


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ("garbage", 400, "Invalid public key uploaded."),
        (lambda: line(1, 1024), 400, "Invalid body for public key"),
        (
            lambda: (
                ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(*OPENSSH).decode()
            ),
            400,
            "Invalid body for public key",
        ),
        ("", 200, "Paste the text or choose a file."),
        ("x" * 16_385, 400, "Member must have length less than or equal to 16384"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nsecret", 200, "This is a private key."),
    ],
)
def test_what_is_refused(alice: Client, body: object, status: int, text: str):
    response = upload(alice, body() if callable(body) else str(body))
    assert response.status_code == status
    assert text in response.content.decode()
    assert "\nsecret" not in response.content.decode()
    assert not SSHPublicKey.objects.exists()


def test_a_key_is_taken_once_in_whichever_form(world: World, alice: Client):
    upload(alice, line())
    response = upload(alice, pem())
    assert response.status_code == 400
    assert "Duplicate SSH public key uploaded." in response.content.decode()
    assert SSHPublicKey.objects.count() == 1


def test_the_sixth_is_over_the_quota(world: World, alice: Client):
    for number in range(5):
        upload(alice, line(number))
    response = upload(alice, line(5))
    assert response.status_code == 409
    assert "Cannot exceed quota for SSHPublicKeysPerUser: 5" in response.content.decode()
    html = alice.get(TAB).content.decode()
    assert '<span class="counter">(5)</span>' in html
    assert "You have five SSH public keys already" in html
    shown = [row.ssh_public_key_id for row in SSHPublicKey.objects.order_by("ssh_public_key_id")]
    assert [html.index(f'value="{id_}"') for id_ in shown] == sorted(
        html.index(f'value="{id_}"') for id_ in shown
    )


@pytest.mark.parametrize("verb", ["view", "activate", "deactivate", "delete"])
def test_those_of_others_are_not_to_be_had(world: World, alice: Client, verb: str):
    now = datetime.now(tz=UTC)
    bobs = upload_ssh_public_key(user=world.bob, body=line(), now=now)
    foreign = upload_ssh_public_key(user=world.stranger, body=line(), now=now)
    cases = {
        bobs.ssh_public_key_id: f"User has no Public Key with id {bobs.ssh_public_key_id}.",
        foreign.ssh_public_key_id: "cannot be found.",
        "APKA" + "A" * 16: "cannot be found.",
        "": "Nothing is selected",
    }
    for id_, text in cases.items():
        for ask in (alice.get, alice.post):
            response = ask(f"{HERE}{verb}/", {"ssh_public_key_id": id_})
            if verb == "view" and ask == alice.post:
                assert response.status_code == 405
                continue
            assert response.status_code == 404
            assert text in response.content.decode()
    assert set(SSHPublicKey.objects.values_list("status", flat=True)) == {"Active"}
    assert SSHPublicKey.objects.count() == 2


def test_looking_at_a_key_is_recorded_with_its_id(world: World, alice: Client):
    upload(alice, line())
    for id_, error in (
        (SSHPublicKey.objects.get().ssh_public_key_id, ""),
        ("APKA" + "A" * 16, "NoSuchEntityException"),
    ):
        alice.get(f"{HERE}view/", {"ssh_public_key_id": id_})
        event = Event.objects.filter(event_name="GetSSHPublicKey").latest("pk")
        assert event.error_code == error
        assert event.record["requestParameters"] == {"userName": "alice", "sSHPublicKeyId": id_}
    assert Event.objects.filter(event_name="GetSSHPublicKey").count() == 2


def test_without_mfa_the_tab_shows_its_refusals(world: World, signed_in: SignedIn):
    upload_ssh_public_key(user=world.alice, body=line(), now=datetime.now(tz=UTC))
    client = signed_in(world.alice)
    Event.objects.all().delete()
    html = client.get(TAB).content.decode()
    row = SSHPublicKey.objects.get()
    assert "iam:ListSSHPublicKeys on resource: user alice with an explicit deny" in html
    assert "iam:ListServiceSpecificCredentials on resource: user alice with an explicit" in html
    assert row.ssh_public_key_id not in html
    denied = Event.objects.filter(error_code="AccessDenied").values_list("event_name", flat=True)
    assert set(denied) == {
        "GetAccountSummary",
        "ListSSHPublicKeys",
        "ListServiceSpecificCredentials",
    }
    assert upload(client, line(1)).status_code == 403
    assert SSHPublicKey.objects.count() == 1


def test_a_long_list_turns_pages(world: World, alice: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("console.pages.components.panels.ROWS", 2)
    for number in range(5):
        upload(alice, line(number))
    ids = list(SSHPublicKey.objects.values_list("ssh_public_key_id", flat=True))
    assert len(ids) == 5
    first, last = alice.get(TAB).content.decode(), alice.get(f"{TAB}?ssh_page=3").content.decode()
    assert first.count('name="ssh_public_key_id"') == 2
    assert last.count('name="ssh_public_key_id"') == 1
    assert '<span class="counter">(5)</span>' in last
    first = alice.get(TAB).content.decode()  # without the messages about the uploads
    for no_page in ("x", "0", "-1"):
        shown = alice.get(f"{TAB}?ssh_page={no_page}").content.decode()
        assert [each in shown for each in ids] == [each in first for each in ids]


def test_what_would_change_nothing_is_not_asked(world: World, alice: Client):
    upload(alice, line())
    ids = {"ssh_public_key_id": SSHPublicKey.objects.get().ssh_public_key_id}
    assert alice.get(f"{HERE}activate/", ids).url == TAB
    html = alice.get(TAB).content.decode()
    assert f"{ids['ssh_public_key_id']} is active already." in html
