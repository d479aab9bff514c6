"""Labs in a browser: the cards, a seat of one's own, the panel beside every page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account
from console.models import Event
from console.training import alone, runs
from console.training.labs.labs import all_labs
from console.training.logins import logins_of
from console.training.models import LabRun, Seat, StepResult
from tests.training.player import text_of
from tests.world import World, sign_in

START = "/training/labs/first-day/start/"


@pytest.fixture
def learner(db: None, client: Client) -> Client:
    """A browser in which the first lab was started."""
    assert client.post(START).url == "/training/lab/"
    return client


def password(user: str) -> str:
    (seat,) = Seat.objects.all()
    return next(each.password for each in logins_of(seat) if each.user_name == user)


def enter(client: Client, user: str) -> None:
    (seat,) = Seat.objects.select_related("account")
    sent = {"account": seat.account.account_id, "username": user, "password": password(user)}
    assert client.post("/signin/", sent).status_code == 302


def test_the_cards(db: None, client: Client):
    text = text_of(client.get("/training/labs/"))
    for lab in all_labs():
        assert lab.title in text
    assert not Account.objects.exists()


def test_starting_a_lab_alone(learner: Client):
    text = text_of(learner.get("/training/lab/"))
    assert "It is alice's first day." in text
    assert "Step 1: Sign in as alice" in text
    assert password("alice") in text
    assert "0 of 4 steps done" in text
    page = text_of(learner.get("/signin/"))
    assert "Step 1: Sign in as alice" in page  # who is locked out reads it too


def test_the_same_browser_comes_back_to_the_same_seat(learner: Client):
    learner.post("/training/labs/first-day/start/")
    assert Seat.objects.count() == 1
    assert LabRun.objects.count() == 2
    assert "Go on" in text_of(learner.get("/training/labs/"))


def test_check_and_hints(learner: Client):
    answered = learner.post("/training/lab/check/", {"next": "/iam/users/?x=1"})
    assert answered.url == "/iam/users/?x=1#lab-news"
    text = text_of(learner.get("/training/lab/"))
    assert "alice has not called ChangePassword since this step began." in text
    for number in (1, 2, 3, 4):
        learner.post("/training/lab/hint/")
        assert f"Hint ({min(number + 1, 3)} of 3)" in text_of(learner.get("/training/lab/")) or (
            number >= 3
        )
    assert "Hint (" not in text_of(learner.get("/training/lab/"))
    result = StepResult.objects.get()
    assert (result.attempts, result.hints) == (1, 3)


@pytest.mark.parametrize(
    "url", ["https://example.com/", "//example.com/", "/\\example.com", "x", ""]
)
def test_the_panel_leads_to_this_server_alone(learner: Client, url: str):
    assert learner.post("/training/lab/hint/", {"next": url}).url == "/training/lab/#lab-news"


def test_a_step_is_seen_as_done_on_the_next_page(learner: Client):
    enter(learner, "alice")
    page = learner.get("/iam/security-credentials/password/")
    assert page.status_code == 403
    assert "Step 2: Find out why" in text_of(page)
    wrong = learner.post("/training/lab/check/", {"answer": "1"})
    assert wrong.status_code == 302
    assert "Something else wins over that Allow." in text_of(learner.get("/training/lab/"))
    learner.post("/training/lab/check/", {"answer": "3"})
    assert "Step 3: Let alice in" in text_of(learner.get("/training/lab/"))


def test_the_panel_stands_on_every_page_of_the_account(learner: Client):
    enter(learner, "admin")
    for page in ("/", "/iam/users/", "/iam/policies/", "/cloudtrail/events/", "/nowhere/"):
        assert "lab-panel" in learner.get(page).content.decode(), page


def test_nobody_elses_pages_have_it(world: World, learner: Client):
    sign_in(learner, world.alice)
    assert "lab-panel" not in learner.get("/iam/security-credentials/").content.decode()
    other = Client()
    sign_in(other, world.admin)
    assert "lab-panel" not in other.get("/iam/users/").content.decode()
    other.cookies["seat"] = "A" * 43
    assert "lab-panel" not in other.get("/iam/users/").content.decode()


def test_a_browser_without_a_seat_asks_nothing(world: World, client: Client):
    with CaptureQueriesContext(connection) as counted:
        client.get("/signin/")
    assert not [query for query in counted if "training_" in query["sql"]]
    with CaptureQueriesContext(connection) as counted:
        client.cookies["seat"] = "short"
        client.get("/signin/")
    assert not [query for query in counted if "training_" in query["sql"]]


def test_what_others_send_changes_nothing(learner: Client):
    """Another browser has no seat, so its checks and hints are nobody's."""
    for other in (Client(), Client(headers={"Cookie": "seat=" + "A" * 43})):
        for page in ("check", "hint", "leave"):
            assert other.post(f"/training/lab/{page}/").status_code == 302
        assert other.get("/training/lab/").url == "/training/labs/"
    result, run = StepResult.objects.get(), LabRun.objects.get()
    assert (result.attempts, result.hints, run.ended_at) == (0, 0, None)


def test_forms_need_a_token(learner: Client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = learner.cookies
    for url in (START, "/training/lab/check/", "/training/lab/hint/", "/training/lab/leave/"):
        assert strict.post(url).status_code == 403
    assert LabRun.objects.count() == 1


def test_leaving(learner: Client):
    enter(learner, "admin")
    assert learner.post("/training/lab/leave/").url == "/training/labs/"
    assert LabRun.objects.get().ended_at
    assert "lab-panel" not in learner.get("/iam/users/").content.decode()
    assert learner.get("/training/lab/").url == "/training/labs/"


def test_a_lab_that_is_not_there(client: Client, db: None):
    for slug in ("nothing", "labs", "first-day2"):
        assert client.post(f"/training/labs/{slug}/start/").status_code == 404
    assert not Seat.objects.exists()


def test_strangers_fill_no_database(db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(alone, "PER_ADDRESS", 2)
    for _ in range(2):
        assert Client().post(START).status_code == 302
    answer = Client().post(START)
    assert answer.status_code == 429
    assert "Try again tomorrow" in text_of(answer)
    assert Account.objects.count() == Seat.objects.count() == 2


def test_a_lab_whose_files_are_gone(learner: Client):
    LabRun.objects.update(lab="gone")
    enter(learner, "admin")
    assert learner.get("/iam/users/").status_code == 200
    assert learner.post("/training/lab/check/").status_code == 302


def test_starting_writes_no_event_and_signs_out(world: World, client: Client):
    sign_in(client, world.alice)
    before = Event.objects.count()
    client.post(START)
    assert Event.objects.count() == before
    assert client.get("/iam/security-credentials/").status_code == 302
    assert Account.objects.filter(pk=world.account.pk, users__user_name="alice").exists()


def test_the_panel_after_the_last_step(learner: Client):
    (seat,) = Seat.objects.select_related("account")
    for _ in range(4):
        runs.skip_step(seat=seat, real_now=LabRun.objects.get().began_at)
    text = text_of(learner.get("/training/lab/"))
    assert "The lab is done" in text
    assert "Done" in text_of(learner.get("/training/labs/"))
