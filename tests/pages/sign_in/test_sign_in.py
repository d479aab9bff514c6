import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from console.models import Event
from console.pages.sign_in.password import LEFT, REMEMBERED
from credentials.totp import counter_at
from tests.world import PAGE, PASSWORD, World, code, give_device, pair, sign_in

TABLE = re.compile(r'(?:FROM|INTO|UPDATE|JOIN) "(\w+)"')
MFA_OVER = "/signin/?reason=mfa-over"
FAILURE = "Your authentication information is incorrect. Please try again."


def attempt(client: Client, account: str, name: str, password: str):
    return client.post("/signin/", {"account": account, "username": name, "password": password})


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("123456789012", "alice"),
        ("training", "alice"),
        ("TRAINING", "ALICE"),
        ("1234-5678-9012", "alice"),
    ],
)
def test_account_id_alias_and_case(world: World, client: Client, account: str, name: str):
    response = attempt(client, account, name, PASSWORD)
    assert response.status_code == 302
    assert response.url == PAGE
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("account", "name", "password"),
    [
        ("training", "alice", "wrong"),
        ("training", "nobody", PASSWORD),
        ("elsewhere", "alice", PASSWORD),
        ("210987654321", "alice", PASSWORD),
    ],
)
def test_one_text_for_every_failure(
    world: World, client: Client, account: str, name: str, password: str
):
    response = attempt(client, account, name, password)
    assert response.status_code == 200
    assert FAILURE in response.content.decode()
    assert "Authentication failed" in response.content.decode()
    assert client.get(PAGE).status_code == 302


def test_unknown_user_costs_a_password_check_too(world: World, client: Client, monkeypatch):
    checked = []
    from console.authentication import sign_in as module

    real = module.check_password
    monkeypatch.setattr(module, "check_password", lambda *args: checked.append(args) or real(*args))
    for account, name in (("training", "alice"), ("training", "nobody"), ("nowhere", "x")):
        attempt(client, account, name, "wrong")
    assert len(checked) == 3


def test_known_and_unknown_users_are_asked_for_alike(world: World):
    """As many queries, of the same kinds, in an account that exists or not; but for its event."""

    def asked(account: str, name: str) -> list[tuple[str, ...]]:
        with CaptureQueriesContext(connection) as queries:
            attempt(Client(), account, name, "wrong")
        kinds = [(query["sql"].split()[0], *TABLE.findall(query["sql"])) for query in queries]
        return [kind for kind in kinds if "console_event" not in kind]

    assert asked("training", "alice") == asked("training", "nobody") == asked("elsewhere", "x")


