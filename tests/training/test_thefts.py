"""The stolen key: the thief's calls reach the API as anybody's do, each once and when it is due."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from console.models import Event
from console.training.alone import take_seat
from console.training.labs.labs import find_lab
from console.training.models import LabRun, Theft
from console.training.resealing import reseal_seats
from console.training.runs import leave_lab, start_lab
from console.training.thefts import play_due
from console.training.thief import ADDRESS, AGENT, PLAN
from credentials.models import AccessKey, Status
from tests.pages.helpers import text_of
from tests.support.parallel import at_once
from tests.support.rows import rows
from tests.training.player import Player, now
from tests.world import World

LEAK = "/training/leak/"
ALL_OF_IT = sum(call.after for call in PLAN)
LAB = "stolen-key"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime.now(tz=UTC), tick=False) as found:
        yield found


@pytest.fixture
def player(db: None, client: Client, clock: time_machine.Traveller) -> Player:
    """alice of the lab, signed in, who has an access key on her sheet."""
    lab = find_lab(LAB)
    assert lab
    found = Player(take_seat(browser="", address="", real_now=now()), lab, client, clock)
    found.play([{"sign_in": {"user": "alice"}}])
    Event.objects.all().delete()
    return found


def content(player: Player) -> str:
    key = player.sheet.keys_of("alice")[0]
    return f"AWS_ACCESS_KEY_ID={key.key_id}\nAWS_SECRET_ACCESS_KEY={key.secret}\n"


def of_the_thief() -> list[Event]:
    return [e for e in Event.objects.order_by("pk") if e.record["sourceIPAddress"] == ADDRESS]


def test_the_thief_calls_at_a_human_pace_through_the_gate(player: Player):
    client = player.browser
    assert client.post(LEAK, {"content": content(player)}).status_code == 302
    secret = player.sheet.keys_of("alice")[0].secret
    assert secret not in str(rows())
    client.get(LEAK)
    assert of_the_thief() == []
    player.clock.shift(PLAN[0].after)
    client.get(LEAK)
    client.get(LEAK)
    (event,) = of_the_thief()
    assert event.event_name == "GetCallerIdentity"
    assert event.record["userAgent"] == AGENT
    assert event.record["userIdentity"]["userName"] == "alice"
    assert event.record["userIdentity"]["accessKeyId"] == player.sheet.key_id("alice")
    player.clock.shift(ALL_OF_IT)
    html = text_of(client.get(LEAK))
    events = of_the_thief()
    assert [e.event_name for e in events] == [call.operation for call in PLAN]
    refused = {e.event_name for e in events if e.error_code}
    assert {"ListUsers", "CreateUser", "CreateAccessKey"} <= refused
    assert not {"GetCallerIdentity", "GetSessionToken"} & refused
    assert "AccessDenied" in html
    assert secret not in html
    assert secret not in str([e.record for e in Event.objects.all()])
    assert AccessKey.objects.get(access_key_id=player.sheet.key_id("alice")).last_used_at


def test_a_dead_key_ends_the_theft_and_its_secret_is_gone(player: Player):
    player.browser.post(LEAK, {"content": content(player)})
    player.clock.shift(PLAN[0].after)
    player.browser.get(LEAK)
    AccessKey.objects.update(status=Status.INACTIVE)
    player.clock.shift(ALL_OF_IT)
    html = text_of(player.browser.get(LEAK))
    theft = Theft.objects.get()
    assert [each["code"] for each in theft.answers] == ["", *["InvalidClientTokenId"] * 2]
    assert theft.ended_at
    assert theft.sealed_secret == ""
    assert "The thief has given up." in html
    assert len(of_the_thief()) == 1
    AccessKey.objects.update(status=Status.ACTIVE)
    assert player.browser.post(LEAK, {"content": content(player)}).status_code == 302
    assert Theft.objects.filter(ended_at=None).count() == 1


def test_twice_leaked_is_one_theft(player: Player):
    for _ in range(2):
        assert player.browser.post(LEAK, {"content": content(player)}).status_code == 302
    assert Theft.objects.count() == 1
    assert reseal_seats()
    player.clock.shift(PLAN[0].after)
    player.browser.get(LEAK)
    assert len(of_the_thief()) == 1


def test_the_thief_stops_where_the_lab_was_left(player: Player):
    player.browser.post(LEAK, {"content": content(player)})
    leave_lab(seat=player.seat, real_now=now())
    assert player.browser.get(LEAK).status_code == 404
    start_lab(seat=player.seat, lab=player.lab, real_now=now())
    player.clock.shift(ALL_OF_IT)
    play_due(real_now=now())
    assert of_the_thief() == []
    assert Theft.objects.get().sealed_secret == ""


def test_a_thief_who_cannot_go_on_keeps_nobody_waiting(player: Player):
    player.browser.post(LEAK, {"content": content(player)})
    Theft.objects.update(sealed_secret="of another installation")
    player.clock.shift(ALL_OF_IT)
    assert player.browser.get(LEAK).status_code == 200
    theft = Theft.objects.get()
    assert (theft.answers, theft.sealed_secret) == ([], "")
    assert theft.ended_at
    assert of_the_thief() == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "The file is empty."),
        ("AWS_ACCESS_KEY_ID=", "There is no access key id in the file."),
        ("AKIAIOSFODNN7EXAMPLE", "There is no secret access key in the file."),
        ("AKIAIOSFODNN7EXAMPLE " + 40 * "a", "This is not an access key of this account"),
        ("x" * 5000, "at most 4000 characters"),
    ],
)
def test_what_is_no_key_of_the_account_is_told(player: Player, typed: str, told: str):
    before = rows()
    for text in (typed, typed.replace("AKIAIOSFODNN7EXAMPLE", player.sheet.key_id("alice") or "")):
        response = player.browser.post(LEAK, {"content": text})
        assert response.status_code >= 200
        assert told in text_of(response)
    assert rows() == before


def test_keys_are_leaked_in_labs_alone(world: World, signed_in: Callable[..., Client]):
    client, before = signed_in(world.admin), rows()
    assert client.get(LEAK).status_code == 404
    assert client.post(LEAK, {"content": "x"}).status_code == 404
    assert rows() == before
    assert Client().get(LEAK).status_code == 302
    assert LabRun.objects.count() == 0


def test_two_workers_make_no_call_twice(transactional_db: None, player: Player):
    player.browser.post(LEAK, {"content": content(player)})
    player.clock.shift(ALL_OF_IT)
    assert at_once(3, lambda: play_due(real_now=now())) == [None] * 3
    assert [e.event_name for e in of_the_thief()] == [call.operation for call in PLAN]
    assert Theft.objects.get().played == len(PLAN)
