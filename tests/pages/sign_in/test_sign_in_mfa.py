"""Signing in with each kind of MFA device, and with several."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from console.models import Event
from credentials import sealing
from credentials.models import MFADevice, WebAuthnCredential
from tests.credentials.mfa.authenticator import Authenticator
from tests.world import PAGE, PASSWORD, World, code, give_device, pair

SignedIn = Callable[..., Client]
ASSIGN, PASSKEY, TOKEN = (
    f"{PAGE}mfa/assign/",
    f"{PAGE}mfa/set-up/passkey/",
    f"{PAGE}mfa/set-up/token/",
)
CHOOSE, AT_SIGN_IN, RESYNC = "/signin/mfa/", "/signin/mfa/passkey/", "/signin/resync/"
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
SERIAL = "GAHT12345678"
ORIGIN = "http://localhost:8000"


def local() -> Client:
    return Client(headers={"host": "localhost:8000"})


def password_given(client: Client, user: User):
    form = {"account": "training", "username": user.user_name, "password": PASSWORD}
    return client.post("/signin/", form)


def authenticator(**changes: object) -> Authenticator:
    return Authenticator(**{"rp_id": "localhost", "origin": ORIGIN, **changes})  # type: ignore[arg-type]


def give_passkey(client: Client, name: str = "yubikey", key: Authenticator | None = None):
    """Assign a passkey in the session of the client; gives the authenticator and the answer."""
    key = key or authenticator()
    assert client.post(ASSIGN, {"name": name, "kind": "fido"}).url == PASSKEY
    options = client.get(PASSKEY).context["options"]
    return key, client.post(PASSKEY, {"response": key.register(options)})


def give_token(world: World, user: User | None = None, serial: str = SERIAL) -> MFADevice:
    return MFADevice.objects.create(
        account=world.account,
        kind=MFADevice.Kind.HARDWARE,
        user=user,
        name=serial,
        serial_number=serial,
        sealed_seed=sealing.seal(SEED),
        created_at=datetime.now(tz=UTC),
        enable_date=datetime.now(tz=UTC) if user else None,
    )


@pytest.fixture
def alice(world: World) -> Client:
    client = local()
    password_given(client, world.alice)
    return client


@pytest.fixture
def passkey(world: World, alice: Client) -> Authenticator:
    key, response = give_passkey(alice)
    assert response.url == PAGE
    return key


def test_a_passkey_is_assigned_and_signs_in(world: World, alice: Client, passkey: Authenticator):
    device = MFADevice.objects.get()
    assert (device.user, device.kind) == (world.alice, "fido")
    assert device.serial_number.startswith("arn:aws:iam::123456789012:u2f/user/alice/yubikey-")
    html = alice.get(PAGE).content.decode()
    assert "This session began without MFA" in html
    assert "Passkey or security key" in html
    client = local()
    assert password_given(client, world.alice).url == CHOOSE
    assert client.get(CHOOSE).url == AT_SIGN_IN
    page = client.get(AT_SIGN_IN)
    response = client.post(AT_SIGN_IN, {"response": passkey.sign(page.context["options"])})
    assert response.url == PAGE
    assert "not authorized" not in client.get(PAGE).content.decode()
    success = Event.objects.filter(event_name="ConsoleLogin").order_by("pk").last()
    assert success.record["additionalEventData"]["MFAIdentifier"] == device.serial_number
    check = Event.objects.get(event_name="CheckMfa")
    assert check.record["additionalEventData"] == {"MfaType": "U2F MFA"}


def test_an_answer_opens_one_session(world: World, passkey: Authenticator):
    client = local()
    password_given(client, world.alice)
    answer = {"response": passkey.sign(client.get(AT_SIGN_IN).context["options"])}
    assert client.post(AT_SIGN_IN, answer).url == PAGE
    other = local()
    password_given(other, world.alice)
    other.get(AT_SIGN_IN)
    for _ in range(2):
        replayed = other.post(AT_SIGN_IN, answer)
        assert "Authentication failed" in replayed.content.decode()
    assert other.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    "change",
    [{"origin": "http://evil.example"}, {"rp_id": "evil.example"}, {"verifies": False}],
    ids=str,
)
def test_an_answer_from_elsewhere_does_not_sign_in(
    world: World, passkey: Authenticator, change: dict[str, object]
):
    for name, value in change.items():
        setattr(passkey, name, value)
    client = local()
    password_given(client, world.alice)
    response = client.post(
        AT_SIGN_IN, {"response": passkey.sign(client.get(AT_SIGN_IN).context["options"])}
    )
    assert "Authentication failed" in response.content.decode()
    assert client.get(PAGE).status_code == 302
    assert WebAuthnCredential.objects.get().sign_count == 0


@pytest.mark.parametrize("response", ["", "{}", "x" * 20_000, "[1]", "null", '{"id":1}', "\0"])
def test_nonsense_neither_registers_nor_signs_in(world: World, alice: Client, response: str):
    alice.post(ASSIGN, {"name": "yubikey", "kind": "fido"})
    alice.get(PASSKEY)
    assert alice.post(PASSKEY, {"response": response}).url == PASSKEY
    html = alice.get(PASSKEY).content.decode()
    assert "Authentication code for device is not valid." in html
    assert not MFADevice.objects.exists()
    give_passkey(alice)
    client = local()
    password_given(client, world.alice)
    client.get(AT_SIGN_IN)
    refused = client.post(AT_SIGN_IN, {"response": response})
    assert "Authentication failed" in refused.content.decode()


def test_a_challenge_registers_once(world: World, alice: Client):
    alice.post(ASSIGN, {"name": "yubikey", "kind": "fido"})
    options = alice.get(PASSKEY).context["options"]
    first = alice.post(PASSKEY, {"response": authenticator().register(options)})
    assert first.url == PAGE
    assert alice.post(PASSKEY, {"response": authenticator().register(options)}).url == ASSIGN
    assert MFADevice.objects.count() == 1


def test_a_second_passkey_needs_an_mfa_session(world: World, alice: Client, passkey: Authenticator):
    alice.post(ASSIGN, {"name": "second", "kind": "fido"})
    refused = alice.get(PASSKEY)
    assert refused.status_code == 403
    assert "please ensure that you are authenticated with an MFA device" in refused.content.decode()
    client = local()
    password_given(client, world.alice)
    answer = {"response": passkey.sign(client.get(AT_SIGN_IN).context["options"])}
    client.post(AT_SIGN_IN, answer)
    assert give_passkey(client, "second")[1].url == PAGE
    _, again = give_passkey(client, "third", passkey)
    assert again.url == PASSKEY
    assert "MFA Device for user alice already exists." in client.get(PASSKEY).content.decode()
    assert MFADevice.objects.count() == 2


def test_at_an_address_there_are_no_passkeys(world: World, passkey: Authenticator):
    client = Client(headers={"host": "127.0.0.1:8000"})
    password_given(client, world.alice)
    html = client.get(AT_SIGN_IN).content.decode()
    assert "Your passkeys do not work at this address" in html
    assert "Your passkeys were made for: localhost" in html
    bob = Client(headers={"host": "127.0.0.1:8000"})
    password_given(bob, world.admin)
    assert "http://localhost:8000/" in bob.get(ASSIGN).content.decode()
    refused = bob.post(ASSIGN, {"name": "yubikey", "kind": "fido"})
    assert "Browsers make no passkeys for this address." in refused.content.decode()
    assert bob.get(PASSKEY).url == ASSIGN


def test_a_passkey_is_removed_in_the_session_that_it_began(world: World, passkey: Authenticator):
    client = local()
    password_given(client, world.alice)
    client.post(AT_SIGN_IN, {"response": passkey.sign(client.get(AT_SIGN_IN).context["options"])})
    serial = {"serial_number": MFADevice.objects.get().serial_number}
    assert client.get(f"{PAGE}mfa/remove/", serial).status_code == 200
    resync = client.post(f"{PAGE}mfa/resync/", serial | {"code1": "123456", "code2": "123457"})
    assert resync.status_code == 403
    assert client.post(f"{PAGE}mfa/remove/", serial).url == PAGE
    assert not MFADevice.objects.exists()
    assert "not authorized" not in client.get(PAGE).content.decode()
    assert password_given(local(), world.alice).url == PAGE


def test_the_key_may_be_denied_where_the_device_is_not(world: World, alice: Client):
    """iam:RegisterSecurityKey is in the context of registering one, and only there."""
    policy = world.alice.policies.get()
    policy.document = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"},'
        '{"Effect":"Deny","Action":"iam:EnableMFADevice","Resource":"*","Condition":'
        '{"StringEquals":{"iam:RegisterSecurityKey":"Create"}}}]}'
    )
    policy.save()
    assert alice.get(ASSIGN).status_code == 200
    assert alice.post(ASSIGN, {"name": "yubikey", "kind": "fido"}).status_code == 403
    assert alice.post(ASSIGN, {"name": "", "kind": "hardware"}).url == TOKEN
    assert alice.get(PASSKEY).status_code == 403
    assert alice.get(TOKEN).status_code == 200


def only_security_keys(user: User, *values: str) -> None:
    policy = user.policies.get()
    policy.document = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:EnableMFADevice",'
        '"Resource":"*","Condition":{"StringEquals":{"iam:RegisterSecurityKey":'
        f"{json.dumps(values)}"
        '}}},{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}]}'
    )
    policy.save()


def test_a_policy_may_allow_nothing_but_security_keys(world: World, alice: Client):
    only_security_keys(world.alice, "Create", "Activate")
    assert ASSIGN in alice.get(PAGE).content.decode()
    assert alice.get(ASSIGN).status_code == 200
    assert alice.post(ASSIGN, {"name": "", "kind": "hardware"}).status_code == 403
    assert give_passkey(alice)[1].url == PAGE


def test_an_answer_that_fails_asks_for_no_other_key(world: World, alice: Client):
    """A POST was decided as Activate, so that Create is not slipped in with its answer."""
    alice.post(ASSIGN, {"name": "yubikey", "kind": "fido"})
    alice.get(PASSKEY)
    only_security_keys(world.alice, "Activate")
    assert alice.get(ASSIGN).status_code == 403
    refused = alice.post(PASSKEY, {"response": "{}"})
    assert (refused.status_code, refused.url) == (302, PASSKEY)
    assert "webauthn_challenge" not in alice.session
    assert alice.get(PASSKEY).status_code == 403


@pytest.mark.parametrize(
    ("host", "port"), [("localhost", "8001"), ("localhost", "80"), ("other.localhost", "9")]
)
def test_no_passkeys_at_a_port_that_is_not_ours(world: World, settings: Any, host: str, port: str):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "other.localhost"]
    client = Client(headers={"host": f"{host}:{port}"})
    password_given(client, world.alice)
    refused = client.post(ASSIGN, {"name": "yubikey", "kind": "fido"})
    assert "Browsers make no passkeys for this address." in refused.content.decode()
    settings.BASE_URL = f"http://console.example:{port}"
    assert client.post(ASSIGN, {"name": "yubikey", "kind": "fido"}).url == PASSKEY


def test_a_hardware_token_is_assigned_and_signs_in(world: World, alice: Client):
    token = give_token(world)
    assert alice.post(ASSIGN, {"name": "", "kind": "hardware"}).url == TOKEN
    assert alice.get(TOKEN).status_code == 200
    assert alice.post(TOKEN, {"serial_number": SERIAL, **pair(token)}).url == PAGE
    token.refresh_from_db()
    assert token.user == world.alice
    event = Event.objects.get(event_name="EnableMFADevice")
    assert event.record["requestParameters"]["serialNumber"] == SERIAL
    client = local()
    password_given(client, world.alice)
    assert client.get(CHOOSE).url == "/signin/mfa/token/"
    assert SERIAL in client.get("/signin/mfa/token/").content.decode()
    assert client.post("/signin/mfa/token/", {"code": code(token)}).url == PAGE
    serial = {"serial_number": SERIAL}
    assert client.post(f"{PAGE}mfa/remove/", serial).url == PAGE
    token.refresh_from_db()
    assert token.user is None


@pytest.mark.parametrize(
    ("serial", "status", "text"),
    [
        ("", 200, "Enter the serial number of the token."),
        ("short", 200, "A serial number has 9 to 256"),
        ("GAHT99999999", 404, "MFA Device with serial number GAHT99999999 does not exist."),
        (SERIAL, 403, "Authentication code for device is not valid."),
        ("TAKEN1234567", 409, "MFA Device is already in use."),
    ],
)
def test_a_token_that_cannot_be_assigned(
    world: World, alice: Client, serial: str, status: int, text: str
):
    give_token(world)
    give_token(world, world.bob, "TAKEN1234567")
    form = {"serial_number": serial, "code1": "000000", "code2": "000001"}
    response = alice.post(TOKEN, form)
    assert response.status_code == status
    assert text in response.content.decode()
    assert not MFADevice.objects.filter(user=world.alice).exists()


def test_with_several_kinds_the_person_chooses(world: World, alice: Client, passkey: Authenticator):
    app = give_device(world.alice, "phone")
    token = give_token(world, world.alice)
    client = local()
    password_given(client, world.alice)
    check = Event.objects.filter(event_name="CheckMfa").last()
    assert check.record["additionalEventData"] == {"MfaType": "Multiple MFA Devices"}
    html = client.get(CHOOSE).content.decode()
    for text in ("Passkey or security key", "Authenticator app", "Hardware TOTP token"):
        assert text in html
    for page in (AT_SIGN_IN, "/signin/mfa/app/", "/signin/mfa/token/"):
        assert "Try another MFA method" in client.get(page).content.decode()
    wrong_kind = client.post("/signin/mfa/token/", {"code": code(app)})
    assert "Authentication failed" in wrong_kind.content.decode()
    app.refresh_from_db()
    assert app.throttling_failure_count == 0
    assert client.post("/signin/mfa/token/", {"code": code(token)}).url == PAGE


def test_resynchronising_waits_once_no_device_takes_another_attempt(world: World):
    token, app = give_token(world, world.alice), give_device(world.alice, "phone")
    client, wrong = local(), {"code1": "000000", "code2": "000000"}
    with time_machine.travel("2026-11-24T10:00:30Z", tick=False) as clock:
        password_given(client, world.alice)
        for _ in range(9):
            client.post("/signin/mfa/app/", {"code": "000000"})
        for _ in range(9):
            response = client.post(RESYNC, wrong)
            assert response.status_code == 200
            assert "Authentication failed" in response.content.decode()
            assert "data-countdown" not in response.content.decode()
        for codes in (wrong, pair(token), pair(app)):
            response = client.post(RESYNC, codes)
            assert response.status_code == 429
            assert 'data-countdown="151"' in response.content.decode()
        clock.move_to("2026-11-24T10:03:01Z")
        assert client.post(RESYNC, pair(token)).url == "/signin/mfa/token/"


def test_a_kind_that_one_does_not_have_is_not_asked_for(world: World):
    give_device(world.alice)
    client = local()
    password_given(client, world.alice)
    assert client.get("/signin/mfa/token/").url == CHOOSE
    assert client.post("/signin/mfa/token/", {"code": "123456"}).url == CHOOSE
    MFADevice.objects.all().delete()
    assert client.get(CHOOSE).url == "/signin/?reason=mfa-over"


def test_eight_devices_are_the_most(world: World, signed_in: SignedIn):
    devices = [give_device(world.alice, f"device-{n}") for n in range(8)]
    client = signed_in(world.alice, devices[0])
    html = client.get(PAGE).content.decode()
    assert '<span class="counter">(8)</span>' in html
    assert "You have eight MFA devices already" in html
    token = give_token(world)
    response = client.post(TOKEN, {"serial_number": SERIAL, **pair(token)})
    assert response.status_code == 409
    assert "Cannot exceed quota for MFADevicesPerUser: 8" in response.content.decode()
    assert MFADevice.objects.filter(user=world.alice).count() == 8


def test_nobody_reaches_the_second_half_without_the_first(world: World):
    for page in (CHOOSE, AT_SIGN_IN, "/signin/mfa/app/", "/signin/mfa/token/"):
        assert local().get(page).url == "/signin/?reason=mfa-over"
    assert (
        local().post(AT_SIGN_IN, {"response": str(uuid.uuid4())}).url == "/signin/?reason=mfa-over"
    )


def later(monkeypatch: pytest.MonkeyPatch, **more: float) -> None:
    now = datetime.now(tz=UTC) + timedelta(**more)
    monkeypatch.setattr("console.requests.real_now", lambda: now)


def test_a_challenge_ends_after_ten_minutes(
    world: World, alice: Client, monkeypatch: pytest.MonkeyPatch
):
    alice.post(ASSIGN, {"name": "yubikey", "kind": "fido"})
    options = alice.get(PASSKEY).context["options"]
    later(monkeypatch, minutes=11)
    alice.post(PASSKEY, {"response": authenticator().register(options)})
    assert not MFADevice.objects.exists()