def test_failures_leave_an_event_without_the_name_of_an_unknown_user(world: World, client: Client):
    attempt(client, "training", "nobody", "hunter2-secret")
    event = Event.objects.get()
    assert event.event_name == "ConsoleLogin"
    assert event.record["responseElements"] == {"ConsoleLogin": "Failure"}
    assert event.record["userIdentity"]["userName"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert "hunter2-secret" not in str(event.record)
    assert "nobody" not in str(event.record)


def test_success_leaves_its_event(world: World, client: Client):
    sign_in(client, world.alice)
    event = Event.objects.get()
    assert event.record["responseElements"] == {"ConsoleLogin": "Success"}
    assert event.record["additionalEventData"]["MFAUsed"] == "No"


def test_ten_failures_make_everybody_wait_alike(world: World, client: Client):
    for name in ("alice", "nobody"):
        for _ in range(10):
            response = attempt(client, "training", name, "wrong")
        assert response.status_code == 429
        assert "data-countdown" in response.content.decode()
        right = attempt(client, "training", name, PASSWORD)
        assert right.status_code == 429
        assert client.get(PAGE).status_code == 302


def test_the_wait_ends(world: World, client: Client):
    for _ in range(10):
        attempt(client, "123456789012", "alice", "wrong")
    assert attempt(client, "training", "alice", PASSWORD).status_code == 429
    with time_machine.travel(timedelta(minutes=6), tick=False):
        assert attempt(client, "training", "alice", PASSWORD).status_code == 302


def test_a_lock_is_for_one_user_only(world: World, client: Client):
    for _ in range(10):
        attempt(client, "training", "bob", "wrong")
    assert attempt(client, "training", "alice", PASSWORD).status_code == 302


def test_the_password_alone_opens_nothing_when_a_device_is_enabled(world: World, client: Client):
    give_device(world.alice)
    response = attempt(client, "training", "alice", PASSWORD)
    assert response.url == "/signin/mfa/"
    assert client.get(PAGE).url.startswith("/signin/")
    assert client.get("/signin/mfa/", follow=True).status_code == 200


def test_the_code_is_accepted_with_spaces_and_once(world: World, client: Client, settings):
    """Where nothing is explained, a used code and a wrong one look the same."""
    settings.TEACH = False
    device = give_device(world.alice)
    digits = code(device)
    attempt(client, "training", "alice", PASSWORD)
    response = client.post("/signin/mfa/app/", {"code": f" {digits[:3]} {digits[3:]} "})
    assert response.url == PAGE
    assert client.session["mfa"] is True
    other = Client()
    attempt(other, "training", "alice", PASSWORD)
    again = other.post("/signin/mfa/app/", {"code": digits})
    wrong = other.post("/signin/mfa/app/", {"code": "000000" if digits != "000000" else "111111"})
    assert again.status_code == wrong.status_code == 200
    assert text_of_failure(again) == text_of_failure(wrong)
    assert other.get(PAGE).status_code == 302


def text_of_failure(response) -> str:
    html = response.content.decode()
    assert FAILURE in html
    return html[html.index(FAILURE) : html.index(FAILURE) + 200]


def test_a_used_code_stays_used_when_the_clock_is_set_back(world: World):
    device = give_device(world.alice)
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False) as clock:
        used = code(device)
        sign_in(Client(), world.alice, device=device)
        clock.shift(timedelta(minutes=20))
        sign_in(Client(), world.alice, device=device)
        clock.shift(timedelta(minutes=-20))
        client = Client()
        attempt(client, "training", "alice", PASSWORD)
        assert client.post("/signin/mfa/app/", {"code": used}).status_code == 200
        assert client.post("/signin/mfa/app/", {"code": code(device, 1)}).url == PAGE


def test_codes_older_than_all_that_are_remembered_are_used(world: World):
    device = give_device(world.alice)
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False) as clock:
        present = counter_at(datetime.now(tz=UTC))
        device.used_counters = list(range(present + 1, present + 65))
        device.save()
        client = Client()
        attempt(client, "training", "alice", PASSWORD)
        assert client.post("/signin/mfa/app/", {"code": code(device)}).status_code == 200
        clock.shift(timedelta(seconds=30 * 65))
        attempt(client, "training", "alice", PASSWORD)
        assert client.post("/signin/mfa/app/", {"code": code(device)}).url == PAGE


def test_the_second_half_does_not_outlive_a_clock_set_back(world: World, client: Client):
    device = give_device(world.alice)
    with time_machine.travel(timedelta(hours=2), tick=False):
        attempt(client, "training", "alice", PASSWORD)
    assert client.post("/signin/mfa/app/", {"code": code(device)}).url == MFA_OVER


def test_codes_two_steps_off_pass_and_three_do_not(world: World):
    device = give_device(world.alice)
    with time_machine.travel("2026-11-24T10:00:10Z", tick=False):
        for step, status in ((-3, 200), (3, 200), (-2, 302), (2, 302), (0, 302)):
            client = Client()
            attempt(client, "training", "alice", PASSWORD)
            sent = {"code": code(device, step)}
            assert client.post("/signin/mfa/app/", sent).status_code == status


def test_nine_tries_in_three_minutes(world: World, client: Client):
    device = give_device(world.alice)
    with time_machine.travel("2026-11-24T10:00:30Z", tick=False) as clock:
        attempt(client, "training", "alice", PASSWORD)
        for _ in range(9):
            assert client.post("/signin/mfa/app/", {"code": "000000"}).status_code == 200
        refused = client.post("/signin/mfa/app/", {"code": code(device)})
        assert refused.status_code == 429
        assert 'data-countdown="' in refused.content.decode()
        clock.move_to("2026-11-24T10:03:01Z")
        assert client.post("/signin/mfa/app/", {"code": code(device)}).status_code == 302


def test_after_three_wrong_codes_resynchronising_is_offered(world: World, client: Client):
    device = give_device(world.alice)
    attempt(client, "training", "alice", PASSWORD)
    for _ in range(3):
        response = client.post("/signin/mfa/app/", {"code": "000000"})
    assert "/signin/resync/" in response.content.decode()
    assert client.post("/signin/mfa/app/", {"code": code(device, 40)}).status_code == 200
    assert client.post("/signin/resync/", pair(device, 41)).url == "/signin/mfa/app/"
    assert client.get(PAGE).status_code == 302
    assert client.post("/signin/mfa/app/", {"code": code(device, 42)}).url == PAGE


