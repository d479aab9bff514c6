"""The board: where learners are, what went wrong, who is stuck, and what an instructor changes."""

import csv
import html
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from console.models import Event
from console.training import looking
from console.training.labs.labs import all_labs
from console.training.logins import logins_of
from console.training.models import Class, LabRun, StepResult
from console.training.seats import join_by_name, open_account
from credentials.models import MFADevice
from tests.support.rows import rows
from tests.training.classrooms import make_class, seat
from tests.world import World, code, give_device, sign_in

NAME = "blue-otter"
CHANGES = "change_seats"


def now() -> datetime:
    return datetime.now(tz=UTC)


@pytest.fixture
def room(world: World) -> Class:
    """A class of three seats, the first two joined."""
    made = make_class(world.account)
    for name in ("Ada", "Grace"):
        joined = join_by_name(in_class=made, name=name, browser=name, now=now())
        open_account(seat=joined, now=now())
    return made


@pytest.fixture
def instructor(world: World) -> Client:
    return sign_in(Client(), world.admin)


def alice(number: int) -> User:
    return seat(number).account.users.get(user_name="alice")


def enter(number: int, *, password: str = "", mfa: MFADevice | None = None) -> Client:
    """The learner of a seat signs in as alice, by the page."""
    held, client = seat(number), Client()
    login = next(each for each in logins_of(held) if each.user_name == "alice")
    fields = {"account": held.account.account_id, "username": "alice"}
    client.post(reverse("sign_in"), fields | {"password": password or login.password})
    if mfa:
        client.post(reverse("sign_in_authenticator_app"), {"code": code(mfa)})
    return client


def row(client: Client, number: int) -> str:
    """The text of a seat's row on the board."""
    page = client.get(reverse("class_board", args=[NAME])).content.decode()
    found = next(part for part in page.split("<tr>") if f'value="{number}"' in part)
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", found)).split())


def change(client: Client, name: str, *numbers: int, **fields: str):
    address = reverse(CHANGES, args=[NAME, name])
    return client.post(address, {"seat": [str(number) for number in numbers]} | fields)


def begin_lab(number: int, minutes_ago: float = 0) -> StepResult:
    lab = all_labs()[0]
    began = now() - timedelta(minutes=minutes_ago)
    run = LabRun.objects.create(
        seat=seat(number), lab=lab.slug, step=lab.steps[0].id, began_at=began
    )
    return StepResult.objects.create(run=run, step=run.step, began_at=began)


def test_where_the_learners_are(room: Class, instructor: Client):
    assert "Joined, not signed in" in row(instructor, 1)
    assert "Not joined" in row(instructor, 3)
    enter(1)
    assert "Signed in, no device" in row(instructor, 1)
    device = give_device(alice(1))
    assert "Device assigned, session without MFA" in row(instructor, 1)
    enter(1, mfa=device)
    assert "Signed in with MFA Just now" not in row(instructor, 1)
    assert "Signed in with MFA" in row(instructor, 1)
    assert "Joined, not signed in" in row(instructor, 2)


def test_a_locked_learner_is_freed(room: Class, instructor: Client):
    for _ in range(10):
        enter(1, password="wrong")
    assert "Locked until" in row(instructor, 1)
    assert "10 times: Sign-in failed" in row(instructor, 1)
    change(instructor, "unlock", 1)
    assert "Locked" not in row(instructor, 1)
    assert enter(1).get(reverse("security_credentials")).status_code == 200
    event = Event.objects.filter(account=seat(1).account, user_name="training").first()
    assert event.record["userIdentity"]["invokedBy"] == "training board"


def test_what_went_wrong_and_who_is_stuck(room: Class, instructor: Client):
    instructor.post(reverse("change_schedule", args=[NAME, "start"]), {"minutes": "60"})
    begin_lab(1)
    client, address = enter(1), reverse("create_access_key")
    for _ in range(3):
        client.get(reverse("users"))
    assert "ListUsers refused: explicit deny" in row(instructor, 1)
    client.post(address)
    assert "CreateAccessKey refused: explicit deny -" in row(instructor, 1)
    client.post(address)
    client.post(address)
    assert "3 times: CreateAccessKey" in row(instructor, 1)
    assert "progress" not in row(instructor, 2)


def test_wrong_codes_say_what_was_seen(room: Class, instructor: Client):
    device = give_device(alice(1))
    client = enter(1)
    for _ in range(3):
        client.post(reverse("sign_in_authenticator_app"), {"code": code(device, -60)})
    assert re.search(r"3 times: Wrong MFA code: clock 18\d0 s slow", row(instructor, 1))
    assert code(device, -60) not in row(instructor, 1)


