"""A class is saved and brought back: exactly, for all seats or one, while learners work."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import call_command
from django.test import Client, override_settings

from accounts.models import Account, User
from accounts.operations.users import update_user
from console.models import Event
from console.training import rows, runs, seats
from console.training.classes import delete_class
from console.training.clock import set_clock
from console.training.labs.labs import find_lab
from console.training.models import Class, LabRun, Seat, Snapshot, StepResult, Theft
from console.training.snapshots import packing, states
from credentials.models import AccessKey, MFADevice, UsedToken
from credentials.operations import passwords
from credentials.operations.maintenance.resetting import steps_to_reset
from tests.api.conftest import new_key
from tests.api.raw import body_of, code, send
from tests.pages.helpers import text_of
from tests.support.holdings import give_everything
from tests.support.parallel import all_at_once
from tests.support.rows import rows as every_row
from tests.training.classrooms import make_class
from tests.world import PAGE, World, make_world, sign_in

LIST = "/training/classes/blue-otter/snapshots/"
SAVE = f"{LIST}save/"
OF_TRAINING = {"training.Class", "training.Seat", "training.Snapshot"}
Rows = dict[str, list[dict[str, Any]]]


def now() -> datetime:
    return datetime.now(tz=UTC)


def joined(made: Class, name: str) -> Seat:
    seat = seats.join_by_name(in_class=made, name=name, browser=name * 8, now=now())
    return seats.open_account(seat=seat, now=now())


def of_seats(*chosen: Seat) -> Rows:
    """Every row of the seats: their accounts', their runs, and what they hold themselves."""
    keys = [seat.account_id for seat in chosen]
    found = {table._meta.label: rows.rows_of(table, keys) for table in rows.tables()}
    found |= {
        "accounts": Account.objects.filter(pk__in=keys),
        "runs": LabRun.objects.filter(seat__in=chosen),
        "results": StepResult.objects.filter(run__seat__in=chosen),
        "thefts": Theft.objects.filter(run__seat__in=chosen),
        "seats": Seat.objects.filter(pk__in=[seat.pk for seat in chosen]),
    }
    return {name: list(table.order_by("pk").values()) for name, table in found.items()}


def work(seat: Seat) -> None:
    """A lab that has begun, and something of every kind that an account can hold."""
    lab = find_lab("first-day")
    assert lab is not None
    runs.start_lab(seat=seat, lab=lab, real_now=now())
    seat.refresh_from_db()
    alice = User.objects.get(account=seat.account, user_name="alice")
    give_everything(alice, seat.number)
    runs.take_hint(seat=seat)
    key = new_key(User.objects.get(account=seat.account, user_name="admin"))
    for name in ("CreateAccessKey", "DeleteUser", "GenerateCredentialReport"):
        send(key, body_of(name, UserName="alice"))
    send(key, body_of("UpdateAccountPasswordPolicy", MaxPasswordAge=90))
    passwords.update_login_profile(user=alice, password="Another-horse-0", now=now())
    UsedToken.objects.create(user=alice, token=uuid4())
    Theft.objects.create(
        run=LabRun.objects.get(seat=seat, ended_at=None), access_key_id="AKIAIOSFODNN7EXAMPLE",
        user_name="alice", began_at=now(), due_at=now(), ended_at=now(),
    )  # fmt: skip


def spoil(seat: Seat) -> None:
    """What learners do until nothing is as it was."""
    account = Account.objects.get(pk=seat.account_id)
    set_clock(account=account, seconds=7_776_000)
    alice = User.objects.get(account=account, user_name="alice")
    for step in steps_to_reset(user=alice, password="Another-horse-1", now=now()):
        step.perform()
    update_user(user=alice, new_user_name="eve")
    runs.skip_step(seat=seat, real_now=now())
    mallory = User.objects.create(account=account, user_name="mallory", created_at=now())
    send(new_key(mallory), body_of("ListUsers"))


