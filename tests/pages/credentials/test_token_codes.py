"""The page with the codes of hardware tokens that exist in software alone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from console.models import Event
from credentials.models import MFADevice
from credentials.operations.mfa.hardware_tokens import code_of, import_tokens
from credentials.token_files import Token
from credentials.totp import new_seed
from tests.pages.helpers import allow, text_of
from tests.support.refusals import DENY_ALL
from tests.support.rows import rows
from tests.world import PAGE, World

SignedIn = Callable[..., Client]
CODES = f"{PAGE}mfa/token-codes/"
SET_UP = f"{PAGE}mfa/set-up/token/"
FREE, HELD, BOBS, REAL, STRANGE = (f"GAHT0000000{number}" for number in range(5))


def of(name: str) -> str:
    return f"/iam/users/details/{name}/security-credentials/mfa/token-codes/"


@pytest.fixture(autouse=True)
def alice(world: World, signed_in: SignedIn) -> Client:
    """alice, whose session began before she got a token. There are a free token, one of hers, one
    of bob's, a real one, and one of another account."""
    client = signed_in(world.alice)
    now = datetime.now(tz=UTC)
    for account, serials, in_software in (
        (world.account, (FREE, HELD, BOBS), True),
        (world.account, (REAL,), False),
        (world.stranger.account, (STRANGE,), True),
    ):
        made = [Token(serial, new_seed()) for serial in serials]
        import_tokens(account=account, tokens=made, now=now, in_software=in_software)
    for serial, user in ((HELD, world.alice), (BOBS, world.bob)):
        MFADevice.objects.filter(serial_number=serial).update(user=user, enable_date=now)
    return client


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    start = datetime.now(tz=UTC) + timedelta(minutes=1)
    with time_machine.travel(start.replace(second=12), tick=False) as found:
        yield found


def test_it_shows_what_the_command_shows_and_loads_the_next_code(
    world: World, alice: Client, clock: time_machine.Traveller
):
    Event.objects.all().delete()
    before = rows()
    for _ in range(2):
        response = alice.get(CODES)
        html = text_of(response)
        for serial in (FREE, HELD):
            now = datetime.now(tz=UTC)
            code = code_of(account=world.account, serial_number=serial, real_now=now)
            assert f'<p class="token-code">{code}</p>' in html
        clock.shift(int(response.headers["Refresh"]))
    assert response.headers["Refresh"] == "30"
    assert "no-store" in response.headers["Cache-Control"]
    assert rows() == before
    assert not Event.objects.exists()


def test_nobody_elses_token_and_no_real_one(alice: Client, world: World, signed_in: SignedIn):
    html = text_of(alice.get(CODES))
    assert [serial for serial in (FREE, HELD, BOBS, REAL, STRANGE) if serial in html] == [
        FREE,
        HELD,
    ]
    html = text_of(signed_in(world.admin).get(of("bob")))
    assert [serial for serial in (FREE, HELD, BOBS, REAL, STRANGE) if serial in html] == [
        FREE,
        BOBS,
    ]


@pytest.mark.parametrize("name", ["bob", "stranger", "nobody"])
def test_it_needs_what_assigning_needs(alice: Client, world: World, signed_in: SignedIn, name: str):
    response = alice.get(of(name))
    assert response.status_code == 403
    assert f"iam:EnableMFADevice on resource: user {name}" in text_of(response)
    assert 'class="token-code"' not in text_of(response)
    client = signed_in(world.carol)
    assert client.get(CODES).status_code == 403
    allow(world.carol, "iam:EnableMFADevice")
    assert FREE in text_of(client.get(CODES))
    world.carol.inline_policies.create(policy_name="none", document=DENY_ALL)
    assert client.get(CODES).status_code == 403


def test_where_it_is_led_to(alice: Client):
    html = text_of(alice.get(SET_UP))
    assert CODES in html
    assert FREE in html
    assert HELD not in html
    assert f'<a href="{CODES}">Show its code</a>' in text_of(alice.get(PAGE))
    MFADevice.objects.filter(serial_number=HELD).update(in_software=False)
    assert "Show its code" not in text_of(alice.get(PAGE))
