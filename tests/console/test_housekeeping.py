"""What is cleared while the server runs, and when."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import Account
from console.installation.housekeeping import STEP, clear_leftovers
from console.models import Event
from console.training.alone import KEPT, take_seat
from console.training.models import Seat
from tests.world import make_world, sign_in

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "sessions", "events"),
    [
        (timedelta(hours=11), 1, 1),
        (timedelta(hours=13), 0, 1),
        (timedelta(days=89), 0, 1),
        (timedelta(days=91), 0, 0),
    ],
)
def test_what_ended_is_cleared(db: None, later: timedelta, sessions: int, events: int):
    with time_machine.travel(NOW, tick=False):
        sign_in(Client(), make_world().admin)
    with time_machine.travel(NOW + later, tick=False):
        clear_leftovers()
    assert (Session.objects.count(), Event.objects.count()) == (sessions, events)


@pytest.mark.parametrize(("days", "events"), [(13, 1), (15, 0)])
def test_events_are_kept_as_long_as_is_set(db: None, settings, days: int, events: int):
    settings.EVENT_DAYS = 14
    with time_machine.travel(NOW, tick=False):
        sign_in(Client(), make_world().admin)
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        clear_leftovers()
    assert Event.objects.count() == events


def test_more_than_one_step_of_sessions(db: None):
    old = datetime.now(tz=UTC) - timedelta(hours=1)
    Session.objects.bulk_create(
        Session(session_key=f"old{number}", expire_date=old) for number in range(2 * STEP)
    )
    clear_leftovers()
    assert not Session.objects.exists()


def test_seats_that_nobody_uses_go_with_their_accounts(db: None):
    take_seat(browser="", address="", real_now=NOW)
    later = NOW + KEPT + timedelta(days=1)
    new = take_seat(browser="", address="", real_now=later)
    with time_machine.travel(later, tick=False):
        clear_leftovers()
    assert list(Seat.objects.values_list("pk", flat=True)) == [new.pk]
    assert list(Account.objects.values_list("pk", flat=True)) == [new.account_id]
