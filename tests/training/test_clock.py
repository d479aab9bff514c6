"""The page of the clock, its bar on every page, and the command."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Account
from accounts.operations.policies.inline_policies import put_user_policy
from console.models import Event
from console.training.clock import SHIFT_MAX
from tests.console.commands.test_commands import run
from tests.pages.helpers import text_of
from tests.support.parallel import at_once
from tests.world import PAGE, World, give_device, make_world, sign_in

CLOCK, SHIFT, BACK = "/training/clock/", "/training/clock/shift/", "/training/clock/back/"
BAR = 'class="clock-bar"'
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOUR, QUARTER = 3_600, 7_776_000
NO_CLOCK = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "training:ShiftClock",'
    ' "Resource": "arn:aws:training::123456789012:clock"}}'
)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The real clock, which stands still."""
    with time_machine.travel(NOW, tick=False) as real:
        yield real


@pytest.fixture
def world(clock: time_machine.Traveller, db: None) -> World:
    return make_world()


@pytest.fixture
def admin(world: World) -> Client:
    return sign_in(Client(), world.admin)


def shift_of(world: World) -> int:
    return Account.objects.get(pk=world.account.pk).clock_shift


def test_an_hour_ahead_and_back(world: World, admin: Client):
    assert BAR not in admin.get(PAGE).content.decode()
    answer = admin.post(SHIFT, {"by": HOUR}, follow=True)
    assert answer.redirect_chain == [(CLOCK, 302)]
    assert "The clock of this account is 1 hour ahead of the real time." in text_of(answer)
    said = "Time is shifted by 1 hour: in this account it is March 5, 2026, 13:00 (UTC)."
    for page in (CLOCK, PAGE, "/iam/users/", "/cloudtrail/events/"):
        assert said in re.sub("<[^>]*>", "", text_of(admin.get(page)))
    answer = admin.post(BACK, {"next": "/iam/users/"})
    assert answer.url == "/iam/users/"
    assert shift_of(world) == 0
    assert BAR not in admin.get(PAGE).content.decode()
    asked = [
        event.record["requestParameters"]
        for event in Event.objects.filter(event_name="ShiftClock").order_by("pk")
        if not event.error_code
    ]
    assert asked == [{"seconds": HOUR}, {"clockShift": 0}]


def test_one_page_is_the_present_one(admin: Client):
    assert admin.get(CLOCK).content.decode().count('aria-current="page"') == 2  # path and side


def test_shifts_add_up(world: World, admin: Client):
    for by in (30, 30, HOUR):
        admin.post(SHIFT, {"by": by})
    assert shift_of(world) == HOUR + 60


@pytest.mark.parametrize(
    ("picked", "seconds"),
    [
        ("2026-03-05T18:30", 6 * HOUR + HOUR // 2),
        ("2026-03-05T12:00:01", 1),
        ("2025-12-05T12:00", -QUARTER),
    ],
)
def test_a_time_is_picked(world: World, admin: Client, picked: str, seconds: int):
    admin.post(CLOCK, {"time": picked})
    assert shift_of(world) == seconds


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        (CLOCK, {"time": "2036-03-07T12:00"}),
        (CLOCK, {"time": "0001-01-01T00:00"}),
        (CLOCK, {"time": "9999-12-31T23:59"}),
        (CLOCK, {"time": "9" * 60_000}),
        (CLOCK, {"time": "soon"}),
        (CLOCK, {}),
        (SHIFT, {"by": "31"}),
        (SHIFT, {"by": "x" * 60_000}),
        (SHIFT, {"by": "-30"}),
        (SHIFT, {}),
    ],
)
def test_what_is_no_time_changes_nothing(
    world: World, admin: Client, page: str, sent: dict[str, str]
):
    assert admin.post(page, sent).status_code in (200, 400)
    assert shift_of(world) == 0


