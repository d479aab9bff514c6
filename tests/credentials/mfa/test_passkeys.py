"""Passkeys and security keys, with a software authenticator."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from accounts.errors import (
    AccessDenied,
    EntityAlreadyExists,
    InvalidAuthenticationCode,
    LimitExceeded,
    ServiceError,
    ValidationError,
)
from accounts.models import User
from credentials import webauthn
from credentials.models import MFADevice, WebAuthnCredential
from credentials.operations.mfa import mfa_codes, mfa_devices, passkeys
from credentials.operations.mfa.mfa_codes import CodePair
from credentials.webauthn import Ceremony, Site
from tests.credentials.mfa.authenticator import Authenticator
from tests.world import ACCOUNT_ID, World, give_device, principal

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SITE = Site(rp_id="localhost", origin="http://localhost:8000")
NOT_VALID = "Authentication code for device is not valid."


def authenticator(**more: object) -> Authenticator:
    return Authenticator(rp_id=SITE.rp_id, origin=SITE.origin, **more)


def begin(user: User) -> Ceremony:
    return passkeys.begin_registration(caller=principal(user, mfa=True), user=user, site=SITE)


def enable(
    user: User,
    ceremony: Ceremony,
    response: str,
    *,
    name: str = "yubikey",
    mfa: bool = True,
    challenge: str | None = None,
) -> MFADevice:
    return passkeys.enable_passkey(
        caller=principal(user, mfa=mfa),
        user=user,
        name=name,
        site=SITE,
        challenge=challenge or ceremony.challenge,
        response=response,
        now=NOW,
    )


def register(user: User, key: Authenticator, name: str = "yubikey") -> MFADevice:
    ceremony = begin(user)
    return enable(user, ceremony, key.register(ceremony.options), name=name)


def refused(error: type[ServiceError], user: User, key: Authenticator, **more: object) -> str:
    before = MFADevice.objects.count(), WebAuthnCredential.objects.count()
    ceremony = begin(user)
    with pytest.raises(error) as caught:
        enable(user, ceremony, key.register(ceremony.options), **more)
    assert (MFADevice.objects.count(), WebAuthnCredential.objects.count()) == before
    return str(caught.value)


def challenge(user: User) -> Ceremony:
    ceremony = passkeys.begin_authentication(user=user, site=SITE)
    assert ceremony is not None
    return ceremony


def verify(user: User, ceremony: Ceremony, response: str, site: Site = SITE) -> MFADevice | None:
    return passkeys.verify_passkey(
        user=user, site=site, challenge=ceremony.challenge, response=response, real_now=NOW
    )


def test_a_registration(world: World):
    key = authenticator()
    device = register(world.alice, key)
    assert device.serial_number.startswith(f"arn:aws:iam::{ACCOUNT_ID}:u2f/user/alice/yubikey-")
    suffix = device.serial_number.rpartition("-")[2]
    assert len(suffix) == 26
    assert set(suffix) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert (device.kind, device.user, device.enable_date) == ("fido", world.alice, NOW)
    row = device.webauthn
    assert (row.rp_id, row.sign_count, row.user_verified) == ("localhost", 0, True)
    assert row.transports == ["internal"]
    assert list(mfa_devices.list_mfa_devices(user=world.alice)) == [device]


def test_the_options_of_a_registration(world: World):
    key = authenticator()
    register(world.alice, key)
    options = json.loads(begin(world.alice).options)
    assert options["rp"]["id"] == "localhost"
    assert options["user"]["name"] == "alice@training"
    assert options["excludeCredentials"][0]["id"] == WebAuthnCredential.objects.get().credential_id
    assert begin(world.alice).challenge != begin(world.alice).challenge
    other = replace(SITE, rp_id="example.org")
    caller = principal(world.alice, mfa=True)
    ceremony = passkeys.begin_registration(caller=caller, user=world.alice, site=other)
    assert not json.loads(ceremony.options)["excludeCredentials"]


@pytest.mark.parametrize(
    "key",
    [
        Authenticator(rp_id="localhost", origin="http://localhost:8001"),
        Authenticator(rp_id="localhost", origin="https://localhost:8000"),
        Authenticator(rp_id="localhost", origin="http://evil.example"),
        Authenticator(rp_id="evil.example", origin="http://localhost:8000"),
        authenticator(credential_id=b""),
        authenticator(credential_id=b"x" * 1024),
    ],
    ids=["port", "scheme", "origin", "host", "no id", "an id too long"],
)
def test_a_registration_that_proves_nothing(world: World, key: Authenticator):
    assert refused(InvalidAuthenticationCode, world.alice, key) == NOT_VALID


def test_a_registration_with_another_challenge(world: World):
    text = refused(
        InvalidAuthenticationCode,
        world.alice,
        authenticator(),
        challenge=begin(world.alice).challenge,
    )
    assert text == NOT_VALID


def test_the_longest_credential_id(world: World):
    key = authenticator(credential_id=b"x" * 1023)
    assert verify_now(world.alice, key, register(world.alice, key))


def verify_now(user: User, key: Authenticator, device: MFADevice) -> bool:
    ceremony = challenge(user)
    return verify(user, ceremony, key.sign(ceremony.options)) == device


HOSTILE = [
    "",
    "{}",
    "[]",
    "null",
    "\x00",
    '{"id":1}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA",'
    '"attestationObject":"AA","authenticatorData":"AA","signature":"AA"}}',
    "[" * 10_000,
    '{"a":' * 3_000,
    "x" * 1_000_000,
    '{"id": 1' + "0" * 10_000 + "}",
]


@pytest.mark.parametrize("response", HOSTILE, ids=range(len(HOSTILE)))
def test_an_answer_that_nobody_can_read(world: World, response: str):
    ceremony = begin(world.alice)
    with pytest.raises(InvalidAuthenticationCode):
        enable(world.alice, ceremony, response)
    register(world.alice, authenticator())
    assert verify(world.alice, challenge(world.alice), response) is None


def test_an_answer_that_is_too_long(world: World):
    key = authenticator()
    register(world.alice, key)
    ceremony = challenge(world.alice)
    response = key.sign(ceremony.options)
    assert verify(world.alice, ceremony, response + " " * webauthn.RESPONSE_MAX) is None
    assert verify(world.alice, ceremony, response)


def test_a_key_registers_once(world: World):
    key = authenticator()
    register(world.alice, key)
    assert refused(EntityAlreadyExists, world.alice, key) == (
        "MFA Device for user alice already exists."
    )
    for user in (world.bob, world.stranger):
        text = refused(EntityAlreadyExists, user, key)
        assert text == "MFA Device is already in use."


def test_the_first_key_needs_no_mfa_the_second_does(world: World):
    ceremony = begin(world.alice)
    enable(world.alice, ceremony, authenticator().register(ceremony.options), mfa=False)
    assert refused(AccessDenied, world.alice, authenticator(), mfa=False) == (
        "To complete this action, please ensure that you are authenticated with an MFA device "
        "that is enabled for this user."
    )
    with pytest.raises(AccessDenied):
        passkeys.begin_registration(
            caller=principal(world.alice, mfa=False), user=world.alice, site=SITE
        )
    assert "complete this action" in refused(
        AccessDenied, world.alice, authenticator(), name="no name", challenge="x", mfa=False
    )
    register(world.alice, authenticator())


def test_eight_devices_of_any_kind(world: World):
    for number in range(3):
        give_device(world.alice, f"phone-{number}")
    for _ in range(5):
        register(world.alice, authenticator())
    text = refused(LimitExceeded, world.alice, authenticator())
    assert text == "Cannot exceed quota for MFADevicesPerUser: 8"


TOO_LONG = "Member must have length less than or equal to {}"
LENGTH = "1 validation error detected: Value at 'deviceName' failed to satisfy constraint: "
INVALID = (
    "The specified value for deviceName is invalid. It must contain only alphanumeric characters "
    "and/or the following: +=,.@_-"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x" * 189, LENGTH + TOO_LONG.format(188)),
        *((name, INVALID) for name in ("", "my key", "key/1", "cl\u00e9", "key\n", "\x00")),
    ],
)
def test_names_that_no_key_may_have(world: World, name: str, text: str):
    assert refused(ValidationError, world.alice, authenticator(), name=name) == text


def test_the_longest_name_makes_the_longest_serial_number(world: World):
    assert len(register(world.alice, authenticator(), "x" * 188).serial_number) == 256


def test_signing_in(world: World):
    key, other = authenticator(), authenticator()
    device, second = register(world.alice, key), register(world.alice, other)
    options = json.loads(challenge(world.alice).options)
    assert options["rpId"] == "localhost"
    assert len(options["allowCredentials"]) == 2
    assert options["userVerification"] == "required"
    for _ in range(3):
        assert verify_now(world.alice, key, device)
        assert verify_now(world.alice, other, second)
    assert WebAuthnCredential.objects.get(device=device).sign_count == 3


def test_nobody_without_a_key_of_this_site_is_asked_for_one(world: World):
    give_device(world.alice)
    assert passkeys.begin_authentication(user=world.alice, site=SITE) is None
    register(world.alice, authenticator())
    elsewhere = Site(rp_id="example.org", origin="https://example.org")
    assert passkeys.begin_authentication(user=world.alice, site=elsewhere) is None


def changed(**changes: object):
    """Change what the key says when it signs in."""

    def act(world: World, key: Authenticator, ceremony: Ceremony) -> str:
        return replace(key, **changes).sign(ceremony.options)

    return act


NO_PROOF = {
    "another origin": changed(origin="http://evil.example"),
    "another port": changed(origin="http://localhost:1"),
    "another host": changed(rp_id="evil.example"),
    "another key": changed(key=authenticator().key),
    "another id": changed(credential_id=b"another"),
    "no user verification": changed(verifies=False),
    "a counter that stands still": changed(counter=6),
    "a counter that goes back": changed(counter=2),
    "another challenge": lambda world, key, _: key.sign(challenge(world.alice).options),
    "a registration": lambda _, key, ceremony: key.register(ceremony.options),
    "another type": lambda _, key, ceremony: key.sign(ceremony.options, type="password"),
    "an id that differs": lambda _, key, ceremony: key.sign(ceremony.options, id="AAAA"),
}


@pytest.mark.parametrize("act", NO_PROOF.values(), ids=NO_PROOF.keys())
def test_an_answer_that_proves_nothing(world: World, act):
    key = authenticator(counter=5)
    device = register(world.alice, key)
    WebAuthnCredential.objects.update(sign_count=7)
    ceremony = challenge(world.alice)
    assert verify(world.alice, ceremony, act(world, key, ceremony)) is None
    assert WebAuthnCredential.objects.get().sign_count == 7
    key.counter = 7
    assert verify_now(world.alice, key, device)


def test_one_answer_counts_once(world: World):
    key = authenticator()
    device = register(world.alice, key)
    ceremony = challenge(world.alice)
    response = key.sign(ceremony.options)
    assert verify(world.alice, ceremony, response) == device
    assert verify(world.alice, ceremony, response) is None
    assert verify(world.alice, challenge(world.alice), response) is None


def test_a_key_that_does_not_count(world: World):
    key = authenticator(counts=False)
    device = register(world.alice, key)
    assert verify_now(world.alice, key, device)
    assert verify_now(world.alice, key, device)


def test_a_key_that_never_verified_its_user_need_not(world: World):
    key = authenticator(verifies=False)
    device = register(world.alice, key)
    assert not device.webauthn.user_verified
    assert json.loads(challenge(world.alice).options)["userVerification"] == "preferred"
    assert verify_now(world.alice, key, device)


@pytest.mark.parametrize("other", ["bob", "stranger"])
def test_somebody_elses_key(world: World, other: str):
    key, theirs = authenticator(), authenticator()
    register(world.alice, key)
    register(getattr(world, other), theirs)
    ceremony = challenge(world.alice)
    assert verify(world.alice, ceremony, theirs.sign(ceremony.options)) is None


def test_a_key_of_another_site(world: World):
    key = authenticator()
    register(world.alice, key)
    ceremony = challenge(world.alice)
    elsewhere = Site(rp_id="example.org", origin=SITE.origin)
    assert verify(world.alice, ceremony, key.sign(ceremony.options), elsewhere) is None


def test_a_removed_key_is_gone(world: World):
    key = authenticator()
    device = register(world.alice, key)
    ceremony = challenge(world.alice)
    mfa_devices.deactivate_mfa_device(
        caller=principal(world.alice, mfa=True),
        user=world.alice,
        serial_number=device.serial_number,
    )
    assert not MFADevice.objects.exists()
    assert not WebAuthnCredential.objects.exists()
    assert verify(world.alice, ceremony, key.sign(ceremony.options)) is None
    register(world.bob, key)


def test_a_key_shows_no_codes(world: World):
    device = register(world.alice, authenticator())
    with pytest.raises(InvalidAuthenticationCode) as caught:
        mfa_devices.resync_mfa_device(
            user=world.alice,
            serial_number=device.serial_number,
            codes=CodePair("000000", "000000"),
            real_now=NOW,
        )
    assert str(caught.value) == NOT_VALID
    assert mfa_codes.verify_code(user=world.alice, code="000000", real_now=NOW).device is None
