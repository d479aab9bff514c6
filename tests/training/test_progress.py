"""How far many learners are: seen without being asked for, in a fixed number of queries."""

from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from console.training import looking, runs
from console.training.alone import take_seat
from console.training.labs.labs import find_lab
from console.training.models import Seat, StepResult
from console.training.progress import Progress, progress_of
from tests.training.player import Player, now, travel


def progress() -> dict[int, Progress]:
    seats = list(Seat.objects.select_related("account").order_by("pk"))
    return progress_of(seats, real_now=now())


def queries() -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        progress()
    return len(counted)


def players(count: int, clock: object) -> list[Player]:
    lab = find_lab("first-day")
    assert lab is not None
    return [
        Player(take_seat(browser="", address="", real_now=now()), lab, Client(), clock)
        for _ in range(count)
    ]


def test_the_board_sees_a_step_done_without_being_asked(db: None):
    with travel() as clock:
        first, second = players(2, clock)
        before = progress()
        assert (before[first.seat.pk].number, before[first.seat.pk].percent) == (1, 0)
        first.play(first.lab.steps[0].solution)
        after = progress()
        assert after[first.seat.pk].step == "Find out why"
        assert (after[first.seat.pk].number, after[first.seat.pk].percent) == (2, 25)
        assert after[second.seat.pk] == before[second.seat.pk]


def test_why_not_yet_without_being_asked(db: None):
    with travel() as clock:
        (player,) = players(1, clock)
        player.play([{"sign_in": {"user": "admin"}}])
        found = progress()[player.seat.pk]
        assert found.why == "alice has not called ChangePassword since this step began."
        assert found.attempts == 0


def test_queries_do_not_grow_with_the_seats(db: None):
    with travel() as clock:
        counts = []
        for _ in range(2):
            for player in players(2, clock):
                player.play([{"sign_in": {"user": "admin"}}])  # news, but nothing done
            counts.append(queries())
            counts.append(queries())  # no news
        assert counts[0] == counts[2]
        assert counts[1] == counts[3] < 5


def test_a_finished_lab_and_a_seat_without_one(db: None):
    with travel() as clock:
        (player,) = players(1, clock)
        nobody = take_seat(browser="", address="", real_now=now())
        for step in player.lab.steps:
            player.play(step.solution)
            looking.look(seat=player.seat, real_now=now())
        found = progress()
        assert nobody.pk not in found
        done = found[player.seat.pk]
        assert (done.step, done.percent, done.number) == ("", 100, 4)
        assert done.finished_at is not None


def test_hints_and_skipped_steps(db: None):
    with travel() as clock:
        (player,) = players(1, clock)
        assert [runs.take_hint(seat=player.seat) for _ in range(4)] == [1, 2, 3, 3]
        assert progress()[player.seat.pk].hints == 3
        runs.skip_step(seat=player.seat, real_now=now())
        found = progress()[player.seat.pk]
        assert (found.step, found.skipped, found.hints) == ("Find out why", 1, 0)
        assert StepResult.objects.get(step="refused").score == 0


TWO = """
version: 1
title: Two calls
minutes: 1
level: beginner
summary: One after the other.
start: {users: {admin: {administrator: true}}}
steps:
  - {id: one, title: One, text: Sign in., check: {event: {name: ConsoleLogin}}}
  - {id: two, title: Two, text: List., check: {event: {name: ListUsers}}}
"""


def test_what_was_done_in_between_counts(db: None, settings: Any, tmp_path: Path):
    """An event after the one that ended the step before it, and before anybody looked."""
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "lab.yaml").write_text(TWO)
    settings.LABS_DIR = tmp_path
    lab = find_lab("two")
    assert lab is not None
    with travel() as clock:
        seat = take_seat(browser="", address="", real_now=now())
        player = Player(seat, lab, Client(), clock)
        player.play([{"sign_in": {"user": "admin"}}, {"open": {"page": "users"}}])
        assert progress()[seat.pk].percent == 100
        player = Player(seat, lab, Client(), clock)  # the other way round it does not count
        player.play([{"sign_in": {"user": "admin"}}, {"sign_in": {"user": "admin"}}])
        assert progress()[seat.pk].percent == 50
