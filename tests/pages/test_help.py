"""Help: the words of the pages and the tutorial, for everybody, unless explanations are off."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from console.models import Event
from console.web.words import words
from tests.browser.server import ROOT
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
ASKED = ("explicit-deny", "implicit-deny", "notaction", "boolifexists", "policy-variable")
ALSO = ("session", "device", "published-version", "edition", "boundary", "guard", "access-key")
INFO = re.compile(r'\{% info "([^"]+)"')


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_nobody_needs_to_sign_in(db: None):
    html = text_of(Client(), "/help/")
    assert all(word.name in html for word in words().values())
    assert "Services" not in html
    assert not Event.objects.exists()


def test_each_word_has_two_to_four_lines():
    assert words().keys() >= {*ASKED, *ALSO, "git-credential"}
    assert list(words()) == sorted(words(), key=str.lower)
    for word in words().values():
        assert len(word.text) <= 420, word.name


@pytest.mark.parametrize("slug", ASKED)
def test_one_word_is_shown_unfolded(db: None, slug: str):
    html = text_of(Client(), f"/help/?word={slug}")
    assert html.count('<details class="word"') == html.count('class="word" open') == 1
    assert words()[slug].html in html
    assert "All words" in html


def test_a_search_finds_by_name_first_and_by_text(db: None):
    html = text_of(Client(), "/help/?search=DENY explicit")
    assert re.findall("<summary>(.+)</summary>", html)[0] == "explicit deny"
    assert "<summary>guard" not in html
    assert "<summary>BoolIfExists" in text_of(Client(), "/help/?search=boolifexists")


@pytest.mark.parametrize("search", ["<b>nothing</b>", "x" * 5000, "\0", "%", "\u202e"])
def test_a_search_for_anything_else_finds_nothing(db: None, search: str):
    html = Client().get("/help/", {"search": search}).content.decode()
    assert "No word and no text has" in html
    assert "<b>nothing" not in html
    assert len(html) < 20_000


@pytest.mark.parametrize("word", ["nothing", "../settings", "<b>", "x" * 5000])
def test_there_is_no_page_of_another_word(db: None, word: str):
    assert Client().get("/help/", {"word": word}).status_code == 404


def test_the_tutorial_has_its_pictures_and_leads_nowhere_else(db: None):
    html = text_of(Client(), "/help/tutorial/")
    pictures = re.findall(r'<img src="/static/tutorial/([^"]+)" alt="[^"]+', html)
    assert pictures == sorted(path.name for path in (ROOT / "docs/tutorial").iterdir())
    article = html.partition("<article")[2].partition("</article>")[0]
    assert "href" not in article


def test_it_stands_on_every_page(world: World, signed_in: SignedIn):
    for client in (Client(), signed_in(world.alice)):
        path = "/" if client.cookies else "/signin/"
        assert 'href="/help/" data-side-panel' in text_of(client, path)


def test_each_info_link_leads_to_a_word():
    used = [
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in INFO.findall(Path(path).read_text())
    ]
    assert set(used) <= set(words())


def test_it_is_off_where_nothing_is_explained(world: World, signed_in: SignedIn, settings):
    settings.TEACH = False
    client = signed_in(world.alice)
    before = rows()
    for path in ("/help/", "/help/?word=session", "/help/?search=deny", "/help/tutorial/"):
        response = client.get(path)
        assert response.status_code == 404
        assert "explicit deny" not in response.content.decode()
    for path in ("/", "/iam/security-credentials/", "/iam/editions/", "/signin/"):
        assert "/help/" not in text_of(client, path)
    assert rows() == before


def test_a_user_who_must_change_the_password_may_read(world: World, signed_in: SignedIn):
    user: User = world.bob
    user.password_reset_required = True
    user.save()
    client = Client()
    client.post("/signin/", {"account": "training", "username": "bob", "password": "correct horse"})
    assert "explicit deny" in text_of(client, "/help/")