@pytest.fixture
def made(world: World) -> Class:
    return make_class(world.account, names=["Ada", "Grace", "Joan"], seats=4)


@pytest.fixture
def ada(made: Class) -> Seat:
    seat = joined(made, "Ada")
    work(seat)
    return seat


@pytest.fixture
def grace(made: Class, ada: Seat) -> Seat:
    seat = joined(made, "Grace")
    work(seat)
    return seat


@pytest.fixture
def admin(world: World) -> Client:
    return sign_in(Client(), world.admin)


@pytest.fixture
def saved(admin: Client, ada: Seat, grace: Seat) -> Snapshot:
    answer = admin.post(SAVE, {"snapshot_name": "before lunch"}, follow=True)
    assert "2 seats can be brought back to it." in text_of(answer)
    assert "before lunch" in text_of(answer)
    return Snapshot.objects.get()


def restore(admin: Client, saved: Snapshot, seat: str = "all") -> str:
    assert admin.get(f"{LIST}{saved.pk}/restore/").status_code == 200
    return text_of(admin.post(f"{LIST}{saved.pk}/restore/", {"seat": seat}, follow=True))


def test_everything_is_as_it_was(admin: Client, ada: Seat, grace: Seat, saved: Snapshot):
    before = of_seats(ada, grace)
    assert all(before.values()), [name for name, found in before.items() if not found]
    others = beside(ada, grace)
    spoil(ada)
    spoil(grace)
    assert of_seats(ada) != before
    assert "2 seats brought back." in restore(admin, saved)
    assert of_seats(ada, grace) == before
    assert beside(ada, grace) == others
    spoil(ada)
    restore(admin, saved)
    assert of_seats(ada, grace) == before


def beside(*chosen: Seat) -> int:
    """How many users are not of these seats."""
    return User.objects.exclude(account__in=[seat.account_id for seat in chosen]).count()


def test_one_seat_goes_back_alone(admin: Client, ada: Seat, grace: Seat, saved: Snapshot):
    before = of_seats(ada)
    spoil(ada)
    spoil(grace)
    spoilt = of_seats(grace)
    assert "1 seat brought back." in restore(admin, saved, str(ada.number))
    assert of_seats(ada) == before
    assert of_seats(grace) == spoilt


def test_what_is_brought_back_works(admin: Client, ada: Seat, saved: Snapshot):
    """Passwords, keys and sessions of a user who is still the same; others have ended."""
    given = {"account": str(ada.account), "username": "alice", "password": "Another-horse-0"}
    held = User.objects.get(account=ada.account, user_name="admin")
    key, stays = new_key(held), sign_in_as(held)
    admin.post(SAVE, {"snapshot_name": "with a key"})
    again = Snapshot.objects.latest("pk")
    spoil(ada)
    new = User.objects.get(account=ada.account, user_name="mallory")
    ended = sign_in_as(new)
    restore(admin, again)
    assert code(send(key, body_of("ListUsers"))) == (200, "")
    assert stays.get(PAGE).status_code == 200
    assert ended.get(PAGE).url.startswith("/signin/")
    assert Client().post("/signin/", given).url == "/signin/mfa/"


def sign_in_as(user: User) -> Client:
    """A session of the user, whatever the password is."""
    client = Client()
    client.force_login(user, backend="console.authentication.sign_in.AccountBackend")
    session = client.session
    session["issued_at"] = int(user.account.time_at(now()).timestamp())
    session["mfa"] = False
    session.save()
    return client


def test_who_joined_later_stays(admin: Client, made: Class, ada: Seat, saved: Snapshot):
    joan = joined(made, "Joan")
    before = of_seats(joan)
    restore(admin, saved)
    assert of_seats(joan) == before
    said = restore(admin, saved, str(joan.number))
    assert "Nobody had joined this seat yet when the state was saved." in said
    assert of_seats(joan) == before


