"""The fob: the account's hardware tokens with their codes."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from console.models import Event
from credentials.models import MFADevice
from credentials.operations.mfa.hardware_tokens import import_tokens
from credentials.token_files import Token
from credentials.totp import code_at, counter_at, new_seed
from tests.pages.helpers import allow, text_of
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
TOKENS = "/training/tokens/"
FREE, HELD, STRANGE = (f"GAHT0000000{number}" for number in range(3))
SHOWN = re.compile(r'data-token-codes="([0-9 ]+)">\s*([0-9]{6})')


@pytest.fixture(autouse=True)
def tokens(world: World) -> None:
    """A free token, one of alice's whose clock the account knows to be a minute ahead, and one of
    another account."""
    now = datetime.now(tz=UTC)
    for account, serials in ((world.account, (FREE, HELD)), (world.stranger.account, (STRANGE,))):
        import_tokens(account=account, tokens=[Token(s, new_seed()) for s in serials], now=now)
    MFADevice.objects.filter(serial_number=HELD).update(user=world.alice, enable_date=now, drift=2)


@pytest.mark.parametrize(("ahead", "drifts"), [("", (0, 2)), ("0", (0, 0)), ("-300", (-10, -10))])
def test_it_shows_the_codes_of_now_and_of_ten_minutes(
    world: World, signed_in: SignedIn, ahead: str, drifts: tuple[int, int]
):
    client = signed_in(world.admin)
    later = datetime.now(tz=UTC) + timedelta(minutes=1)
    with time_machine.travel(later.replace(second=12), tick=False):
        before = rows()
        html = text_of(client.get(TOKENS, {"ahead": ahead}))
        now = counter_at(datetime.now(tz=UTC))
    found = SHOWN.findall(html)
    for (codes, shown), serial, drift in zip(found, (FREE, HELD), drifts, strict=True):
        seed = MFADevice.objects.get(serial_number=serial).seed
        assert codes.split() == [code_at(seed, now + drift + step) for step in range(20)]
        assert shown == codes[:6]
    assert 'content="18"' in html, "without scripts it is loaded again when the codes change"
    assert "Assigned to alice." in html
    assert STRANGE not in html
    event = Event.objects.latest("pk")
    assert (event.event_name, event.error_code) == ("ShowTokens", "")
    assert not any(found[0][1] in str(value) for value in event.record.values())
    assert rows() == before


def test_a_clock_that_nobody_has_is_told(world: World, signed_in: SignedIn):
    response = signed_in(world.admin).get(TOKENS, {"ahead": "1e9"})
    assert response.status_code == 400
    assert "Choose one of the clocks." in text_of(response)
    assert len(SHOWN.findall(text_of(response))) == 2


def test_it_is_for_whoever_may_show_tokens(world: World, signed_in: SignedIn):
    client = signed_in(world.carol)
    before = rows()
    response = client.get(TOKENS)
    assert response.status_code == 403
    assert "training:ShowTokens" in text_of(response)
    assert not SHOWN.findall(text_of(response))
    assert rows() == before
    allow(world.carol, "training:ShowTokens")
    assert FREE in text_of(client.get(TOKENS))
    assert Client().get(TOKENS).status_code == 302


def test_a_shifted_account_has_the_codes_of_the_real_time(world: World, signed_in: SignedIn):
    client = signed_in(world.admin)
    first = SHOWN.findall(text_of(client.get(TOKENS)))
    world.account.clock_shift = int(timedelta(hours=1).total_seconds())
    world.account.save()
    second = SHOWN.findall(text_of(client.get(TOKENS)))
    assert set(first[0][0].split()) & set(second[0][0].split())
