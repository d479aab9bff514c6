"""Coming to the sign-in page and going on from it: why, and where to."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.operations.accounts import create_account
from console.models import Event
from tests.pages.helpers import text_of
from tests.world import PAGE, PASSWORD, World, code, give_device, sign_in

URLENCODED = "application/x-www-form-urlencoded"
FORM = f"{PAGE}access-keys/create/"
BROKEN = [
    "foo", "?x", "#x", "é", "sign_out", "security_credentials", "https://example.com/",
    "//example.com/", "///example.com", "/\\example.com", "\\/example.com", "/\t/example.com",
    "/\n/example.com", "\t//example.com", "javascript:alert(1)", "http:///x", "//[", "[",
    "/" * 3000, "/x" * 2000, "/" + "é" * 1400, "/signin/", "/signout/",
    "\ud800", "/\0", "a:b", ":",
]  # fmt: skip


def password_given(client: Client, next_url: str, name: str = "bob"):
    form = {"account": "training", "username": name, "password": PASSWORD, "next": next_url}
    return send(client, "/signin/", form)


def send(client: Client, path: str, form: dict[str, str]):
    """A form of any text, half of a surrogate pair included."""
    return client.post(path, urlencode(form, errors="surrogatepass"), content_type=URLENCODED)


@pytest.mark.parametrize("asked", BROKEN)
def test_a_broken_next_leads_to_the_credentials(world: World, client: Client, asked: str):
    response = password_given(client, asked)
    assert (response.status_code, response.url) == (302, PAGE)
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("asked", BROKEN)
def test_a_broken_next_leads_there_after_mfa_too(world: World, client: Client, asked: str):
    device = give_device(world.alice)
    password_given(client, asked, "alice")
    assert client.post("/signin/mfa/app/", {"code": code(device)}).url == PAGE


@pytest.mark.parametrize("asked", BROKEN)
def test_the_settings_menu_goes_back_to_no_broken_address(world: World, client: Client, asked: str):
    form = {"visual_mode": "dark", "text_size": "100", "next": asked}
    response = send(client, "/appearance/", form)
    assert response.status_code in (302, 400)
    if response.status_code == 302:
        assert response.url in ("/", "/signin/", "/signout/")


def test_half_a_character_leads_nowhere_else(world: World, client: Client):
    response = password_given(client, "/\ud800")
    assert response.url.startswith("/%EF%BF%BD")


@pytest.mark.parametrize("asked", [f"{PAGE}?x=/y", "/iam/users/?search=%C3%A9+b", "/é?a=b:c"])
def test_any_page_of_ours_is_gone_on_to(world: World, client: Client, asked: str):
    assert password_given(client, asked).url.startswith(asked.split("é")[0])


def test_anonymous_visitors_leave_no_session(world: World):
    for path in ("", "mfa/", "mfa/app/", "mfa/token/", "mfa/passkey/", "resync/"):
        for method in ("get", "post"):
            getattr(Client(), method)(f"/signin/{path}", {"code": "123456"})
    Client().post("/signout/")
    Client().get(PAGE)
    Client().post(FORM)
    assert not Session.objects.exists()


def test_pages_between_password_and_mfa_are_not_kept(world: World, client: Client):
    give_device(world.alice)
    password_given(client, "", "alice")
    for path in ("mfa/", "mfa/app/", "resync/"):
        assert client.get(f"/signin/{path}")["Cache-Control"] == "no-store"


def test_a_lost_session_comes_back_to_the_page(world: World, client: Client):
    sign_in(client, world.bob)
    page = "/iam/users/?search=a"
    Session.objects.all().delete()
    sent = client.get(page)
    assert sent.url == "/signin/?reason=ended&next=%2Fiam%2Fusers%2F%3Fsearch%3Da"
    html = client.get(sent.url).content.decode()
    assert "Your session ended" in html
    assert "Sign in to go on." in html
    assert password_given(client, page).url == page


@pytest.mark.parametrize(
    ("referer", "came_back"),
    [
        ("http://testserver/iam/users/?page=2#x", "%2Fiam%2Fusers%2F%3Fpage%3D2"),
        ("", "%2Fiam%2Fsecurity-credentials%2Faccess-keys%2Fcreate%2F"),
        ("http://[", "%2Fiam%2Fsecurity-credentials%2Faccess-keys%2Fcreate%2F"),
        (
            "http://elsewhere.example/x/",
            "%2Fiam%2Fsecurity-credentials%2Faccess-keys%2Fcreate%2F",
        ),
    ],
)
def test_a_lost_session_comes_back_to_the_form(
    world: World, client: Client, referer: str, came_back: str
):
    sign_in(client, world.bob)
    Session.objects.all().delete()
    headers = {"referer": referer} if referer else {}
    sent = client.post(FORM, {"use_case": "cli"}, headers=headers)
    assert sent.url == f"/signin/?reason=ended&next={came_back}"
    assert "Your session ended" in client.get(sent.url).content.decode()
    assert not Event.objects.exclude(event_name="ConsoleLogin").exists()


def test_who_comes_first_is_told_nothing(world: World, client: Client):
    assert "reason" not in client.get(PAGE).url
    assert "Your session ended" not in client.get("/signin/?reason=nonsense").content.decode()


def test_signing_out_keeps_the_account(world: World, client: Client):
    sign_in(client, world.stranger)
    html = client.post("/signout/", follow=True).content.decode()
    assert 'value="210987654321"' in html
    assert "You have signed out" in html


def test_the_only_account_is_filled_in(db: None, client: Client):
    now = datetime.now(tz=UTC)
    create_account(account_id="111122223333", alias="only", now=now)
    assert 'value="only"' in client.get("/signin/").content.decode()
    create_account(account_id="111122223334", alias="second", now=now)
    assert 'value="only"' not in client.get("/signin/").content.decode()


def focused(html: str) -> list[str]:
    """The ids of the controls that a browser puts the cursor into."""
    tags = [tag for tag in html.split("<") if " autofocus" in tag]
    return [tag.split('id="')[1].split('"')[0] for tag in tags]


def test_the_cursor_is_in_the_first_empty_field(world: World, client: Client):
    assert focused(client.get("/signin/").content.decode()) == ["id_account"]
    assert focused(client.get("/signin/?account=training").content.decode()) == ["id_username"]
    wrong = {"account": "training", "username": "alice", "password": "x"}
    assert focused(client.post("/signin/", wrong).content.decode()) == ["id_password"]
    give_device(world.alice)
    password_given(client, "", "alice")
    assert focused(client.get("/signin/mfa/app/").content.decode()) == ["id_code"]
    again = client.post("/signin/mfa/app/", {"code": "000000"}).content.decode()
    assert focused(again) == ["id_code"]
    assert focused(client.get("/signin/resync/").content.decode()) == ["id_code1"]


@pytest.mark.parametrize(
    ("account", "hint"),
    [
        ("12345", "An account ID has 12 digits; these are 5."),
        ("1234-5678-90123", "An account ID has 12 digits; these are 13."),
        ("123456789012", ""),
        ("999999999999", ""),
        ("training", ""),
        ("12345a", ""),
    ],
)
def test_what_looks_like_an_account_id_gets_a_hint(
    world: World, client: Client, account: str, hint: str
):
    create_account(account_id="111122223333", alias="12345", now=world.account.created_at)
    form = {"account": account, "username": "alice", "password": "wrong"}
    html = client.post("/signin/", form).content.decode()
    assert hint in html
    assert ("An account ID has" in html) == bool(hint)


def test_who_is_signed_in_is_told_so(world: World, client: Client):
    sign_in(client, world.bob)
    html = text_of(client.get("/signin/"))
    assert "You are signed in as bob @ 1234-5678-9012" in html
    assert "You are signed in" not in Client().get("/signin/").content.decode()


def test_an_expired_form_offers_its_page_again():
    strict = Client(enforce_csrf_checks=True)
    signing_in = strict.post("/signin/", {"account": "x"})
    assert signing_in.status_code == 403
    assert 'href="/signin/">Back to sign in' in signing_in.content.decode()
    other = strict.post(FORM, {"use_case": "cli"})
    assert f'href="{FORM}">Open the page again' in other.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/signin/", PAGE, FORM])
@pytest.mark.parametrize("strict", [True, False])
def test_other_methods_are_told_what_a_page_takes(
    world: World, method: str, path: str, strict: bool
):
    response = getattr(Client(enforce_csrf_checks=strict), method)(path)
    if response.status_code == 302:
        return  # nobody is asked to sign in first
    assert response.status_code == 405
    assert "Method not allowed" in response.content.decode()
    assert "GET" in response["Allow"]


def test_a_page_that_only_takes_a_form_says_so(world: World, client: Client):
    response = client.get("/signout/")
    assert response.status_code == 405
    assert "This page answers POST." in response.content.decode()
    assert response["Allow"] == "POST"


def test_troubleshooting_mfa_is_offered_at_once(world: World, client: Client):
    give_device(world.alice)
    password_given(client, "", "alice")
    html = client.get("/signin/mfa/app/").content.decode()
    assert 'href="/signin/resync/">Troubleshoot MFA' in html


def test_the_top_bar_says_how_the_session_began(world: World, client: Client):
    device = give_device(world.alice)
    sign_in(client, world.alice, device=device)
    html = text_of(client.get(PAGE))
    assert '<span class="badge badge-mfa">MFA</span>' in html
    assert "Signed in with MFA: yes" in html
    assert "Authenticator app alice" in html
    assert "Everything that your policies allow is open now." in html
    assert "is open now" not in client.get(PAGE).content.decode()
    without = text_of(sign_in(Client(), world.bob).get(PAGE))
    assert ">no MFA</span>" in without
    assert "Signed in with MFA: no" in without