def test_a_seat_with_another_account_stays(admin: Client, ada: Seat, grace: Seat, saved: Snapshot):
    first = ada.account_id
    Seat.objects.filter(pk=ada.pk).update(account=None)
    rows.delete_accounts([first])
    again = seats.open_account(seat=Seat.objects.get(pk=ada.pk), now=now())
    before = of_seats(again)
    assert "1 seat brought back. 1 could not be" in restore(admin, saved)
    assert of_seats(again) == before


def test_an_alias_that_another_account_has_now_stays_there(
    admin: Client, world: World, ada: Seat, saved: Snapshot
):
    alias = Account.objects.get(pk=ada.account_id).alias
    Account.objects.filter(pk=ada.account_id).update(alias="elsewhere")
    Account.objects.filter(pk=world.stranger.account_id).update(alias=alias)
    restore(admin, saved)
    assert Account.objects.get(pk=ada.account_id).alias == "elsewhere"


def test_secrets_within_are_sealed_and_go_with_the_keys(
    admin: Client, ada: Seat, saved: Snapshot, settings: Any
):
    key = AccessKey.objects.filter(user__account=ada.account).first()
    secret = key.sealed_secret
    assert secret not in saved.data
    new = Fernet.generate_key().decode()
    with override_settings(SEALING_KEYS=[new, *settings.SEALING_KEYS]):
        call_command("reseal", verbosity=0, stdout=StringIO())
    with override_settings(SEALING_KEYS=[new]):
        saved.refresh_from_db()
        AccessKey.objects.filter(user__account=ada.account).delete()
        restore(admin, saved)
        found = AccessKey.objects.get(pk=key.pk)
        assert found.sealed_secret != secret
        device = MFADevice.objects.filter(user__account=ada.account).exclude(sealed_seed="").first()
        assert device.seed


@pytest.mark.parametrize(
    "name",
    ["", " ", "x" * 65, "a\0b", "a\x1bb", "x" * 60_000],
    ids=["none", "blank", "long", "nul", "escape", "huge"],
)
def test_a_name_that_is_none_saves_nothing(admin: Client, ada: Seat, name: str):
    assert admin.post(SAVE, {"snapshot_name": name}).status_code in (200, 400)
    assert not Snapshot.objects.exists()


def test_a_class_that_nobody_joined_has_nothing_to_save(admin: Client, made: Class):
    answer = admin.post(SAVE, {"snapshot_name": "early"})
    assert "Nobody has joined this class yet" in text_of(answer)
    assert not Snapshot.objects.exists()


def test_ten_are_the_most_until_one_is_deleted(admin: Client, saved: Snapshot):
    Snapshot.objects.bulk_create(
        Snapshot(in_class=saved.in_class, name=str(number), created_at=now(), data=saved.data)
        for number in range(9)
    )
    assert "at most 10 saved states" in text_of(admin.post(SAVE, {"snapshot_name": "eleventh"}))
    assert Snapshot.objects.count() == 10
    assert "before lunch" in text_of(admin.get(f"{LIST}{saved.pk}/delete/"))
    admin.post(f"{LIST}{saved.pk}/delete/")
    assert not Snapshot.objects.filter(pk=saved.pk).exists()
    admin.post(SAVE, {"snapshot_name": "tenth"})
    assert Snapshot.objects.count() == 10


