"""Files of hardware tokens, and what becomes of the tokens in them."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from accounts.errors import (
    EntityAlreadyExists,
    InvalidAuthenticationCode,
    NoSuchEntity,
)
from credentials import token_files
from credentials.models import MFADevice
from credentials.operations.mfa import hardware_tokens, mfa_devices
from credentials.operations.mfa.mfa_codes import CodePair
from credentials.token_files import NotATokenFile, Token
from credentials.totp import counter_at
from tests.credentials.mfa.token_samples import (
    PRESHARED,
    SEED,
    SERIALS,
    pskc,
    with_key,
    with_password,
)
from tests.support.costs import cost
from tests.world import World, principal

BOTH = [Token(serial, SEED) for serial in SERIALS]
ONE, OTHER = SERIALS
HEX = bytes(range(20)).hex()
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE},{SEED}\n{OTHER},{SEED}\n",
        f"{ONE},{SEED}\n{OTHER},{SEED}",
        f"{ONE},{SEED}\r\n{OTHER},{SEED}\r\n",
        f"{ONE},{SEED}\r{OTHER},{SEED}\r",
        f"{ONE},{SEED}\r\n\r\n \r\n{OTHER},{SEED}\n\n,\n",
        f"Serial Number,Seed\n{ONE},{SEED}\n{OTHER},{SEED}\n",
        f"serial,secret\n{ONE},{HEX}\n{OTHER},{HEX.upper()}\n",
        f'"{ONE}","{SEED}"\n"{OTHER}","{SEED}"\n',
        f" {ONE} , {SEED.lower()} \n {OTHER} , {SEED}\n",
        f"{ONE};{SEED}\n{OTHER};{SEED}\n",
        f"serial;seed\n{ONE};{SEED}\n{OTHER};{SEED}\n",
        f"{ONE}\t{SEED}\n{OTHER}\t{SEED}\n",
        f"{ONE},{SEED[:8]} {SEED[8:]}\n{OTHER},{SEED}\n",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv(mark: str, text: str):
    assert token_files.read((mark + text).encode()) == BOTH


@pytest.mark.parametrize("length", [16, 17, 20, 24, 32, 48, 63, 64])
def test_hexadecimal_seeds_of_every_length(length: int):
    for secret in (bytes(range(length)), bytes.fromhex("a2" * length), b"\xff" * length):
        for text in (secret.hex(), secret.hex().upper(), secret.hex(" ", 4)):
            [token] = token_files.read(f"{ONE},{text}\n".encode())
            assert token.seed == base64.b32encode(secret).decode()


@pytest.mark.parametrize("text", ["01" * 15, "0" * 33, "01" * 65])
def test_hexadecimal_seeds_out_of_bounds(text: str):
    with pytest.raises(NotATokenFile, match="Line 1: the seed is neither hexadecimal nor base32"):
        token_files.read(f"{ONE},{text}\n".encode())


@pytest.mark.parametrize("length", [16, 20, 32, 64])
def test_seeds_of_several_lengths(length: int):
    secret = bytes(range(length))
    seed = base64.b32encode(secret).decode()
    for text in (seed, seed.rstrip("=")):
        (token,) = token_files.read(f"{ONE},{text}".encode())
        assert token.seed == seed


BAD_CSV = {
    "": "The file holds no token.",
    " \n\n": "The file holds no token.",
    "serial,seed\n": "The file holds no token.",
    f"{ONE}\n": "Line 1: a serial number and a seed are expected.",
    f"{ONE},{SEED},6\n": "Line 1: a serial number and a seed are expected.",
    f"{ONE},{SEED}\n{OTHER},01\n": "Line 2: the seed is neither hexadecimal nor base32.",
    f"{ONE},é{SEED}\n": "Line 1: the seed is neither hexadecimal nor base32.",
    f"{ONE},\n": "Line 1: a seed has 16 to 64 bytes.",
    f"{ONE},{SEED[:16]}\n": "Line 1: a seed has 16 to 64 bytes.",
    f"{ONE},{SEED * 4}\n": "Line 1: a seed has 16 to 64 bytes.",
    f"short,{SEED}\n": "Line 1: a serial number has 9 to 256 letters, digits and characters of "
    "_+=/:,.@-",
    f"{'x' * 257},{SEED}\n": "Line 1: a serial number has 9 to 256 letters, digits and characters "
    "of _+=/:,.@-",
    f"GAHT 12345678,{SEED}\n": "Line 1: a serial number has 9 to 256 letters, digits and "
    "characters of _+=/:,.@-",
    f"GAHT1234\x005678,{SEED}\n": "Line 1: a serial number has 9 to 256 letters, digits and "
    "characters of _+=/:,.@-",
    f'{ONE},"' + "x" * 200_000: "The file is neither CSV in UTF-8 nor PSKC.",
}


@pytest.mark.parametrize(("text", "why"), BAD_CSV.items(), ids=range(len(BAD_CSV)))
def test_bad_csv(text: str, why: str):
    with pytest.raises(NotATokenFile) as caught:
        token_files.read(text.encode())
    assert str(caught.value) == why
    assert SEED not in str(caught.value)


def test_a_file_in_another_encoding():
    with pytest.raises(NotATokenFile, match="neither CSV in UTF-8 nor PSKC"):
        token_files.read(f"{ONE},{SEED}".encode("utf-16"))


def test_plain_pskc():
    assert token_files.read(pskc()) == BOTH
    assert token_files.read(b"\xef\xbb\xbf \r\n" + pskc().partition(b"?>")[2]) == BOTH


def test_pskc_with_a_password():
    assert token_files.read(pskc(with_password), password="open sesame") == BOTH


def test_pskc_with_a_key():
    assert token_files.read(pskc(with_key), key=PRESHARED) == BOTH


LOCKED = (
    "The PSKC file cannot be read (DecryptionError): it is malformed, or its password or key is "
    "missing or wrong."
)


@pytest.mark.parametrize(
    ("data", "unlock"),
    [
        (pskc(with_password), {}),
        (pskc(with_password), {"password": "wrong"}),
        (pskc(with_password), {"key": b"wrong"}),
        (pskc(with_key), {}),
        (pskc(with_key), {"key": bytes(16)}),
    ],
)
def test_locked_pskc(data: bytes, unlock: dict[str, object]):
    with pytest.raises(NotATokenFile) as caught:
        token_files.read(data, **unlock)
    assert str(caught.value) == LOCKED


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (
            pskc(change=lambda key: setattr(key, "algorithm", "urn:x:hotp")),
            "it is not a TOTP token.",
        ),
        (pskc(change=lambda key: setattr(key, "algorithm", None)), "it is not a TOTP token."),
        *(
            (pskc(change=change), "only six digits, 30 seconds and SHA-1 are known.")
            for change in (
                lambda key: setattr(key, "response_length", 8),
                lambda key: setattr(key, "time_interval", 60),
                lambda key: setattr(key, "algorithm_suite", "HMAC-SHA-256"),
            )
        ),
        (
            pskc(change=lambda key: setattr(key.device, "serial", "short")),
            "a serial number has 9 to 256 letters, digits and characters of _+=/:,.@-",
        ),
        (pskc(secret=b"short"), "a seed has 16 to 64 bytes."),
    ],
)
def test_tokens_that_aws_does_not_know(data: bytes, why: str):
    with pytest.raises(NotATokenFile) as caught:
        token_files.read(data)
    assert str(caught.value) == f"Token 1: {why}"


def package(*parts: bytes) -> bytes:
    return b"<KeyContainer>%s</KeyContainer>" % b"".join(parts)


def counter(value: bytes, name: bytes = b"Counter") -> bytes:
    data = b"<%s><PlainValue>%s</PlainValue></%s>" % (name, value, name)
    return package(b"<KeyPackage><Key><Data>%s</Data></Key></KeyPackage>" % data)


def started(date: bytes) -> bytes:
    info = b"<DeviceInfo><StartDate>%s</StartDate></DeviceInfo>" % date
    return package(b"<KeyPackage>%s</KeyPackage>" % info)


LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20))
NO_TOKEN = "The file holds no token."
SHAPE = "The PSKC file is nested too deeply or holds too long a value."
MALFORMED = "The PSKC file is malformed."
UNKNOWN = LOCKED.replace("DecryptionError", "ParseError")
XML_BOMBS = {
    "not XML": (b"<", MALFORMED),
    "cut": (pskc()[:-40], MALFORMED),
    "another document": (b"<html/>", UNKNOWN),
    "another version": (b'<KeyContainer Version="7"/>', UNKNOWN),
    "no token": (package(), NO_TOKEN),
    "laughs": (b'<!DOCTYPE a [<!ENTITY a "ha">%s]>%s' % (LAUGHS, package(b"&u;")), MALFORMED),
    "an external entity": (
        b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + package(b"&a;"),
        MALFORMED,
    ),
    "an external DTD": (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/">' + package(), MALFORMED),
    "hundreds of thousands of elements deep": (b"<a>" * 340_000, SHAPE),
    "a number of a megabyte": (counter(b"A" * 1_000_000), SHAPE),
    "a number between comments": (counter(b"AAAA<!---->" * 90_000), SHAPE),
    "many elements": (package(b"<a/>" * 80_000), NO_TOKEN),
    "no number": (counter(b"x", b"Time"), MALFORMED),
    "no date": (started(b"1:" * 4_000), MALFORMED),
}


@pytest.mark.parametrize(("data", "why"), XML_BOMBS.values(), ids=XML_BOMBS.keys())
def test_xml_that_means_harm(data: bytes, why: str):
    with cost() as spent, pytest.raises(NotATokenFile) as caught:
        token_files.read(data)
    assert spent.references < 2500
    assert str(caught.value) == why


@pytest.mark.parametrize("iterations", [0, 1_000_001, 2**31, 10**30])
@pytest.mark.parametrize("length", [16, 2**40])
def test_key_derivation_out_of_bounds(iterations: int, length: int):
    data = pskc(with_password)
    for name, value in ((b"IterationCount", iterations), (b"KeyLength", length)):
        data, count = re.subn(rb"(?<=<%s>)[0-9]+" % name, b"%d" % value, data)
        assert count == 1
    with pytest.raises(NotATokenFile) as caught:
        token_files.read(data, password="open sesame")
    assert str(caught.value) == "The file's key derivation is missing or out of bounds."


def test_a_password_for_a_file_without_one():
    with pytest.raises(NotATokenFile, match="key derivation is missing"):
        token_files.read(pskc(), password="open sesame")


def test_a_file_too_large():
    with pytest.raises(NotATokenFile) as caught:
        token_files.read(b"x" * (1024 * 1024 + 1))
    assert str(caught.value) == "The file is larger than 1 MiB."


def load(world: World, *tokens: Token) -> list[str]:
    return hardware_tokens.import_tokens(account=world.account, tokens=tokens or BOTH, now=NOW)


def test_an_import(world: World):
    assert load(world) == list(SERIALS)
    for device in MFADevice.objects.all():
        assert (device.kind, device.user, device.enable_date) == ("hardware", None, None)
        assert (device.account, device.created_at, device.seed) == (world.account, NOW, SEED)
        assert SEED not in device.sealed_seed


def test_the_longest_serial_number(world: World):
    load(world, Token("x" * 256, SEED))


@pytest.mark.parametrize("tokens", [[BOTH[1], BOTH[0]], [BOTH[1], BOTH[1]]])
def test_an_import_is_all_or_nothing(world: World, tokens: list[Token]):
    load(world, BOTH[0])
    with pytest.raises(EntityAlreadyExists) as caught:
        load(world, *tokens)
    assert str(caught.value) == f"MFA device {tokens[1].serial_number} already exists."
    assert MFADevice.objects.count() == 1


def test_two_accounts_may_have_one_serial_number(world: World):
    load(world)
    hardware_tokens.import_tokens(account=world.stranger.account, tokens=BOTH, now=NOW)


def shown(world: World, now: datetime) -> str:
    return hardware_tokens.code_of(account=world.account, serial_number=ONE, real_now=now)


def assign(world: World, user_name: str = "carol") -> None:
    user = getattr(world, user_name)
    mfa_devices.enable_mfa_device(
        caller=principal(user, mfa=False),
        user=user,
        serial_number=ONE,
        codes=CodePair(shown(world, NOW - timedelta(seconds=30)), shown(world, NOW)),
        now=NOW,
        real_now=NOW,
    )


def test_the_code_of_a_token(world: World):
    load(world)
    assert shown(world, NOW) == pyotp.TOTP(SEED).generate_otp(counter_at(NOW))
    device = MFADevice.objects.get(serial_number=ONE)
    device.drift = 7
    device.save()
    assert shown(world, NOW) == pyotp.TOTP(SEED).generate_otp(counter_at(NOW) + 7)


@pytest.mark.parametrize("serial", ["GAHT00000000", "arn:aws:iam::123456789012:mfa/alice"])
def test_the_code_of_no_token(world: World, serial: str):
    mfa_devices.create_virtual_mfa_device(account=world.account, name="alice", now=NOW)
    with pytest.raises(NoSuchEntity) as caught:
        hardware_tokens.code_of(account=world.account, serial_number=serial, real_now=NOW)
    assert str(caught.value) == f"MFA Device with serial number {serial} does not exist."


def test_a_token_is_assigned_by_serial_and_codes_and_goes_back(world: World):
    load(world)
    assign(world)
    device = MFADevice.objects.get(serial_number=ONE)
    assert (device.user, device.enable_date, device.drift) == (world.carol, NOW, 0)
    with pytest.raises(EntityAlreadyExists, match="MFA Device is already in use"):
        assign(world, "bob")
    mfa_devices.deactivate_mfa_device(
        caller=principal(world.carol, mfa=True), user=world.carol, serial_number=ONE
    )
    device.refresh_from_db()
    assert (device.user, device.seed) == (None, SEED)
    with pytest.raises(InvalidAuthenticationCode):
        assign(world, "bob")


def test_another_accounts_token_is_unknown(world: World):
    hardware_tokens.import_tokens(account=world.stranger.account, tokens=BOTH, now=NOW)
    with pytest.raises(NoSuchEntity) as caught:
        mfa_devices.enable_mfa_device(
            caller=principal(world.carol, mfa=False),
            user=world.carol,
            serial_number=ONE,
            codes=CodePair("000000", "000000"),
            now=NOW,
            real_now=NOW,
        )
    assert str(caught.value) == f"MFA Device with serial number {ONE} does not exist."


def test_a_token_is_no_virtual_device_to_delete(world: World):
    load(world)
    with pytest.raises(NoSuchEntity):
        mfa_devices.delete_virtual_mfa_device(account=world.account, serial_number=ONE)
    assert MFADevice.objects.count() == 2