def test_four_minutes_without_progress_are_stuck_while_the_class_runs(
    room: Class, instructor: Client
):
    begin_lab(1, minutes_ago=5)
    assert "without progress" not in row(instructor, 1)
    instructor.post(reverse("change_schedule", args=[NAME, "start"]), {"minutes": ""})
    assert "5 min without progress" in row(instructor, 1)
    instructor.post(reverse("change_schedule", args=[NAME, "freeze"]))
    assert "without progress" not in row(instructor, 1)


def test_the_time_of_a_class(room: Class, instructor: Client):
    schedule = [NAME, "start"]
    instructor.post(reverse("change_schedule", args=schedule), {"minutes": "10"})
    page = instructor.get(reverse("class_board", args=[NAME])).content.decode()
    assert "Running" in page
    instructor.post(reverse("change_schedule", args=[NAME, "freeze"]))
    with time_machine.travel(now() + timedelta(minutes=30)):
        client = Client()
        sign_in(client, room.account.users.get(user_name="admin"))
        client.post(reverse("change_schedule", args=[NAME, "go-on"]))
        page = client.get(reverse("class_board", args=[NAME])).content.decode()
        assert re.search("(9 min 5[0-9] s|10 min 0 s) left", page)
        client.post(reverse("change_schedule", args=[NAME, "extend"]), {"minutes": "5"})
        page = client.get(reverse("class_board", args=[NAME])).content.decode()
        assert re.search("(14 min 5[0-9] s|15 min 0 s) left", page)
        client.post(reverse("change_schedule", args=[NAME, "end"]))
        assert "Ended" in client.get(reverse("class_board", args=[NAME])).content.decode()


@pytest.mark.parametrize("minutes", ["0", "-1", "x", "99999"])
def test_minutes_that_are_none_change_nothing(room: Class, instructor: Client, minutes: str):
    before = rows()["training.Class"]
    answer = instructor.post(reverse("change_schedule", args=[NAME, "start"]), {"minutes": minutes})
    assert 'aria-invalid="true"' in answer.content.decode()
    assert rows()["training.Class"] == before


def test_devices_are_removed_and_passwords_are_new(room: Class, instructor: Client):
    give_device(alice(1))
    change(instructor, "remove-devices", 1, 2)
    assert not MFADevice.objects.filter(account=seat(1).account).exists()
    before, client = logins_of(seat(1)), enter(1)
    change(instructor, "new-password", 1)
    after = logins_of(seat(1))
    assert [each.user_name for each in after] == [each.user_name for each in before]
    assert not {each.password for each in after} & {each.password for each in before}
    assert client.get(reverse("security_credentials")).status_code == 302
    assert enter(1).get(reverse("security_credentials")).status_code == 200


def test_signing_out_ends_sessions_and_leaves_the_password(room: Class, instructor: Client):
    client, other = enter(1), enter(2)
    change(instructor, "sign-out", 1)
    assert client.get(reverse("security_credentials")).status_code == 302
    assert other.get(reverse("security_credentials")).status_code == 200
    assert enter(1).get(reverse("security_credentials")).status_code == 200


def test_a_lab_is_started_helped_on_and_started_over(room: Class, instructor: Client):
    lab = all_labs()[0]
    change(instructor, "begin-lab", 1, lab=lab.slug)
    assert f"{lab.title} 0/{len(lab.steps)}" in row(instructor, 1)
    change(instructor, "hint", 1)
    first = StepResult.objects.get()
    assert first.hints == 1
    change(instructor, "skip", 1)
    assert f"{lab.title} 1/{len(lab.steps)}" in row(instructor, 1)
    change(instructor, "start-over", 1)
    assert f"{lab.title} 0/{len(lab.steps)}" in row(instructor, 1)
    assert LabRun.objects.filter(ended_at=None).count() == 1


def test_steps_count_while_the_class_runs_alone(room: Class, instructor: Client):
    change(instructor, "begin-lab", 1, lab=all_labs()[0].slug)
    held = seat(1)

    def said() -> str:
        verdict = looking.go_on(seat=held, real_now=now(), attempt=True)
        return verdict.why if verdict else ""

    assert said() == "Your class has not begun yet."
    for name, sentence in (
        ("freeze", "stands still"),
        ("end", "Your class has ended."),
    ):
        instructor.post(reverse("change_schedule", args=[NAME, "start"]), {"minutes": "60"})
        assert "class" not in said()
        instructor.post(reverse("change_schedule", args=[NAME, name]))
        assert sentence in said()
    assert StepResult.objects.get().attempts == 2


def test_help_without_a_lab_is_told(room: Class, instructor: Client):
    for name in ("hint", "skip", "start-over"):
        change(instructor, name, 1)
        page = instructor.get(reverse("class_board", args=[NAME])).content.decode()
        assert "This seat has no lab that goes on." in page, name
    assert not LabRun.objects.exists()


