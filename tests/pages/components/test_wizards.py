"""Every step of a wizard backwards, again, and after its session ended: what was chosen stays, what
was not sent is not done, and no secret is in an address.
"""

import uuid
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accounts.models import Group, User
from console.models import Event
from credentials.models import AccessKey, MFADevice
from tests.support.controls import read
from tests.support.reading import reading
from tests.support.rows import rows
from tests.world import PAGE, PASSWORD, World, pair, sign_in

USERS = "/iam/users/"
DETAILS, GROUPS, REVIEW = (f"{USERS}create/{step}" for step in ("", "permissions/", "review/"))
POLICIES = f"{GROUPS}policies/"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
USE_CASE, DESCRIBE = f"{PAGE}access-keys/create/", f"{PAGE}access-keys/create/description/"
ASSIGN, SET_UP = f"{PAGE}mfa/assign/", f"{PAGE}mfa/set-up/"
CHOSEN = [
    ("user_name", "dave"),
    ("console_access", "on"),
    ("kind", "custom"),
    ("reset_required", "on"),
    ("permissions", "policies"),
    ("group_name", "Developers"),
    ("policy_arn", READ_ONLY),
]
SETTINGS_MENU = ("visual_mode", "text_size")
HALF_A_DAY = timedelta(hours=12)


def link(response: HttpResponse, text: str) -> str:
    """Where the page's control of this text leads."""
    page = read(response.request["PATH_INFO"], response.content.decode())
    return unescape(next(one.url for one in page.controls if one.text.startswith(text)))


def chosen(url: str) -> list[tuple[str, str]]:
    return sorted(parse_qsl(urlsplit(url).query))


def sent_by(response: HttpResponse, **typed: str) -> list[tuple[str, str]]:
    """What the page's form sends: its hidden fields and what is ticked or chosen in it."""
    ignored = ("next", "search", "csrfmiddlewaretoken", "client_token", *SETTINGS_MENU)
    return sorted(
        (one.name, typed.get(one.name, one.value))
        for one in reading(response).fields
        if one.name not in ignored
        and (one.kind not in ("checkbox", "radio") or one.checked)
        and one.kind not in ("search", "password")
    )


@pytest.fixture
def review(world: World, admin: Client, developers: Group) -> HttpResponse:
    """The last step, with all that can be chosen on the way."""
    response = admin.get(f"{REVIEW}?{urlencode(CHOSEN)}")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("text", ["Previous", "Edit user details", "Edit permissions"])
def test_back_from_the_review_and_on_again(admin: Client, review: HttpResponse, text: str):
    """Each way back has every choice, and leads on to the same review."""
    url = link(review, text)
    assert chosen(url) == sorted(CHOSEN)
    response = admin.get(url)
    assert response.status_code == 200
    assert sent_by(response) == sorted(CHOSEN)
    assert sent_by(admin.get(f"{REVIEW}?{urlencode(sent_by(response))}")) == sorted(CHOSEN)


def test_back_from_the_permissions_and_on_again(admin: Client, review: HttpResponse):
    permissions = admin.get(link(review, "Previous"))
    details = admin.get(f"{DETAILS}?{urlencode(sent_by(permissions))}")
    page = reading(details)
    assert page.field("user_name").value == "dave"
    assert page.field("console_access").checked
    assert page.field("reset_required").checked
    [kind] = [one.value for one in page.fields if one.name == "kind" and one.checked]
    assert kind == "custom"
    again = admin.get(f"{DETAILS}?{urlencode([*sent_by(details), ('next', '1')])}")
    assert again.url.startswith(POLICIES)
    assert chosen(again.url) == sorted(CHOSEN)


def test_another_kind_of_permissions_and_back_keeps_both(admin: Client, review: HttpResponse):
    """The form keeps the choices of the other kind, for a person who goes back, and does not apply
    them."""
    groups = admin.get(f"{GROUPS}?{urlencode(CHOSEN)}")
    assert ("policy_arn", READ_ONLY) in sent_by(groups)
    assert ("group_name", "Developers") in sent_by(groups)
    assert ("permissions", "groups") in sent_by(groups)
    form = dict(CHOSEN) | {"client_token": str(uuid.uuid4()), "new_password": "Custom-horse-1"}
    assert admin.post(REVIEW, form).status_code == 200
    dave = User.objects.get(user_name="dave")
    assert not dave.groups.exists()
    assert dave.policies.filter(arn=READ_ONLY).exists()


@pytest.mark.parametrize("path", [GROUPS, POLICIES, f"{GROUPS}copy/", REVIEW])
@pytest.mark.parametrize("name", ["", " ", "a b", "\u00e9", "x" * 65])
def test_a_step_without_a_good_name_leads_to_where_it_is_given(
    admin: Client, world: World, path: str, name: str
):
    before = rows()
    response = admin.get(path, {"user_name": name, "group_name": "Developers"})
    assert response.status_code == 302
    assert response.url.startswith(DETAILS)
    assert parse_qs(urlsplit(response.url).query)["group_name"] == ["Developers"]
    page = reading(admin.get(response.url))
    assert page.invalid == ["user_name"]
    assert rows() == before


