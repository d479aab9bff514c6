"""Between the two halves of signing in: what the first leaves, what the second says, and when."""

from django.test import Client

from accounts.models import User
from console.models import Event
from tests.pages.helpers import text_of
from tests.support.rows import rows
from tests.world import PAGE, PASSWORD, World, code, give_device, pair, sign_in

APP, CHOOSE, RESYNC = "/signin/mfa/app/", "/signin/mfa/", "/signin/resync/"
DRIFTED = "Several codes were wrong."


def password_given(client: Client, user: User) -> Client:
    form = {"account": "training", "username": user.user_name, "password": PASSWORD}
    assert client.post("/signin/", form).url == CHOOSE
    return client


def test_a_drifted_clock_is_thought_of_from_the_third_wrong_code_on(world: World):
    """It is not mentioned before. A new sign-in counts from zero."""
    give_device(world.alice)
    client = password_given(Client(), world.alice)
    for told in (False, False, True, True):
        response = client.post(APP, {"code": "000000"})
        assert "Authentication failed" in text_of(response)
        assert (DRIFTED in text_of(response)) == told
    assert DRIFTED in text_of(client.get(APP))
    password_given(client, world.alice)
    assert DRIFTED not in text_of(client.get(APP))
    assert DRIFTED not in text_of(client.post(APP, {"code": "000000"}))


def test_what_is_no_code_is_no_wrong_code(world: World):
    device = give_device(world.alice)
    client = password_given(Client(), world.alice)
    Event.objects.all().delete()
    before = rows()
    for typed in ("", "12345", "1234567", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666"):
        html = text_of(client.post(APP, {"code": typed}))
        assert "Authentication failed" not in html
        assert DRIFTED not in html
    assert rows() == before
    assert not Event.objects.exists()
    assert client.post(APP, {"code": code(device)}).url == PAGE


def test_who_begins_to_sign_in_is_not_the_one_before_any_more(world: World):
    """In a browser where bob is signed in, alice's password alone leaves nobody signed in."""
    device = give_device(world.alice)
    client = sign_in(Client(), world.bob)
    assert client.get(PAGE).status_code == 200
    password_given(client, world.alice)
    response = client.get(PAGE)
    assert response.status_code == 302
    assert response.url.startswith("/signin/")
    assert client.post(f"{PAGE}access-keys/create/description/").status_code == 302
    assert client.post(APP, {"code": code(device)}).url == PAGE
    assert world.alice.arn in client.get(PAGE).content.decode()


def test_a_wrong_password_leaves_who_is_signed_in(world: World):
    client = sign_in(Client(), world.bob)
    form = {"account": "training", "username": "alice", "password": "wrong"}
    assert client.post("/signin/", form).status_code == 200
    assert world.bob.arn in client.get(PAGE).content.decode()


def test_of_two_people_at_one_browser_the_last_one_owes_the_code(world: World):
    """A code of the first one's phone opens nothing for the second."""
    first, second = give_device(world.alice), give_device(world.admin)
    client = password_given(Client(), world.alice)
    password_given(client, world.admin)
    assert "Authentication failed" in text_of(client.post(APP, {"code": code(first)}))
    first.refresh_from_db()
    assert (first.used_counters, first.throttling_failure_count) == ([], 0)
    assert client.post(APP, {"code": code(second)}).url == PAGE
    assert world.admin.arn in client.get(PAGE).content.decode()


def test_after_resynchronising_the_code_is_still_owed(world: World):
    """A pair lets nobody in, and its codes are consumed."""
    device = give_device(world.alice)
    client = password_given(Client(), world.alice)
    assert client.post(RESYNC, pair(device)).url == APP
    assert client.get(PAGE).status_code == 302
    html = text_of(client.get(APP))
    assert "MFA device synchronized" in html
    assert DRIFTED not in html
    assert client.post(APP, {"code": code(device, 1)}).url == PAGE


def test_the_events_of_the_way_in(world: World):
    """Each half leaves its own: CheckMfa, then ConsoleLogin, with how often a code was wrong."""
    device = give_device(world.alice)
    client = password_given(Client(), world.alice)
    client.post(APP, {"code": "000000"})
    client.post(APP, {"code": code(device)})
    found = [
        (event.event_name, event.record["responseElements"])
        for event in Event.objects.order_by("pk")
        if event.event_source == "signin.amazonaws.com"
    ]
    assert found == [
        ("CheckMfa", {"CheckMfa": "Success"}),
        ("ConsoleLogin", {"ConsoleLogin": "Failure"}),
        ("ConsoleLogin", {"ConsoleLogin": "Success"}),
    ]