def test_an_edition_is_applied_to_all_but_administrators(room: Class, instructor: Client):
    change(instructor, "apply-edition", 1, edition="2019-01-31-self-manage-no-mfa")
    names = alice(1).policies.values_list("policy_name", flat=True)
    assert len(names) == 2
    admin = seat(1).account.users.get(user_name="admin")
    assert [each.policy_name for each in admin.policies.all()] == ["AdministratorAccess"]


def test_clocks_are_shifted_for_the_chosen_seats_alone(room: Class, instructor: Client):
    instructor.post(reverse("shift_clocks", args=[NAME]), {"seat": ["1"], "shift": "3600"})
    assert (seat(1).account.clock_shift, seat(2).account.clock_shift) == (3600, 0)
    instructor.post(reverse("shift_clocks", args=[NAME]), {"seat": ["1"], "shift": "0"})
    assert seat(1).account.clock_shift == 0


def test_a_message_is_kept_for_the_learner(room: Class, instructor: Client):
    change(instructor, "message", 1, 3, message="Look at <b>your phone</b>")
    assert seat(1).message == seat(3).message == "Look at <b>your phone</b>"
    change(instructor, "message", 1, message="")
    assert (seat(1).message, seat(1).message_at) == ("", None)


def test_a_seat_that_nobody_joined_is_told_and_others_are_changed(room: Class, instructor: Client):
    change(instructor, "unlock", 1, 3)
    page = instructor.get(reverse("class_board", args=[NAME])).content.decode()
    assert "Seat 1: unlocked." in page
    assert "Seat 3 not changed" in page


@pytest.mark.parametrize("seats", [[], ["9"], ["x"], ["1", "9"], [""], ["1" * 5000]])
def test_seats_that_are_none_change_nothing(room: Class, instructor: Client, seats: list[str]):
    before = rows()
    answer = instructor.post(reverse(CHANGES, args=[NAME, "message"]), {"seat": seats})
    assert answer.status_code == 200
    assert "Nothing changed" in answer.content.decode()
    assert rows() == before


def test_the_board_is_one_account_alone(room: Class, world: World):
    stranger = sign_in(Client(), world.stranger)
    before = rows()
    for name in ("class_board", "class_board_parts", "class_results", "class_events"):
        assert stranger.get(reverse(name, args=[NAME])).status_code == 404, name
    assert stranger.get(reverse("seat_look", args=[NAME, 1])).status_code == 404
    assert change(stranger, "unlock", 1).status_code == 404
    assert rows() == before


def test_a_user_without_the_permission_changes_nothing(room: Class, world: World):
    client = sign_in(Client(), world.bob)
    before = rows()
    for name in ("class_board", "class_board_parts"):
        assert client.get(reverse(name, args=[NAME])).status_code == 403
    assert change(client, "unlock", 1).status_code == 403
    assert rows() == before


def test_the_parts_leave_no_event_and_take_fixed_queries(
    room: Class, instructor: Client, django_assert_num_queries
):
    enter(1)
    address = reverse("class_board_parts", args=[NAME])
    instructor.get(address)
    events = Event.objects.count()
    with django_assert_num_queries(14):
        instructor.get(address)
    begin_lab(1)
    enter(2)
    events = Event.objects.count()
    with django_assert_num_queries(15):
        answer = instructor.get(address)
    assert Event.objects.count() == events
    assert "Ada" in answer.content.decode()


def test_a_look_explains_the_last_refusal(room: Class, instructor: Client):
    enter(1).get(reverse("users"))
    address = reverse("seat_look", args=[NAME, 1])
    page = instructor.get(address).content.decode()
    assert "Why ListUsers was refused" in page
    assert "Ada" in page
    assert "Ada" not in instructor.get(address, {"nameless": "1"}).content.decode()
    assert Event.objects.latest("pk").record["requestParameters"] == {
        "className": NAME, "seat": 1,
    }  # fmt: skip
    assert "nothing yet" in instructor.get(reverse("seat_look", args=[NAME, 2])).content.decode()
    assert instructor.get(reverse("seat_look", args=[NAME, 9])).status_code == 404


def test_results_and_events_as_files(room: Class, instructor: Client):
    result = begin_lab(1)
    result.done_at, result.score = result.began_at + timedelta(seconds=90), 100
    result.save()
    held = seat(1)
    held.name = "=1+1"
    held.save()
    text = instructor.get(reverse("class_results", args=[NAME])).content.decode("utf-8-sig")
    found = list(csv.DictReader(text.splitlines()))
    assert [(each["Seat"], each["Seconds"], each["Score"]) for each in found] == [
        ("1", "90", "100")
    ]
    assert not found[0]["Name"].startswith("=")
    enter(1)
    records = json.loads(instructor.get(reverse("class_events", args=[NAME])).content)["Records"]
    assert {each["recipientAccountId"] for each in records} == {seat(1).account.account_id}