def test_the_review_after_the_session_ended(world: World, admin: Client, review: HttpResponse):
    """The choices come back with the page; the password was in the form alone."""
    before = rows()
    Event.objects.all().delete()
    page = f"http://testserver{REVIEW}?{urlencode(CHOSEN)}"
    form = [*CHOSEN, ("client_token", str(uuid.uuid4())), ("new_password", "Custom-horse-1")]
    with time_machine.travel(datetime.now(tz=UTC) + HALF_A_DAY, tick=False):
        response = admin.post(REVIEW, dict(form), headers={"referer": page})
        assert "Custom-horse-1" not in response.url
        asked = parse_qs(urlsplit(response.url).query)
        assert asked["reason"] == ["ended"]
        assert chosen(asked["next"][0]) == sorted(CHOSEN)
        assert rows() == before
        assert not Event.objects.exists()
        login = {"account": "training", "username": "admin", "password": PASSWORD}
        back = admin.post("/signin/", login | {"next": asked["next"][0]})
        assert sent_by(admin.get(back.url)) == sorted(CHOSEN)
        assert not User.objects.filter(user_name="dave").exists()


def test_the_access_key_wizard_backwards(world: World, admin: Client):
    described = admin.get(DESCRIBE)
    assert link(described, "Previous") == USE_CASE
    first = admin.get(USE_CASE)
    kept = admin.get(USE_CASE, {"use_case": "local"})
    for response, value in ((first, "cli"), (kept, "local")):
        fields = [one for one in reading(response).fields if one.name == "use_case"]
        assert [one.value for one in fields if one.checked] == [value]
    for nonsense in ("", "CLI", "\0", "x" * 5000):
        response = admin.get(USE_CASE, {"use_case": nonsense, "understood": "on"})
        assert response.status_code == 200
        assert "Choose" in response.content.decode()
    assert not AccessKey.objects.exists()


def test_the_access_key_wizard_after_the_session_ended(world: World, admin: Client):
    token = reading(admin.get(DESCRIBE)).field("client_token").value
    form = {"client_token": token, "description": "laptop"}
    with time_machine.travel(datetime.now(tz=UTC) + HALF_A_DAY, tick=False):
        response = admin.post(DESCRIBE, form)
        assert parse_qs(urlsplit(response.url).query)["next"] == [DESCRIBE]
        assert not AccessKey.objects.exists()
        sign_in(admin, world.admin)
        assert admin.post(DESCRIBE, form).status_code == 200
        assert AccessKey.objects.count() == 1


def test_setting_up_a_device_backwards(world: World):
    """The second step can be left and come back to; the first makes no second device."""
    client = sign_in(Client(), world.alice)
    assert client.post(ASSIGN, {"name": "alice", "kind": "virtual"}).url == SET_UP
    [device] = MFADevice.objects.all()
    for _ in range(2):
        assert client.get(ASSIGN).status_code == 200
        assert device.name in client.get(SET_UP).content.decode()
    client.post(ASSIGN, {"name": "alice", "kind": "virtual"})
    assert list(MFADevice.objects.all()) == [device]
    assert client.post(SET_UP, pair(device)).url == PAGE


def test_setting_up_a_device_after_the_session_ended(world: World):
    """The device of the session before is nobody's; what it showed assigns nothing."""
    client = sign_in(Client(), world.alice)
    client.post(ASSIGN, {"name": "alice", "kind": "virtual"})
    device = MFADevice.objects.get()
    with time_machine.travel(datetime.now(tz=UTC) + HALF_A_DAY, tick=False):
        before = rows()
        assert client.post(SET_UP, pair(device)).url.startswith("/signin/?reason=ended")
        sign_in(client, world.alice)
        response = client.post(SET_UP, pair(device))
        assert response.url == ASSIGN
        [notice] = reading(client.get(ASSIGN)).flashes
        assert (notice.level, notice.heading) == ("info", "No MFA device is being set up")
        assert rows()["credentials.MFADevice"] == before["credentials.MFADevice"]


@pytest.mark.parametrize("step", ["", "qr-code.png", "qr-code/", "passkey/", "token/"])
def test_a_second_step_without_the_first(world: World, step: str):
    client = sign_in(Client(headers={"host": "localhost:8000"}), world.alice)
    before = rows()
    response = client.get(f"{SET_UP}{step}")
    assert response.status_code in (200, 302, 404)
    if response.status_code == 302:
        assert response.url == ASSIGN
    assert "otpauth" not in response.content.decode()
    assert rows() == before
