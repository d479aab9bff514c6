"""The clock of an account: what moves with it, and what stays on real time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, PasswordPolicy
from accounts.operations.policies.inline_policies import put_user_policy
from console.cloudtrail.lookups import Lookup, look_up
from console.installation.housekeeping import clear_leftovers
from console.models import AuthorizationRecord, Event
from credentials.models import AccessKey
from tests.api.conftest import new_key
from tests.api.raw import Key, body_of, code, send
from tests.console.commands.test_commands import run
from tests.world import PAGE, PASSWORD, World, give_device, make_world, sign_in
from tests.world import code as shown_by

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
QUARTER = timedelta(days=90)
WITHIN_AN_HOUR = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:ListUsers",'
    ' "Resource": "*", "Condition":'
    ' {"NumericGreaterThanIfExists": {"aws:MultiFactorAuthAge": "3600"}}}}'
)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The real clock, which stands still."""
    with time_machine.travel(NOW, tick=False) as real:
        yield real


@pytest.fixture
def world(clock: time_machine.Traveller, db: None) -> World:
    return make_world()


def shift(world: World, by: timedelta = timedelta(0)) -> None:
    seconds = int(by.total_seconds())
    Account.objects.filter(pk=world.account.pk).update(clock_shift=seconds)


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("by", "goes_on"),
    [
        (30 * SECOND, True),
        (12 * HOUR - SECOND, True),
        (12 * HOUR, False),
        (QUARTER, False),
        (-SECOND, False),
    ],
)
def test_a_session_is_as_old_as_the_account_says(world: World, by: timedelta, goes_on: bool):
    client = sign_in(Client(), world.admin)
    shift(world, by)
    assert is_in(client) is goes_on


def test_another_account_does_not_move(world: World):
    client = sign_in(Client(), world.stranger)
    shift(world, QUARTER)
    assert is_in(client)


def test_going_ahead_and_back_locks_nobody_out(world: World, clock: time_machine.Traveller):
    """A session of the time ahead ends with it; its user signs in again, with the phone's code."""
    device = give_device(world.alice)
    key = new_key(world.admin)
    for by in (QUARTER, timedelta(0), -QUARTER, timedelta(0)):
        shift(world, by)
        clock.shift(60)
        client = sign_in(Client(), world.alice, device=device)
        assert is_in(client)
        assert code(send(key, body_of("ListUsers"))) == (200, "")
    shift(world, QUARTER)
    assert not is_in(client)


def test_the_age_of_mfa_and_the_time_of_conditions(world: World):
    put_user_policy(user=world.admin, policy_name="age", document=WITHIN_AN_HOUR)
    client = sign_in(Client(), world.admin, device=give_device(world.admin))
    assert client.get("/iam/users/").status_code == 200
    shift(world, HOUR + SECOND)
    refused = client.get("/iam/users/").content.decode()
    assert "explicit deny" in refused
    record = AuthorizationRecord.objects.get()
    assert record.context["aws:multifactorauthage"] == "3601"
    assert record.context["aws:currenttime"] == "2026-03-05T13:00:01Z"
    assert record.created_at == NOW


def test_a_password_expires_by_the_account_and_is_counted_by_the_real_clock(
    world: World, client: Client
):
    PasswordPolicy.objects.create(account=world.account, max_password_age=60)
    given = {"account": "training", "username": "bob", "password": PASSWORD}
    for _ in range(10):
        client.post("/signin/", given | {"password": "wrong"})
    shift(world, QUARTER)
    assert client.post("/signin/", given).status_code == 429
    run("unlock_user", "bob", "--account", "training")
    assert client.post("/signin/", given).url.endswith("/password/")
    shift(world)
    assert client.post("/signin/", given).url == PAGE


def session_of(key: Key) -> Key:
    answer = fromstring(send(key, body_of("GetSessionToken", "sts"), service="sts").content)
    return {
        name: answer.findtext(f".//{{*}}{name}") or ""
        for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")
    }


def who(key: Key) -> tuple[int, str]:
    return code(send(key, body_of("GetCallerIdentity", "sts"), service="sts"))


