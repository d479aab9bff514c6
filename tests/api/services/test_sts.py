"""STS through boto3: who calls, and temporary credentials with and without MFA."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from botocore.client import BaseClient
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.test import Client

from accounts.models import User, UserPolicy
from accounts.operations.users import create_user
from console.models import Event
from credentials.models import MFADevice
from credentials.operations.session_tokens import revoke_older_sessions
from tests.api.conftest import Connect, new_key, refused
from tests.world import World, code, give_device, pair, sign_in

INVALID = (403, "InvalidClientTokenId", "The security token included in the request is invalid.")
WRONG = (
    403,
    "AccessDenied",
    "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
)
UNABLE = (
    403,
    "AccessDenied",
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA "
    "serial number is valid and associated with this user.",
)
DENY_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'


def test_every_caller_learns_who_they_are(world: World, connect: Connect):
    UserPolicy.objects.create(user=world.carol, policy_name="Nothing", document=DENY_ALL)
    identity = connect(world.carol, "sts").get_caller_identity()
    assert identity["UserId"] == world.carol.user_id
    assert identity["Account"] == world.account.account_id
    assert identity["Arn"] == world.carol.arn
    event = Event.objects.get()
    assert (event.event_source, event.event_name) == ("sts.amazonaws.com", "GetCallerIdentity")
    assert event.record["requestID"] == identity["ResponseMetadata"]["RequestId"]


def test_the_document_lived_through_the_api(world: World, connect: Connect):
    device = give_device(world.alice)
    sts, iam = connect(world.alice, "sts"), connect(world.alice)
    assert refused(iam.list_access_keys)[1] == "AccessDenied"
    session = sts.get_session_token(SerialNumber=device.serial_number, TokenCode=code(device))
    given = session["Credentials"]
    assert given["AccessKeyId"].startswith("ASIA")
    with_mfa = connect(credentials=given)
    assert len(with_mfa.list_access_keys()["AccessKeyMetadata"]) == 1
    assert connect(credentials=given, service="sts").get_caller_identity()["Arn"] == world.alice.arn
    identity = Event.objects.get(event_name="ListAccessKeys", error_code="").record["userIdentity"]
    assert identity["accessKeyId"] == given["AccessKeyId"]
    assert identity["sessionContext"]["attributes"]["mfaAuthenticated"] == "true"


def test_no_secret_of_a_session_is_recorded(world: World, connect: Connect):
    device = give_device(world.alice)
    digits = code(device)
    answer = connect(world.alice, "sts").get_session_token(
        SerialNumber=device.serial_number, TokenCode=digits, DurationSeconds=900
    )
    given = answer["Credentials"]
    record = Event.objects.get(event_name="GetSessionToken").record
    assert record["requestParameters"] == {
        "serialNumber": device.serial_number,
        "durationSeconds": 900,
    }
    text = json.dumps(record)
    for secret in (given["SecretAccessKey"], given["SessionToken"], f'"{digits}"'):
        assert secret not in text


def test_durations(world: World, connect: Connect):
    sts = connect(world.bob, "sts")
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        default = sts.get_session_token()["Credentials"]["Expiration"]
        assert default.isoformat() == "2026-03-02T00:00:00+00:00"
        short = sts.get_session_token(DurationSeconds=900)["Credentials"]
        client = connect(credentials=short, service="sts")
        clock.shift(899)
        assert client.get_caller_identity()
        clock.shift(1)
        expired = (403, "ExpiredToken", "The security token included in the request is expired")
        assert refused(client.get_caller_identity) == expired
    for seconds, bound in (
        (899, "greater than or equal to 900"),
        (0, "greater than or equal to 900"),
        (129601, "less than or equal to 129600"),
    ):
        text = (
            f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to "
            f"satisfy constraint: Member must have value {bound}"
        )
        answer = refused(sts.get_session_token, DurationSeconds=seconds)
        assert answer == (400, "ValidationError", text)


def test_a_session_without_mfa_is_no_credential_for_iam(world: World, connect: Connect):
    given = connect(world.admin, "sts").get_session_token()["Credentials"]
    assert refused(connect(credentials=given).get_user) == INVALID
    sts = connect(credentials=given, service="sts")
    assert sts.get_caller_identity()["Arn"] == world.admin.arn
    denied = (403, "AccessDenied", "Cannot call GetSessionToken with session credentials")
    assert refused(sts.get_session_token) == denied
    assert refused(sts.get_access_key_info, AccessKeyId="ASIAQNZGKIQY56JQ7WML")[1] == "AccessDenied"


def test_a_code_counts_once_wherever_it_was_used(world: World, connect: Connect):
    device = give_device(world.alice)
    sts = connect(world.alice, "sts")
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False):
        sign_in(Client(), world.alice, device=device)
        asked = {"SerialNumber": device.serial_number, "TokenCode": code(device)}
        assert refused(sts.get_session_token, **asked) == WRONG
        fresh = {"SerialNumber": device.serial_number, "TokenCode": code(device, 1)}
        assert sts.get_session_token(**fresh)["Credentials"]
        assert refused(sts.get_session_token, **fresh) == WRONG


def test_wrong_codes_are_counted_although_the_call_is_refused(world: World, connect: Connect):
    device = give_device(world.alice)
    sts = connect(world.alice, "sts")
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        asked = {"SerialNumber": device.serial_number, "TokenCode": "000000"}
        for _ in range(9):
            assert refused(sts.get_session_token, **asked) == WRONG
        right = {"SerialNumber": device.serial_number, "TokenCode": code(device)}
        assert refused(sts.get_session_token, **right) == UNABLE
        device.refresh_from_db()
        assert device.throttling_failure_count == 9
        clock.shift(180)
        right["TokenCode"] = code(device)
        assert sts.get_session_token(**right)
    errors = Event.objects.filter(event_name="GetSessionToken", error_code="AccessDenied")
    assert errors.count() == 10
    assert "000000" not in str([event.record for event in errors])


def test_devices_that_give_no_code(world: World, connect: Connect):
    other, own = give_device(world.bob), give_device(world.alice)
    fido = MFADevice.objects.create(
        account=world.account, user=world.alice, kind=MFADevice.Kind.FIDO, name="key",
        serial_number=f"arn:aws:iam::{world.account.account_id}:u2f/user/alice/key-{'A' * 26}",
        created_at=own.created_at, enable_date=own.created_at,
    )  # fmt: skip
    sts = connect(world.alice, "sts")
    for serial in (other.serial_number, fido.serial_number, "GAHT00000000"):
        answer = refused(sts.get_session_token, SerialNumber=serial, TokenCode=code(other))
        assert answer == UNABLE
    half = refused(sts.get_session_token, SerialNumber=own.serial_number)
    assert half[:2] == (403, "AccessDenied")
    assert "must provide both" in half[2]
    short = refused(sts.get_session_token, SerialNumber=own.serial_number, TokenCode="1111111")
    assert short == (
        400,
        "ValidationError",
        "1 validation error detected: Value '1111111' at 'tokenCode' failed to satisfy constraint: "
        "Member must have length less than or equal to 6",
    )


def with_mfa(world: World, connect: Connect) -> tuple[BaseClient, dict[str, str]]:
    """A session of bob with MFA and the key that asked for it."""
    device, key = give_device(world.bob), new_key(world.bob)
    sts = connect(credentials=key, service="sts")
    given = sts.get_session_token(SerialNumber=device.serial_number, TokenCode=code(device))
    return connect(credentials=given["Credentials"]), key


def test_a_session_outlives_the_key_that_asked_for_it(world: World, connect: Connect):
    session, key = with_mfa(world, connect)
    admin, own = connect(world.admin), {"UserName": "bob", "AccessKeyId": key["AccessKeyId"]}
    admin.update_access_key(**own, Status="Inactive")
    assert session.get_user()
    assert refused(connect(credentials=key).get_user) == INVALID
    admin.delete_access_key(**own)
    assert session.get_user()
    fresh = session.create_access_key()["AccessKey"]  # keys are rotated in one session
    assert connect(credentials=fresh).get_user()["User"]["UserName"] == "bob"


def test_a_session_ends_with_its_user(world: World, connect: Connect):
    session, _ = with_mfa(world, connect)
    call_command("reset_user", "bob", "--account", "training", stdout=StringIO())
    UserPolicy.objects.filter(user=world.bob).delete()
    User.objects.get(pk=world.bob.pk).delete()
    assert refused(session.get_user) == INVALID
    create_user(account=world.account, user_name="bob", now=datetime.now(tz=UTC))
    assert refused(session.get_user) == INVALID


def test_a_policy_on_the_time_of_issue_ends_older_sessions(world: World, connect: Connect):
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        older, key = with_mfa(world, connect)
        assert older.list_access_keys()
        clock.shift(60)
        connect(world.admin).put_user_policy(
            UserName="bob",
            PolicyName="AWSRevokeOlderSessions",
            PolicyDocument=revoke_older_sessions(datetime.now(tz=UTC)),
        )
        assert refused(older.list_access_keys)[1:] == (
            "AccessDenied",
            f"User: {world.bob.arn} is not authorized to perform: iam:ListAccessKeys on resource: "
            "user nullbob with an explicit deny in an identity-based policy",
        )
        assert connect(credentials=key).list_access_keys()
        device = MFADevice.objects.get(user=world.bob)
        given = connect(credentials=key, service="sts").get_session_token(
            SerialNumber=device.serial_number, TokenCode=code(device)
        )
        assert connect(credentials=given["Credentials"]).list_access_keys()


def test_permissions_are_read_at_use_and_the_flag_stays(world: World, connect: Connect):
    device = give_device(world.bob)
    sts = connect(world.bob, "sts")
    given = sts.get_session_token(SerialNumber=device.serial_number, TokenCode=code(device))
    session = connect(credentials=given["Credentials"])
    device.delete()
    assert session.list_access_keys()
    UserPolicy.objects.create(user=world.bob, policy_name="Nothing", document=DENY_ALL)
    assert refused(session.list_access_keys)[1] == "AccessDenied"


def test_tokens_outlive_a_new_sealing_key_but_not_the_loss_of_theirs(
    world: World, connect: Connect, settings
):
    from credentials.operations import session_tokens

    device = give_device(world.admin)
    sts = connect(world.admin, "sts")
    given = sts.get_session_token(SerialNumber=device.serial_number, TokenCode=code(device))
    old = list(settings.SEALING_KEYS)
    settings.SEALING_KEYS = [Fernet.generate_key().decode(), *old]
    call_command("reseal", verbosity=0)
    session_tokens._opened.cache_clear()
    session = connect(credentials=given["Credentials"])
    assert session.get_user()
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    session_tokens._opened.cache_clear()
    assert refused(session.get_user) == INVALID


@pytest.mark.parametrize("spoil", ["token", "key", "none", "long"])
def test_a_token_belongs_to_its_key(world: World, connect: Connect, spoil: str):
    device = give_device(world.admin)
    sts = connect(world.admin, "sts")
    given = sts.get_session_token(SerialNumber=device.serial_number, TokenCode=code(device))
    held = dict(given["Credentials"])
    if spoil == "token":
        held["SessionToken"] = held["SessionToken"][:-6] + "AAAA=="
    elif spoil == "key":
        held |= new_key(world.admin)
    elif spoil == "none":
        held["SessionToken"] = None
    else:
        held["SessionToken"] = "A" * 5000
    assert refused(connect(credentials=held).get_user) == INVALID


def test_the_account_of_a_key_is_in_its_id(world: World, connect: Connect):
    sts = connect(world.admin, "sts")
    own = new_key(world.stranger)["AccessKeyId"]
    assert sts.get_access_key_info(AccessKeyId=own)["Account"] == "210987654321"
    answer = sts.get_access_key_info(AccessKeyId="ASIAQNZGKIQY56JQ7WML")
    assert answer["Account"] == "029608264753"
    assert refused(sts.get_access_key_info, AccessKeyId="X" * 16)[1] == "ValidationError"
    denied = refused(connect(world.carol, "sts").get_access_key_info, AccessKeyId=own)
    assert denied == (
        403,
        "AccessDenied",
        f"User: {world.carol.arn} is not authorized to perform: sts:GetAccessKeyInfo on resource: "
        "* because no identity-based policy allows the sts:GetAccessKeyInfo action",
    )


def test_a_device_that_is_enrolled_through_the_api_gives_a_session(world: World, connect: Connect):
    iam, sts = connect(world.alice), connect(world.alice, "sts")
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName="alice")["VirtualMFADevice"]
    device = MFADevice.objects.get()
    codes = pair(device)
    iam.enable_mfa_device(
        UserName="alice", SerialNumber=made["SerialNumber"],
        AuthenticationCode1=codes["code1"], AuthenticationCode2=codes["code2"],
    )  # fmt: skip
    given = sts.get_session_token(SerialNumber=made["SerialNumber"], TokenCode=codes["code2"])
    session = connect(credentials=given["Credentials"])
    session.deactivate_mfa_device(UserName="alice", SerialNumber=made["SerialNumber"])
    session.delete_virtual_mfa_device(SerialNumber=made["SerialNumber"])
    assert not MFADevice.objects.exists()
