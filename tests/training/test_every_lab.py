"""Every lab, played from start to finish: a wrong way first, and why it is not yet done."""

import pytest
from django.test import Client

from console.training import looking
from console.training.alone import take_seat
from console.training.labs.labs import Lab, all_labs
from tests.training.player import Player, now, travel

LABS = all_labs()


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.slug)
def test_a_lab_is_played(db: None, client: Client, lab: Lab):
    with travel() as clock:
        seat = take_seat(browser="", address="", real_now=now())
        player = Player(seat, lab, client, clock)
        for step in lab.steps:
            assert step.wrong, f"{step.id} tries nothing wrong"
            assert step.solution, f"{step.id} has no solution"
            assert any("sees" in move for move in step.wrong), f"{step.id} sees no why"
            assert player.present().run.step == step.id, player.why()
            player.play(step.wrong)
            assert player.present().run.step == step.id, f"{step.id} is done the wrong way"
            player.play(step.solution)
            seat.refresh_from_db()  # a step may have shifted the account's clock
            looking.look(seat=seat, real_now=now())
            assert player.present().run.step != step.id, f"{step.id}: {player.why()}"
        run = player.present().run
        assert run.step == ""
        assert run.finished_at is not None
