"""What an event keeps of a call, and how long events are kept."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Account
from console.cloudtrail.sizes import FIELD_MAX
from console.installation import housekeeping
from console.models import Event
from tests.api.conftest import new_key
from tests.api.raw import body_of, code, send
from tests.console.commands.test_commands import run
from tests.world import PAGE, World, sign_in

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
HUGE = 900_000


def written(event: Event) -> int:
    return len(json.dumps(event.record))


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ("CreateVirtualMFADevice", {"VirtualMFADeviceName": "x" * HUGE}),
        ("CreateVirtualMFADevice", {"VirtualMFADeviceName": "\u00e9" * (HUGE // 6)}),
        (
            "SimulateCustomPolicy",
            {
                "ActionNames.member.1": "a:b",
                **{f"PolicyInputList.member.{n}": "x" * 130_000 for n in range(1, 8)},
            },
        ),
        (
            "SimulateCustomPolicy",
            {
                "PolicyInputList.member.1": "{}",
                **{f"ActionNames.member.{n}": "iam:Get" for n in range(1, 4900)},
            },
        ),
    ],
    ids=["a name", "not ASCII", "policies", "names"],
)
def test_a_refused_call_of_a_megabyte_leaves_a_small_event(
    world: World, action: str, sent: dict[str, str]
):
    assert code(send(new_key(world.admin), body_of(action, **sent)))[0] == 400
    assert all(written(event) < 6 * FIELD_MAX for event in Event.objects.all())
    for event in Event.objects.all():
        assert event.record["requestParameters"]["omitted"] is True


def test_a_policy_of_the_greatest_size_is_kept_whole(world: World):
    statement = {"Effect": "Allow", "Action": ["iam:" + "a" * 50] * 90, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    body = body_of("CreatePolicy", PolicyName="p", PolicyDocument=document)
    assert send(new_key(world.admin), body).status_code == 200
    kept = Event.objects.get().record["requestParameters"]
    assert kept == {"policyName": "p", "policyDocument": document}


def test_a_form_leaves_a_small_event_too(world: World):
    client = sign_in(Client(), world.admin)
    Event.objects.all().delete()
    name = {"name": "x" * 60_000, "kind": "virtual"}
    client.post(f"{PAGE}mfa/set-up/", name)
    client.post(f"{PAGE}mfa/assign/", name, follow=True)
    assert all(written(event) < 6 * FIELD_MAX for event in Event.objects.all())


@pytest.fixture
def events(world: World) -> list[Event]:
    """Ten events of each account, in their order: the last of now, one of a day ago and so on."""
    return [
        Event.objects.create(
            account=account, event_time=NOW - timedelta(days=days), event_source="iam",
            event_name=f"{account.account_id} {days}", user_name="u", read_only=True, record={},
        )
        for days in reversed(range(10))
        for account in Account.objects.all()
    ]  # fmt: skip


def test_old_events_are_deleted_in_steps(events: list[Event], monkeypatch):
    monkeypatch.setattr(housekeeping, "STEP", 2)
    assert housekeeping.clear_events(before=NOW - timedelta(days=2)) == 14
    left = sorted(int(event.event_name.split()[1]) for event in Event.objects.all())
    assert left == [0, 0, 1, 1, 2, 2]
    assert housekeeping.clear_events(before=NOW - timedelta(days=2)) == 0


def test_a_step_is_small(events: list[Event], monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(housekeeping, "STEP", 5)
    with django_assert_num_queries(4 * 4 + 1):
        housekeeping.clear_events(before=NOW + timedelta(days=1))
    assert not Event.objects.exists()


def test_the_command_says_how_many(events: list[Event]):
    with time_machine.travel(NOW, tick=False):
        assert run("clear_events", "--older-than", "2") == "Events deleted: 14.\n"
    assert Event.objects.count() == 6


@pytest.mark.parametrize("days", ["", "x", "-1", "1.5", "99999", "9" * 5000, "\u0661"])
def test_what_is_no_number_of_days_deletes_nothing(events: list[Event], days: str):
    with pytest.raises(CommandError, match="not a number of days"):
        call_command("clear_events", f"--older-than={days}")
    assert Event.objects.count() == len(events)
