"""The settings menu: colours and text size, kept in the browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.pages.helpers import text_of
from tests.support.rows import rows
from tests.world import World

CHANGE = "/appearance/"
DEFAULT = 'data-mode="browser" data-text-size="100"'
DARK = {"visual_mode": "dark", "text_size": "125"}


@pytest.mark.parametrize("path", ["/signin/", "/nowhere/"])
def test_public_pages_have_the_menu_and_obey_it(db: None, path: str):
    client = Client()
    html = text_of(client.get(path))
    assert DEFAULT in html
    assert 'content="light dark"' in html
    assert f'action="{CHANGE}"' in html
    assert client.post(CHANGE, {**DARK, "next": path}).url == path
    html = text_of(client.get(path))
    assert 'data-mode="dark" data-text-size="125"' in html
    assert 'name="color-scheme" content="dark"' in html
    assert 'checked value="dark"' in html


def test_it_is_kept_for_a_year_and_changes_nothing_else(
    world: World, signed_in: Callable[..., Client]
):
    client, before = signed_in(world.alice), rows()
    response = client.post(CHANGE, {**DARK, "next": "/ec2/instances/"})
    assert response.url == "/ec2/instances/"
    for name, value in DARK.items():
        cookie = response.cookies[name]
        assert (cookie.value, cookie["max-age"], cookie["samesite"]) == (value, 31_536_000, "Lax")
        assert cookie["httponly"]
    assert set(response.cookies) == set(DARK)
    assert rows() == before
    assert 'data-mode="dark"' in client.get("/").content.decode()


@pytest.mark.parametrize("away", ["https://example.com/", "//example.com", "javascript:1", "\0"])
def test_it_leads_nowhere_else(db: None, away: str):
    response = Client().post(CHANGE, {**DARK, "next": away})
    assert (response.status_code, response.get("Location", "/")) in [(302, "/"), (400, "/")]


@pytest.mark.parametrize(
    "sent", [{}, {"visual_mode": "pink", "text_size": "100"}, {**DARK, "text_size": "1000"}]
)
def test_what_cannot_be_chosen_is_400_and_keeps_nothing(db: None, sent: dict[str, str]):
    response = Client().post(CHANGE, sent)
    assert response.status_code == 400
    assert not {"visual_mode", "text_size"} & set(response.cookies)


@pytest.mark.parametrize("value", ["", "pink", '"><script>', "light " * 100])
def test_a_cookie_that_says_anything_else_says_nothing(db: None, value: str):
    client = Client()
    client.cookies["visual_mode"] = client.cookies["text_size"] = value
    assert DEFAULT in text_of(client.get("/signin/"))


def test_it_is_sent_as_a_form_alone(db: None):
    assert Client().get(CHANGE).status_code == 405
    assert Client(enforce_csrf_checks=True).post(CHANGE, DARK).status_code == 403