def test_resynchronising_with_wrong_codes_signs_nobody_in(world: World, client: Client):
    device = give_device(world.alice)
    attempt(client, "training", "alice", PASSWORD)
    codes = pair(device)
    response = client.post("/signin/resync/", {"code1": codes["code2"], "code2": codes["code1"]})
    assert response.status_code == 200
    device.refresh_from_db()
    assert (device.drift, device.last_pair_counter) == (0, 0)


def test_the_second_half_needs_the_first(world: World, client: Client):
    give_device(world.alice)
    assert client.get("/signin/mfa/").url == MFA_OVER
    assert client.post("/signin/mfa/app/", {"code": "123456"}).url == MFA_OVER
    assert client.post("/signin/resync/", {"code1": "1", "code2": "2"}).url == MFA_OVER
    assert "The time to prove your identity" in client.get(MFA_OVER).content.decode()


def test_the_second_half_is_over_after_ten_minutes_or_a_changed_password(world: World):
    device = give_device(world.alice)
    late, changed = Client(), Client()
    attempt(late, "training", "alice", PASSWORD)
    attempt(changed, "training", "alice", PASSWORD)
    with time_machine.travel(timedelta(minutes=11), tick=False):
        assert late.post("/signin/mfa/app/", {"code": code(device)}).url == MFA_OVER
    world.alice.set_password("another horse")
    world.alice.save()
    assert changed.post("/signin/mfa/app/", {"code": code(device)}).url == MFA_OVER


def test_the_session_key_changes_at_sign_in(world: World, client: Client):
    give_device(world.alice)
    client.get("/signin/")
    attempt(client, "training", "alice", PASSWORD)
    before = client.session.session_key
    client.post("/signin/mfa/app/", {"code": code(world.alice.mfa_devices.get())})
    assert client.session.session_key not in (None, before)


def test_a_session_lasts_twelve_hours_however_busy(world: World, client: Client):
    with time_machine.travel("2026-11-24T08:00:00Z", tick=False) as clock:
        sign_in(client, world.alice)
        clock.move_to("2026-11-24T19:59:00Z")
        assert client.get(PAGE).status_code == 200
        clock.move_to("2026-11-24T20:00:01Z")
        assert client.get(PAGE).status_code == 302


def test_a_changed_password_ends_the_sessions(world: World, client: Client):
    sign_in(client, world.alice)
    world.alice.set_password("another horse")
    world.alice.save()
    assert client.get(PAGE).status_code == 302


def test_signing_out_is_a_post(world: World, client: Client):
    sign_in(client, world.alice)
    assert client.get("/signout/").status_code == 405
    assert client.get(PAGE).status_code == 200
    assert client.post("/signout/").url == "/signin/?account=training&reason=signed-out"
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("asked", "went"),
    [
        (f"{PAGE}mfa/assign/", f"{PAGE}mfa/assign/"),
        ("https://example.com/", PAGE),
        ("//example.com/", PAGE),
        ("javascript:alert(1)", PAGE),
    ],
)
def test_only_our_own_pages_are_gone_on_to(world: World, client: Client, asked: str, went: str):
    response = client.post(
        "/signin/",
        {"account": "training", "username": "alice", "password": PASSWORD, "next": asked},
    )
    assert response.url == went


def test_a_user_without_a_password_cannot_sign_in(world: World, client: Client):
    world.bob.set_unusable_password()
    world.bob.save()
    assert FAILURE in attempt(client, "training", "bob", "x").content.decode()


def test_an_account_is_remembered_when_asked(world: World, client: Client):
    client.post(
        "/signin/",
        {"account": "training", "username": "alice", "password": PASSWORD, "remember": "on"},
    )
    client.post("/signout/")
    assert 'value="training"' in client.get("/signin/").content.decode()


def test_an_account_is_forgotten_by_a_browser_that_remembered_it(world: World, client: Client):
    form = {"account": "training", "username": "alice", "password": PASSWORD}
    assert REMEMBERED not in client.post("/signin/", form).cookies
    client.post("/signin/", form | {"remember": "on"})
    client.post("/signin/", form)
    del client.cookies[LEFT]  # the browser is closed
    assert 'value="training"' not in client.get("/signin/").content.decode()
