"""An instructor creates a class, looks at its seats, changes who may join, and deletes it."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from console.models import Event
from console.training import classes, seats
from console.training.logins import logins_of
from console.training.models import Class, Seat
from tests.training.classrooms import make_class, seat
from tests.world import World, sign_in

CREATE = reverse("create_class")
CHOSEN = {
    "name": "blue-otter",
    "names": "",
    "seats": "30",
    "passwords": "easy",
    "edition": "2019-01-31-mfa-self-manage",
    "joining": "open",
}
HOSTILE = [
    "<script>alert(1)</script>",
    "Zoë 張偉 محمد",
    "=HYPERLINK(1)",
    "{{ 7|add:1 }} {% now 'Y' %}",
    'O\'Brien & "Söhne"',
]


@pytest.fixture
def admin(world: World) -> Client:
    return sign_in(Client(), world.admin)


def test_thirty_seats_in_under_three_seconds(admin: Client):
    accounts, start = Account.objects.count(), time.monotonic()
    answer = admin.post(CREATE, CHOSEN, follow=True)
    assert time.monotonic() - start < 3
    html = answer.content.decode()
    assert answer.redirect_chain == [(reverse("class_seats", args=["blue-otter"]), 302)]
    assert "Class created" in html
    for words in ("Print slips", "Download .csv file", "http://testserver/join/blue-otter/"):
        assert words in html
    assert Seat.objects.count() == 30
    assert Account.objects.count() == accounts


def test_the_form_suggests_a_name_and_the_labs(admin: Client):
    answer = admin.get(CREATE)
    name = answer.context["form"]["name"].value()
    assert name.count("-") == 1
    assert 'name="labs"' in answer.content.decode()


def test_labs_are_ticked(admin: Client):
    admin.post(CREATE, CHOSEN | {"labs": ["first-day"]})
    assert Class.objects.get().labs == ["first-day"]
    answer = admin.post(CREATE, CHOSEN | {"name": "red-fox", "labs": ["no-such-lab"]})
    assert "There is no such lab." in answer.content.decode()
    assert Class.objects.count() == 1


def test_names_are_texts_whatever_they_say(admin: Client):
    html = admin.post(
        CREATE, CHOSEN | {"names": "\n".join(HOSTILE), "seats": ""}, follow=True
    ).content.decode()
    assert [one.name for one in Seat.objects.order_by("number")] == HOSTILE
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "%27%3DHYPERLINK" in html  # in the file, a text and no formula
    slips = admin.get(reverse("class_slips", args=["blue-otter"])).content.decode()
    assert "<script>alert" not in slips


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"names": "a\n" * 10_000, "seats": ""}, "The list has 10000 names; a class has up to 200"),
        ({"names": "a" * 129, "seats": ""}, "Line 1 is longer than 128 characters."),
        ({"seats": "201"}, "A class has 1 to 200 seats."),
        ({"seats": "0"}, "A class has 1 to 200 seats."),
        ({"seats": "-1"}, "A class has 1 to 200 seats."),
        ({"seats": "9" * 5000}, "Enter a number."),
        ({"seats": ""}, "Enter names, or how many seats there are."),
        ({"seats": "1", "names": "Red\nGreen"}, "There are 2 names, more than seats."),
        ({"name": ""}, "Enter a name for the class."),
        ({"name": "Blue Otter"}, "A class name has 3 to 32 lower-case letters"),
        ({"name": "../admin"}, "A class name has 3 to 32 lower-case letters"),
        ({"name": "x" * 33}, "A class name has 3 to 32 lower-case letters"),
        ({"name": "123456789012"}, "A class name has 3 to 32 lower-case letters"),
        ({"name": "create"}, "The name create is no class"),
        ({"name": "red-heron"}, "The name red-heron is taken. Choose another one."),
        ({"edition": "no-such-version"}, "There is no such published version."),
        ({"passwords": "none"}, "Select a valid choice"),
        ({"joining": ""}, "Choose who may join."),
    ],
)
def test_what_cannot_be_a_class_is_said_at_its_field(
    admin: Client, world: World, sent: dict[str, str], said: str
):
    make_class(world.stranger.account, "red-heron")
    before = Seat.objects.count()
    answer = admin.post(CREATE, CHOSEN | sent)
    assert said in answer.content.decode()
    assert Class.objects.count() == 1
    assert Seat.objects.count() == before


def test_who_may_not_create_a_class_makes_none(world: World):
    answer = sign_in(Client(), world.alice).post(CREATE, CHOSEN)
    assert answer.status_code == 403
    assert "training:CreateClass" in answer.content.decode()
    assert not Class.objects.exists()


def test_a_learner_has_no_classes_of_their_own(world: World):
    """So that a class makes no more accounts than it has seats."""
    made = make_class(world.account)
    sat = seats.join_by_name(in_class=made, name="Red", browser="a" * 64, now=made.created_at)
    sat = seats.open_account(seat=sat, now=made.created_at)
    password, client = logins_of(sat)[0].password, Client()
    client.post("/signin/", {"account": "blue-otter-01", "username": "admin", "password": password})
    answer = client.post(CREATE, CHOSEN | {"name": "red-fox"})
    assert "The account of a learner has no classes of its own." in answer.content.decode()
    assert Class.objects.count() == 1


def test_another_account_s_class_is_not_there(admin: Client, world: World):
    make_class(world.stranger.account, "red-heron")
    for name in ("class_seats", "class_slips", "class_projector", "delete_class"):
        assert admin.get(reverse(name, args=["red-heron"])).status_code == 404
    assert admin.post(reverse("delete_class", args=["red-heron"]), {"confirm": "red-heron"})
    assert Class.objects.filter(name="red-heron").exists()


def test_joining_is_closed_and_opened(admin: Client, world: World):
    made = make_class(world.account)
    url = reverse("update_joining", args=[made.name])
    html = admin.post(url, {"joining": "closed"}, follow=True).content.decode()
    assert "Joining: closed" in html
    made.refresh_from_db()
    assert made.joining == Class.Joining.CLOSED
    admin.post(url, {"joining": "whatever"})
    made.refresh_from_db()
    assert made.joining == Class.Joining.CLOSED


def test_a_class_is_deleted_after_its_name(admin: Client, world: World):
    made = make_class(world.account)
    sat = seats.join_by_name(in_class=made, name="Red", browser="a" * 64, now=made.created_at)
    seats.open_account(seat=sat, now=made.created_at)
    url = reverse("delete_class", args=[made.name])
    assert "1\n" in admin.get(url).content.decode()
    admin.post(url, {"confirm": "blue"})
    assert Class.objects.exists()
    html = admin.post(url, {"confirm": "blue-otter"}, follow=True).content.decode()
    assert "blue-otter and its 1 accounts are gone." in html
    assert not Class.objects.exists()
    assert not Account.objects.filter(alias="blue-otter-01").exists()
    assert Event.objects.filter(account=world.account, event_name="DeleteClass").count() == 1


def test_slips_have_the_code_until_the_seat_is_joined(admin: Client, world: World):
    made = make_class(world.account, names=["Red"])
    url = reverse("class_slips", args=[made.name])
    html = admin.get(url).content.decode()
    assert html.count('<li class="slip">') == 3
    assert html.count("<svg") >= 3
    code = seat(1).code
    assert f"{code[:4]}-{code[4:]}" in html
    assert "alice" not in html
    sat = seats.join_by_name(in_class=made, name="Red", browser="a" * 64, now=made.created_at)
    sat = seats.open_account(seat=sat, now=made.created_at)
    html = admin.get(url).content.decode()
    assert "blue-otter-01" in html
    assert html.count("<dt>alice</dt>") == 1


def test_the_projector_warns_of_an_address_that_nobody_reaches(admin: Client, world: World):
    made = make_class(world.account)
    url = reverse("class_projector", args=[made.name])
    html = admin.get(url, headers={"host": "localhost:8000"}).content.decode()
    assert "Only this machine reaches http://localhost:8000/join/blue-otter/" in html
    html = admin.get(url).content.decode()
    assert "Only this machine" not in html
    assert "testserver/join/blue-otter" in html
    assert "0 of 3 are in" in html


def test_a_name_is_free_for_the_aliases_of_its_seats(world: World):
    Account.objects.filter(pk=world.account.pk).update(alias="green-owl-07")
    assert classes.suggested_name()
    answer = sign_in(Client(), world.admin).post(CREATE, CHOSEN | {"name": "green-owl"})
    assert "The name green-owl is taken." in answer.content.decode()


def test_seats_are_added_for_who_came_late(admin: Client, world: World):
    make_class(world.account)
    url = reverse("add_seats", args=["blue-otter"])
    html = admin.post(url, {"more": "2"}, follow=True).content.decode()
    assert "blue-otter has 5 seats now." in html
    assert [one.number for one in Seat.objects.order_by("number")] == [1, 2, 3, 4, 5]
    assert len({one.code for one in Seat.objects.all()}) == 5
    for more in ("196", "0", "-1", "x", "", "9" * 5000):
        html = admin.post(url, {"more": more}, follow=True).content.decode()
        assert "No seats were added" in html
    assert Seat.objects.count() == 5


def test_the_number_on_the_projector_leaves_no_events(admin: Client, world: World):
    made = make_class(world.account)
    seats.join_by_name(in_class=made, name="Red", browser="a" * 64, now=made.created_at)
    url = reverse("join_count", args=["blue-otter"])
    before = Event.objects.count()
    assert admin.get(url).content.decode().strip() == "1 of 3 are in"
    assert admin.get(reverse("join_count", args=["red-heron"])).status_code == 404
    assert Event.objects.count() == before
    assert sign_in(Client(), world.alice).get(url).status_code == 403