def test_ten_years_are_the_most(world: World, admin: Client):
    Account.objects.filter(pk=world.account.pk).update(clock_shift=SHIFT_MAX)
    admin = sign_in(Client(), world.admin)
    answer = admin.post(SHIFT, {"by": 30})
    assert answer.status_code == 400
    assert "at most ten years" in text_of(answer)
    assert shift_of(world) == SHIFT_MAX
    assert admin.get(CLOCK).status_code == 200


@pytest.mark.parametrize("by", [43_200, QUARTER])
def test_whoever_shifts_the_own_session_away_signs_in_and_comes_back(
    world: World, admin: Client, by: int
):
    answer = admin.post(SHIFT, {"by": by})
    assert answer.url.startswith("/signin/?account=training&reason=clock-shifted")
    assert "ended with the time that was shifted" in text_of(admin.get(answer.url))
    sign_in(admin, world.admin)
    assert "Back to now" in text_of(admin.get(CLOCK))
    assert "reason=clock-shifted" in admin.post(BACK, {"next": PAGE}).url
    sign_in(admin, world.admin)
    assert BAR not in admin.get(PAGE).content.decode()


def test_only_who_may_shifts_the_clock(world: World):
    Account.objects.filter(pk=world.account.pk).update(clock_shift=HOUR)
    put_user_policy(user=world.admin, policy_name="no", document=NO_CLOCK)
    for user in (world.alice, world.admin):
        client = sign_in(Client(), user)
        shown = client.get(PAGE).content.decode()
        assert BAR in shown
        assert "Back to now" not in shown
        before = Event.objects.filter(event_name="ShiftClock").count()
        for page in (CLOCK, SHIFT, BACK):
            answer = client.post(page, {"by": HOUR, "time": "2026-03-05T18:30"})
            assert answer.status_code == 403
            assert "training:ShiftClock" in text_of(answer)
        assert shift_of(world) == HOUR
        refused = Event.objects.filter(event_name="ShiftClock", error_code="AccessDenied")
        assert refused.count() == before + 3


def test_a_neighbour_has_another_clock(world: World, admin: Client):
    stranger = sign_in(Client(), world.stranger)
    admin.post(SHIFT, {"by": HOUR})
    assert BAR not in stranger.get(PAGE).content.decode()


def test_the_bar_stands_where_a_code_is_owed(world: World, admin: Client, client: Client):
    give_device(world.alice)
    admin.post(SHIFT, {"by": HOUR})
    assert BAR not in client.get("/signin/?account=training").content.decode()
    sign_in(client, world.alice)
    shown = client.get("/signin/mfa/app/").content.decode()
    assert BAR in shown
    assert "Back to now" not in shown


def test_the_way_back_leads_nowhere_else(world: World, admin: Client):
    for outside in ("https://example.com/", "//example.com", "x" * 60_000):
        assert admin.post(BACK, {"next": outside}).url == CLOCK


def test_the_command(world: World):
    account = ("--account", "training")
    assert run("clock", *account) == (
        "In account training it is 2026-03-05T12:00:00Z: the clock shows the real time.\n"
    )
    assert "90 days ahead of" in run("clock", "+90d", *account)
    run("clock", "+12h", *account)
    assert shift_of(world) == QUARTER + 12 * HOUR
    run("clock", "2026-03-05T11:00", *account)
    assert shift_of(world) == -HOUR
    found = json.loads(run("clock", "back", "--json", *account))
    assert (found["clock_shift"], found["time"]) == (0, "2026-03-05T12:00:00Z")
    times = Event.objects.order_by("pk").values_list("event_time", flat=True)
    shifts = (0, QUARTER, QUARTER + 12 * HOUR, -HOUR)
    assert list(times) == [NOW + timedelta(seconds=each) for each in shifts]


@pytest.mark.django_db(transaction=True)
def test_shifts_at_the_same_time_all_count():
    world = make_world()
    admin = sign_in(Client(), world.admin)
    cookies = admin.cookies

    def press() -> int:
        client = Client()
        client.cookies = cookies
        return client.post(SHIFT, {"by": 30}).status_code

    assert at_once(6, press) == [302] * 6
    assert shift_of(world) == 180
