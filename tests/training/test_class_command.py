"""Classes from the command line."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account
from console.models import Event
from console.training import seats
from console.training.models import Class, Seat
from tests.world import World


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("class", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def alone(world: World) -> Account:
    """The only account that is no learner's."""
    world.stranger.policies.clear()
    world.stranger.delete()
    Account.objects.exclude(pk=world.account.pk).delete()
    return world.account


def test_a_class_from_a_roster_with_slips(alone: Account, tmp_path: Path):
    roster, slips = tmp_path / "roster.csv", tmp_path / "slips.html"
    roster.write_text("\ufeffId,Name\n1,Red\n2,Green\n", encoding="utf-8")
    start = time.monotonic()
    arguments = ["blue-otter", "--seats=30", f"--names={roster}", f"--slips={slips}"]
    told = json.loads(run("create", *arguments, "--labs=first-day", "--json"))
    assert time.monotonic() - start < 3
    assert len(told["seats"]) == 30
    assert told["join_url"].endswith("/join/blue-otter/")
    assert [each["name"] for each in told["seats"][:3]] == ["Red", "Green", ""]
    made = Class.objects.get()
    assert (made.labs, made.account) == (["first-day"], alone)
    html = slips.read_text()
    assert html.count('<li class="slip">') == 30
    assert told["seats"][0]["code"] in html
    assert 'src="' not in html
    assert 'href="' not in html
    assert Event.objects.filter(account=alone, event_name="CreateClass").count() == 1


def test_classes_are_listed_and_removed_while_learners_have_accounts(alone: Account):
    assert "There are no classes." in run("list")
    run("create", "blue-otter", "--seats=2")
    in_class = Class.objects.get()
    sat = seats.join_by_name(
        in_class=in_class, name="Red", browser="a" * 64, now=in_class.created_at
    )
    seats.open_account(seat=sat, now=in_class.created_at)
    assert "blue-otter: 1 of 2 have joined" in run("list")
    assert json.loads(run("remove", "blue-otter", "--json"))["accounts_removed"] == 1
    assert not Seat.objects.exists()
    assert list(Account.objects.all()) == [alone]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["blue-otter"], "Say how many seats there are"),
        (["blue-otter", "--seats=0"], "Say how many seats there are"),
        (["blue-otter", "--seats=201"], "A class has 1 to 200 seats."),
        (["Blue Otter", "--seats=3"], "A class name has 3 to 32"),
        (["blue-otter", "--seats=3", "--labs=first-day,none"], "There is no lab none."),
        (["blue-otter", "--seats=3", "--edition=none"], "There is no such published version."),
        (["blue-otter", "--names=many"], "The list has 10000 names"),
        (["blue-otter", "--names=two", "--seats=1"], "There are 2 names, more than seats."),
        (["blue-otter", "--names=missing"], "No such file"),
        (["blue-otter", "--names=bytes"], "can't decode"),
    ],
)
def test_what_makes_no_class_is_said(
    alone: Account,
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.chdir(tmp_path)
    Path("many").write_text("x\n" * 10_000)
    Path("two").write_text("Red\nGreen")
    Path("bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match=said):
        run("create", *arguments)
    assert not Class.objects.exists()
    assert not Event.objects.exists()


def test_another_account_s_class_is_not_removed(world: World):
    run("create", "blue-otter", "--seats=1", f"--account={world.stranger.account}")
    with pytest.raises(CommandError, match="cannot be found"):
        run("remove", "blue-otter", "--account=training")
    assert Class.objects.exists()
