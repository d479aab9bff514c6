"""A learner joins a class from a browser, and comes back."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from console.training import classes
from console.training.browsers import COOKIE
from console.training.logins import logins_of
from console.training.models import Class, Seat
from credentials.models import PasswordAttempts
from credentials.operations.password_attempts import GUESSES_FROM_ADDRESS
from tests.support.parallel import all_at_once
from tests.training.classrooms import make_class, seat
from tests.world import World, make_world, sign_in

JOIN, SEAT = "/join/blue-otter/", "/training/seat/"


@pytest.fixture
def blue_otter(world: World) -> Class:
    return make_class(world.account, names=["Red", "Green"], seats=4)


def join(who: str, client: Client | None = None, **more: str) -> tuple[Client, str]:
    """The browser, and what it says in the end."""
    client = client or Client()
    answer = client.post(JOIN, {"who": who, **more}, follow=True)
    return client, answer.content.decode()


def test_a_name_of_the_list_gets_its_seat_and_an_account_that_works(blue_otter: Class):
    _, html = join("  red ")
    sat = seat(1)
    assert sat.account.alias == "blue-otter-01"
    for login in logins_of(sat):
        assert login.password in html
    password = logins_of(sat)[1].password
    form = {"account": "blue-otter-01", "username": "alice", "password": password}
    assert Client().post("/signin/", form).status_code == 302
    assert seat(1).code[:4] in html


def test_the_same_browser_comes_back_to_the_same_seat(blue_otter: Class):
    client, _ = join("Red")
    again = client.get(JOIN, follow=True).content.decode()
    assert logins_of(seat(1))[0].password in again
    later = Client()
    later.cookies[COOKIE] = client.cookies[COOKIE].value
    assert "blue-otter-01" in later.get(SEAT).content.decode()
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] > 60 * 86_400
    assert cookie.value not in str(list(Seat.objects.values()))


def test_a_cookie_outlives_new_keys(blue_otter: Class, settings):
    client, _ = join("Red")
    settings.SECRET_KEY = "another key that is long enough for anybody here and there"
    assert "blue-otter-01" in client.get(SEAT).content.decode()


@pytest.mark.parametrize("forged", ["", "x", "x" * 43, "é" * 43, "a" * 10_000, "1:sig:nature"])
def test_a_forged_cookie_opens_nothing(blue_otter: Class, forged: str):
    join("Red")
    client = Client()
    client.cookies[COOKIE] = forged
    answer = client.get(SEAT)
    assert answer.status_code == 404
    assert "This browser has no seat" in answer.content.decode()


def test_a_name_that_is_taken_wants_the_code(blue_otter: Class):
    join("Red")
    other, html = join("RED")
    assert "Somebody has joined under this name already." in html
    assert other.get(SEAT).status_code == 404
    assert Account.objects.filter(alias__startswith="blue-otter").count() == 1


def test_somebody_unlisted_takes_a_free_seat_until_there_is_none(blue_otter: Class):
    join("Blue")
    join("Brown")
    assert [seat(3).name, seat(4).name] == ["Blue", "Brown"]
    _, html = join("Black")
    assert "This name is not on the list." in html
    join("Red")
    join("Green")
    _, html = join("Black")
    assert "All seats of this class are taken." in html
    assert Seat.objects.count() == 4


def test_people_of_one_name_join_by_code(world: World):
    make_class(world.account, names=["Red", "Red"], seats=2)
    _, html = join("Red")
    assert "Several people of this name are on the list." in html
    client, _ = join(seat(2).code)
    assert "blue-otter-02" in client.get(SEAT).content.decode()


def test_a_code_in_use_is_moved_only_by_who_says_so(blue_otter: Class):
    first, _ = join("Red")
    code = seat(1).code.lower()
    second, html = join(code)
    assert "Seat 1 is open in another browser" in html
    assert "blue-otter-01" in first.get(SEAT).content.decode()
    second, _ = join(code, second, move="1")
    assert "blue-otter-01" in second.get(SEAT).content.decode()
    assert first.get(SEAT).status_code == 404


def test_who_leaves_a_seat_leaves_no_trace_in_the_browser(blue_otter: Class):
    client, _ = join("Red")
    answer = client.post("/training/seat/leave/", follow=True)
    assert "Join blue-otter" in answer.content.decode()
    assert client.get(SEAT).status_code == 404
    client, _ = join(seat(1).code, client)
    assert "blue-otter-01" in client.get(SEAT).content.decode()


def test_a_browser_with_a_seat_gets_no_second_one_by_name(blue_otter: Class):
    client, _ = join("Red")
    _, html = join("Blue", client)
    assert "This browser sits in seat 1 already, as Red." in html
    client, _ = join("Red", client)
    assert Account.objects.filter(alias__startswith="blue-otter").count() == 1


def test_guesses_of_codes_are_limited(blue_otter: Class, monkeypatch: pytest.MonkeyPatch):
    client = Client()
    for number in range(GUESSES_FROM_ADDRESS.attempts):
        answer = client.post(
            JOIN, {"who": f"2222-{number + 2222:04}".replace("0", "A").replace("1", "B")}
        )
        assert answer.status_code == 409
    answer = client.post(JOIN, {"who": seat(1).code})
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
    assert seat(1).joined_at is None
    joined = client.post(JOIN, {"who": "Red"})
    assert joined.status_code == 302


def test_right_codes_do_not_count(blue_otter: Class):
    for number in (1, 2, 3):
        join(seat(number).code)
    assert not PasswordAttempts.objects.filter(count__gt=0).exists()


def test_closed_joining_keeps_those_who_have_a_seat(blue_otter: Class):
    client, _ = join("Red")
    classes.update_joining(of=blue_otter, joining=Class.Joining.CLOSED)
    for who in ("Green", seat(2).code):
        _, html = join(who)
        assert "Nobody new can join this class now." in html
    assert seat(2).joined_at is None
    assert "blue-otter-01" in client.get(SEAT).content.decode()
    moved, _ = join(seat(1).code, move="1")
    assert "blue-otter-01" in moved.get(SEAT).content.decode()


def test_by_hand_a_learner_waits_until_admitted(blue_otter: Class, world: World):
    classes.update_joining(of=blue_otter, joining=Class.Joining.BY_HAND)
    client, html = join("Red")
    assert "Your instructor lets you in" in html
    assert client.get(SEAT).headers["Refresh"] == "5"
    assert seat(1).account is None
    admin = sign_in(Client(), world.admin)
    url = reverse("class_seats", args=["blue-otter"])
    assert "Waiting to be admitted" in admin.get(url).content.decode()
    admin.post(reverse("admit_learners", args=["blue-otter"]), {"seat": ["1", "x", "9" * 20]})
    assert "blue-otter-01" in client.get(SEAT).content.decode()


def test_a_class_deleted_while_it_is_used_is_said_clearly(blue_otter: Class):
    client, _ = join("Red")
    signed_in = Client()
    password = logins_of(seat(1))[0].password
    form = {"account": "blue-otter-01", "username": "admin", "password": password}
    signed_in.post("/signin/", form)
    classes.delete_class(of=blue_otter)
    assert client.get(SEAT).status_code == 404
    assert client.get(JOIN).status_code == 404
    assert "There is no such class" in client.post(JOIN, {"who": "Red"}).content.decode()
    answer = signed_in.get("/iam/users/")
    assert answer.status_code == 302
    assert answer.url.startswith("/signin/")


@pytest.mark.parametrize("who", ["", " ", "\u202e", "a" * 129, "a" * 5000, "\x00"])
def test_what_is_no_name_joins_nothing(blue_otter: Class, who: str):
    answer = Client().post(JOIN, {"who": who})
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
    assert not Seat.objects.exclude(joined_at=None).exists()


def test_a_browser_in_two_classes_goes_to_either(blue_otter: Class, world: World):
    make_class(world.account, "red-fox", names=["Red"])
    client, _ = join("Red")
    client.post("/join/red-fox/", {"who": "Red"})
    assert "red-fox-01" in client.get(SEAT).content.decode()
    assert "blue-otter-01" in client.get(JOIN, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_once_on_one_seat_get_it_once():
    make_class(make_world().account, names=["Red"], seats=1)
    code = seat(1).code

    def try_to_join() -> str:
        client, html = join(code)
        return "mine" if client.get(SEAT).status_code == 200 else html

    found = all_at_once([try_to_join] * 3)
    assert found.count("mine") == 1
    assert sum("is open in another browser" in html for html in found) == 2
    assert Account.objects.filter(alias__startswith="blue-otter").count() == 1


def test_what_the_instructor_sends_is_a_text_on_the_seat(blue_otter: Class):
    client, _ = join("Red")
    Seat.objects.filter(number=1).update(message="<b>Read step 2 again</b>")
    html = client.get(SEAT).content.decode()
    assert "From your instructor" in html
    assert "&lt;b&gt;Read step 2 again&lt;/b&gt;" in html


def test_the_sign_in_page_is_filled_in_for_a_user_of_the_seat(blue_otter: Class):
    client, html = join("Red")
    link = "/signin/?account=blue-otter-01&amp;user=alice"
    assert link in html
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert (form["account"].value(), form["username"].value()) == ("blue-otter-01", "alice")


def test_a_seat_that_the_wrong_person_took_is_emptied(blue_otter: Class, world: World):
    wrong, _ = join("Red")
    account = seat(1).account
    admin = sign_in(Client(), world.admin)
    url = reverse("change_seats", args=["blue-otter", "empty"])
    assert "Empty the seat" in admin.get(f"{url}?seat=1").content.decode()
    admin.post(url, {"seat": ["1", "2"]})
    assert not Account.objects.filter(pk=account.pk).exists()
    assert wrong.get(SEAT).status_code == 404
    assert (seat(1).name, seat(2).name) == ("", "Green")
    right, _ = join(seat(1).code)
    assert "blue-otter-01" in right.get(SEAT).content.decode()
    assert seat(1).account != account
