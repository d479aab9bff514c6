"""Why a code was not accepted: told below AWS's sentence, to who knows the password."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from console.models import Event
from credentials.models import MFADevice
from credentials.operations.mfa.hardware_tokens import import_tokens
from credentials.operations.mfa.wrong_codes import AROUND, EARLY_MAX
from credentials.token_files import Token
from credentials.totp import new_seed
from tests.support.costs import cost
from tests.world import PAGE, PASSWORD, World, code, give_device, pair

SignedIn = Callable[..., Client]
APP, RESYNC = "/signin/mfa/app/", "/signin/resync/"
OWN_RESYNC, SET_UP = f"{PAGE}mfa/resync/", f"{PAGE}mfa/set-up/"
NOON = datetime(2026, 12, 1, 12, 0, 10, tzinfo=UTC)
AWS = "Your authentication information is incorrect. Please try again."
AWS_PAIR = "Authentication code for device is not valid."


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def phone(world: World) -> MFADevice:
    return give_device(world.alice)


@pytest.fixture
def alice(world: World, phone: MFADevice) -> Client:
    """Alice, whose password was right."""
    return password_given(world.alice)


def password_given(user: User) -> Client:
    client = Client()
    client.post(
        "/signin/", {"account": "training", "username": user.user_name, "password": PASSWORD}
    )
    return client


def why(response) -> str:
    """The disclosure of a page, as text; "" for none."""
    page = html.unescape(response.content.decode())
    found = re.search(r'<details class="why-code">(.*?)</details>', page, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split()) if found else ""


def typed(client: Client, six: str, path: str = APP):
    response = client.post(path, {"code": six})
    assert AWS in response.content.decode()
    return why(response)


def note() -> str:
    event = Event.objects.order_by("pk").last()
    return (event.record.get("additionalEventData") or {}).get("TrainingNote", "")


def nobodys(phone: MFADevice) -> str:
    """Six digits that the phone shows at no time that is looked at."""
    shown = {code(phone, step) for step in range(-1000, 1001)}
    return next(six for six in map("{:06d}".format, range(10**6)) if six not in shown)


@pytest.mark.parametrize(
    ("step", "told", "noted"),
    [
        (80, "a clock that is 40 minutes ahead. Here it is 12:00:10 UTC.", "clock 2400 s fast"),
        (-80, "a clock that is 40 minutes behind.", "clock 2400 s slow"),
        (-3, "a clock that is 90 seconds behind.", "clock 90 s slow"),
        (5, "a clock that is 2 minutes 30 seconds ahead.", "clock 150 s fast"),
        (AROUND, "a clock that is 120 minutes ahead.", "clock 7200 s fast"),
        (AROUND + 1, "shows no such code, neither now nor within two", "no code of this device"),
        (-AROUND - 1, "shows no such code", "no code of this device"),
    ],
)
def test_a_code_of_another_time(alice: Client, phone: MFADevice, step: int, told: str, noted: str):
    assert told in typed(alice, code(phone, step))
    assert note() == noted
    assert code(phone, step) not in str(Event.objects.order_by("pk").last().record)


def test_of_the_clock_that_the_server_knows(alice: Client, phone: MFADevice):
    phone.drift = 20
    phone.save()
    assert "10 minutes behind" in typed(alice, code(phone))


def test_a_used_code(world: World, alice: Client, phone: MFADevice):
    assert alice.post(APP, {"code": code(phone)}).status_code == 302
    again = password_given(world.alice)
    assert "already used: the device showed it at 12:00:00 UTC." in typed(again, code(phone))
    assert note() == "code already used"


def test_a_code_that_was_told_early_opens_nothing_later(
    alice: Client, phone: MFADevice, noon: time_machine.Traveller
):
    """Whoever guesses a code of the next two hours learns that it was right: it is consumed."""
    early = code(phone, 10)
    assert "ahead" in typed(alice, early)
    assert "ahead" in typed(alice, early)
    noon.shift(300)
    assert "already used" in typed(alice, early)
    assert alice.get(PAGE).status_code == 302
    assert alice.post(APP, {"code": code(phone, 1)}).status_code == 302
    assert alice.get(PAGE).status_code == 200


def test_no_more_is_told_early_than_is_remembered(
    world: World, alice: Client, phone: MFADevice, noon: time_machine.Traveller
):
    for step in range(20, 20 + EARLY_MAX):
        MFADevice.objects.update(throttling_failure_count=0)
        assert "ahead" in typed(alice, code(phone, step))
    MFADevice.objects.update(throttling_failure_count=0)
    assert "no such code" in typed(alice, code(phone, 200))
    assert alice.post(APP, {"code": code(phone)}).status_code == 302


def test_of_several_devices_the_nearest_time(world: World, alice: Client, phone: MFADevice):
    other = give_device(world.alice, "other")
    assert "30 minutes behind" in typed(alice, code(other, -60))
    assert "no such code" in typed(alice, nobodys(phone))


def test_one_more_attempt_is_not_looked_at_than_is_counted(alice: Client, phone: MFADevice):
    for _ in range(9):
        assert typed(alice, code(phone, -80))
    response = alice.post(APP, {"code": code(phone, -80)})
    assert response.status_code == 429
    assert why(response) == ""


def test_nothing_is_told_without_the_password(world: World, phone: MFADevice):
    client = Client()
    response = client.post(APP, {"code": code(phone, -80)})
    assert response.status_code == 302
    assert response.url.startswith("/signin/?reason=mfa-over")


PAIRS = {
    "same": (lambda phone: (code(phone), code(phone)), "Both codes are the same.", "same"),
    "reversed": (lambda phone: (code(phone), code(phone, -1)), "in the wrong order", "wrong order"),
    "skipped": (
        lambda phone: (code(phone, -3), code(phone)),
        "shows both codes, but two more codes between them",
        "one after the other",
    ),
    "one is right": (lambda phone: (code(phone), nobodys(phone)), "These are not two", "no code"),
    "none": (lambda phone: (nobodys(phone), code(phone)), "These are not two", "no code"),
}
each_pair = pytest.mark.parametrize(("codes", "told", "noted"), PAIRS.values(), ids=PAIRS.keys())


def two(codes: Callable[[MFADevice], tuple[str, str]], phone: MFADevice) -> dict[str, str]:
    return dict(zip(("code1", "code2"), codes(phone), strict=True))


@each_pair
def test_a_pair_at_sign_in(alice: Client, phone: MFADevice, codes, told: str, noted: str):
    response = alice.post(RESYNC, two(codes, phone))
    assert AWS in response.content.decode()
    assert told in why(response)
    assert noted in note()


@each_pair
def test_a_pair_of_the_signed_in_owner(
    world: World, signed_in: SignedIn, phone: MFADevice, codes, told: str, noted: str
):
    client = signed_in(world.alice, phone)
    sent = two(codes, phone) | {"serial_number": phone.serial_number}
    response = client.post(OWN_RESYNC, sent)
    assert AWS_PAIR in response.content.decode()
    assert told in why(response)
    assert noted in note()
    assert MFADevice.objects.get().drift == 0


@each_pair
def test_a_pair_at_set_up(world: World, signed_in: SignedIn, codes, told: str, noted: str):
    client = signed_in(world.admin)
    client.post(f"{PAGE}mfa/assign/", {"name": "admin", "kind": "virtual"})
    response = client.post(SET_UP, two(codes, MFADevice.objects.get()))
    assert response.status_code == 403
    assert told in why(response)
    assert noted in note()
    assert MFADevice.objects.get().user is None


@each_pair
def test_a_pair_of_a_hardware_token(
    world: World, signed_in: SignedIn, codes, told: str, noted: str
):
    serial = "GAHT12345678"
    tokens = [Token(serial, new_seed())]
    import_tokens(account=world.account, tokens=tokens, now=datetime.now(tz=UTC))
    sent = two(codes, MFADevice.objects.get()) | {"serial_number": serial}
    response = signed_in(world.admin).post(f"{PAGE}mfa/set-up/token/", sent)
    assert response.status_code == 403
    assert AWS_PAIR in response.content.decode()
    assert told in why(response)
    assert noted in note()
    assert MFADevice.objects.get().user is None


def test_a_pair_that_was_used(world: World, signed_in: SignedIn, phone: MFADevice):
    client = signed_in(world.alice, phone)
    sent = pair(phone) | {"serial_number": phone.serial_number}
    assert client.post(OWN_RESYNC, sent).status_code == 302
    told = why(client.post(OWN_RESYNC, sent))
    assert "already used: the device showed the second at 12:00:00 UTC." in told


def test_it_is_off_where_nothing_is_explained(alice: Client, phone: MFADevice, settings):
    settings.TEACH = False
    for step in (80, -80, 80):
        assert typed(alice, code(phone, step)) == ""
        assert note() == ""
    response = alice.post(RESYNC, two(PAIRS["reversed"][0], phone))
    assert (why(response), note()) == ("", "")
    assert "clock may have drifted" not in alice.get(APP).content.decode()
    assert MFADevice.objects.get().used_counters == []


def test_what_is_looked_for_is_bounded(world: World, alice: Client, phone: MFADevice):
    """Eight devices, the most that somebody has, and a code of none of them."""
    for number in range(7):
        give_device(world.alice, f"device-{number}")
    with cost() as spent:
        typed(alice, nobodys(phone))
    assert spent.references < 100