def test_a_class_that_is_too_large_is_not_saved(
    admin: Client, ada: Seat, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(packing, "SIZE_MAX", 1_000)
    answer = admin.post(SAVE, {"snapshot_name": "large"})
    assert answer.status_code == 409
    assert "too large to be saved" in text_of(answer)
    assert not Snapshot.objects.exists()


def test_only_who_may(world: World, saved: Snapshot, ada: Seat):
    spoil(ada)
    client = sign_in(Client(), world.bob)
    before = every_row()
    for page, action in (
        (LIST, "GetClass"),
        (SAVE, "SaveClass"),
        (f"{LIST}{saved.pk}/restore/", "RestoreClass"),
        (f"{LIST}{saved.pk}/delete/", "DeleteSnapshot"),
    ):
        send_it = client.get if page == LIST else client.post
        answer = send_it(page, {"seat": "all", "snapshot_name": "mine"})
        assert answer.status_code == 403
        assert f"training:{action}" in text_of(answer)
    assert every_row() == before


def test_another_accounts_class_is_not_there(world: World, saved: Snapshot, ada: Seat):
    client = sign_in(Client(), world.stranger)
    theirs = make_class(world.stranger.account, name="red-heron")
    spoil(ada)
    before = every_row()
    answers = [client.get(LIST), client.post(SAVE, {"snapshot_name": "mine"})]
    for place in (LIST, f"/training/classes/{theirs.name}/snapshots/"):
        for verb in ("restore", "delete"):
            answers.append(client.post(f"{place}{saved.pk}/{verb}/", {"seat": "all"}))
    assert [answer.status_code for answer in answers] == [404] * 6
    assert every_row() == before


@pytest.mark.parametrize("seat", ["", "0", "99", "x", "9" * 60_000])
def test_a_seat_that_is_not_there_restores_nothing(
    admin: Client, ada: Seat, saved: Snapshot, seat: str
):
    spoil(ada)
    before = of_seats(ada)
    assert admin.post(f"{LIST}{saved.pk}/restore/", {"seat": seat}).status_code == 200
    assert of_seats(ada) == before


def test_the_calls_are_in_the_instructors_events(world: World, admin: Client, saved: Snapshot):
    restore(admin, saved, "1")
    admin.post(f"{LIST}{saved.pk}/delete/")
    found = Event.objects.filter(account=world.account, event_source__startswith="training")
    told = {each.event_name: each.record["requestParameters"] for each in found.order_by("pk")}
    assert told["SaveClass"] == {"className": "blue-otter", "snapshotName": "before lunch"}
    assert told["RestoreClass"] == {
        "className": "blue-otter", "snapshotNumber": saved.pk, "seatNumber": 1,
    }  # fmt: skip
    assert told["DeleteSnapshot"] == {"className": "blue-otter", "snapshotNumber": saved.pk}


def test_every_table_of_the_training_layer_is_saved_or_left_out():
    """Those of accounts are found by their relations: `console.training.rows`."""
    found = {table._meta.label for table in apps.get_app_config("training").get_models()}
    assert found == OF_TRAINING | {table._meta.label for table in states.RUNS}


def test_a_removed_class_takes_its_saved_states_along(world: World, saved: Snapshot):
    delete_class(of=saved.in_class)
    assert not Snapshot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_restoring_while_learners_work():
    world = make_world()
    made = make_class(world.account, names=["Ada", "Grace"], seats=2)
    both = [joined(made, name) for name in ("Ada", "Grace")]
    for seat in both:
        work(seat)
    admin = sign_in(Client(), world.admin)
    admin.post(SAVE, {"snapshot_name": "now"})
    saved = Snapshot.objects.get()
    before = of_seats(*both)
    learners = [User.objects.get(account=seat.account, user_name="alice") for seat in both]
    works: list[Callable[[], object]] = [lambda: restores(world, saved) for _ in range(2)]
    works += [working(user) for user in learners for _ in range(3)]
    outcomes = all_at_once(works)
    assert set(outcomes) <= {200, 302, 403, 404, 409}, outcomes
    assert restores(world, saved) == 302
    assert of_seats(*both) == before


def restores(world: World, saved: Snapshot) -> int:
    client = sign_in_as(world.admin)
    return client.post(f"{LIST}{saved.pk}/restore/", {"seat": "all"}).status_code


def working(user: User) -> Callable[[], int]:
    client = sign_in_as(user)

    def work_on() -> int:
        answers = [client.get(PAGE).status_code]
        answers.append(client.post(f"{PAGE}ssh-public-keys/upload/", {"body": "x"}).status_code)
        answers.append(client.get("/iam/users/").status_code)
        return max(answers)

    return work_on