@pytest.mark.parametrize(
    ("begun", "used", "error"),
    [
        (timedelta(0), 12 * HOUR - SECOND, ""),
        (timedelta(0), 12 * HOUR, "ExpiredToken"),
        (QUARTER, QUARTER, ""),
        (QUARTER, timedelta(0), "ExpiredToken"),
        (QUARTER, QUARTER + HOUR, ""),
    ],
)
def test_temporary_credentials_end_by_the_account(
    world: World, begun: timedelta, used: timedelta, error: str
):
    """The signature is made by a real client, with the real time."""
    key = new_key(world.admin)
    shift(world, begun)
    session = session_of(key)
    shift(world, used)
    assert who(session) == (403 if error else 200, error)


def test_a_code_is_of_the_real_time_and_counts_once(world: World, client: Client):
    device = give_device(world.alice)
    shift(world, QUARTER)
    sign_in(client, world.alice, device=device)
    shift(world)
    given = {"account": "training", "username": "alice", "password": PASSWORD}
    client.post("/signin/", given)
    assert client.post("/signin/mfa/app/", {"code": shown_by(device)}).status_code == 200
    assert not is_in(client)


def test_the_last_use_of_a_key_follows(world: World):
    key = new_key(world.admin)
    for by in (timedelta(0), QUARTER, HOUR, timedelta(0)):
        shift(world, by)
        assert who(key) == (200, "")
        assert AccessKey.objects.get().last_used_at == NOW + by


def test_ages_are_seen_from_the_account(world: World):
    new_key(world.admin)
    for by, said in ((QUARTER, "90 days ago"), (-QUARTER, "In 90 days")):
        shift(world, by)
        assert said in sign_in(Client(), world.admin).get(PAGE).content.decode()


def test_a_credential_report_of_the_time_ahead_is_not_there(world: World):
    key = new_key(world.admin)
    shift(world, QUARTER)
    send(key, body_of("GenerateCredentialReport"))
    shift(world)
    assert code(send(key, body_of("GetCredentialReport"))) == (410, "ReportNotPresent")
    assert b"STARTED" in send(key, body_of("GenerateCredentialReport")).content


def names(world: World) -> list[str]:
    found = look_up(account=world.account, lookup=Lookup(), real_now=datetime.now(tz=UTC), size=9)
    return [event.event_name for event in found]


@pytest.mark.parametrize("by", [QUARTER, -QUARTER, 4000 * QUARTER / 90, -4000 * QUARTER / 90])
def test_events_have_the_time_of_the_account_and_are_kept_by_the_real_one(
    world: World, clock: time_machine.Traveller, by: timedelta
):
    key = new_key(world.admin)
    send(key, body_of("ListUsers"))
    shift(world, by)
    send(key, body_of("ListGroups"))
    told = Event.objects.get(event_name="ListGroups")
    assert told.event_time == NOW + by
    assert told.record["eventTime"] == (NOW + by).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert told.recorded_at == NOW
    for now in (by, timedelta(0)):
        shift(world, now)
        clear_leftovers()
        assert sorted(names(world)) == ["ListGroups", "ListUsers"]
    clock.shift(QUARTER + SECOND)
    assert names(world) == []
    clear_leftovers()
    assert not Event.objects.exists()


def test_the_event_of_a_command_has_the_time_of_its_account(world: World):
    shift(world, QUARTER)
    run("unlock_user", "alice", "--account", "training")
    assert Event.objects.get().event_time == NOW + QUARTER


def test_signing_in_is_told_at_the_time_of_the_account(world: World, client: Client):
    shift(world, QUARTER)
    client.post("/signin/", {"account": "training", "username": "x", "password": "y"})
    device = give_device(world.alice)
    sign_in(client, world.alice, device=device)
    assert {event.event_time for event in Event.objects.all()} == {NOW + QUARTER}
    world.alice.refresh_from_db()
    assert world.alice.password_last_used == NOW + QUARTER


def test_the_clock_comes_with_the_caller(world: World):
    """No query asks for the account by itself."""
    key, client = new_key(world.admin), sign_in(Client(), world.admin)
    shift(world, HOUR)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
        assert who(key) == (200, "")
    assert not [query for query in queries if 'FROM "accounts_account"' in query["sql"]]
