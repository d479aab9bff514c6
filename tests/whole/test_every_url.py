"""Every view is marked, and a refused request writes nothing but its event."""

import html
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookies import SimpleCookie

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import URLPattern, path

from accounts.models import UserPolicy
from accounts.operations.groups import create_group
from console.checks import every_view_is_marked, views
from console.gate.decorators import mark_of, performs, public
from console.models import AuthorizationRecord, Event
from console.urls import urlpatterns as console_urls
from tests.support.refusals import DENY_ALL, without_id
from tests.support.rows import rows
from tests.support.urls import ARGUMENTS, CLOSED, GATED, address, named
from tests.training.classrooms import make_class
from tests.world import World, give_device, make_world, sign_in


def test_each_view_says_what_it_performs_or_why_it_is_public():
    for pattern in views():
        mark = mark_of(pattern.callback)
        assert mark is not None, pattern
        said = [bool(each) for each in (mark.performs, mark.public, mark.signed_in)]
        assert said.count(True) == 1, pattern
        assert mark.performs or len((mark.public or mark.signed_in).split()) > 4, pattern
    assert [found for found in run_checks() if not found.is_silenced()] == []


@dataclass(frozen=True)
class Stage:
    """The world, and the administrator's cookies: signed in without MFA, and with it."""

    world: World
    plain: SimpleCookie
    mfa: SimpleCookie


@pytest.fixture(scope="module")
def stage(shared_database: None) -> Stage:
    world = make_world()
    plain = sign_in(Client(), world.admin)
    mfa = sign_in(Client(), world.admin, device=give_device(world.admin))
    return Stage(world, plain.cookies, mfa.cookies)


def with_cookies(kept: SimpleCookie) -> Client:
    client = Client()
    client.cookies = kept.copy()
    return client


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize("view", GATED, ids=named)
def test_a_refused_request_writes_nothing_but_its_event(
    db: None, stage: Stage, view: URLPattern, method: str
):
    client = with_cookies(stage.mfa)
    UserPolicy.objects.create(user=stage.world.admin, policy_name="Nothing", document=DENY_ALL)
    Event.objects.all().delete()
    AuthorizationRecord.objects.all().delete()
    before = rows()
    response = getattr(client, method)(address(view), {"name": "x", "confirm": "x"})
    assert response.status_code == 403
    assert rows() == before
    event = Event.objects.get()
    assert event.error_code == "AccessDenied"
    assert event.record["errorCode"] == "AccessDenied"
    text = event.record["errorMessage"]
    assert text in html.unescape(response.content.decode())
    assert without_id(text).endswith("with an explicit deny in an identity-based policy")
    assert AuthorizationRecord.objects.get().event_id == event.event_id


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("view", CLOSED, ids=named)
def test_nobody_is_sent_to_sign_in_and_leaves_nothing(
    db: None, stage: Stage, view: URLPattern, method: str
):
    Event.objects.all().delete()
    before = rows()
    response = getattr(Client(), method)(address(view))
    if (view.name, method) == ("home", "post"):  # that is the API
        assert response.status_code == 400
        return
    assert response.status_code == 302
    assert response.url.startswith("/signin/")
    assert rows() == before
    assert not Event.objects.exists()


@pytest.mark.parametrize("view", CLOSED, ids=named)
def test_a_wrong_method_is_405(db: None, stage: Stage, view: URLPattern):
    name, now = ARGUMENTS["group_name"], datetime.now(tz=UTC)
    create_group(account=stage.world.account, group_name=name, now=now)
    make_class(stage.world.account, ARGUMENTS["class_name"])
    assert with_cookies(stage.plain).put(address(view)).status_code == 405


def unmarked(request):
    raise AssertionError("an unmarked view must never run")


urlpatterns = [*console_urls, path("unmarked/", unmarked, name="unmarked")]


@pytest.mark.urls("tests.whole.test_every_url")
def test_an_unmarked_view_is_refused_and_fails_the_check(db: None):
    from django.urls import clear_url_caches

    clear_url_caches()
    assert [error.id for error in every_view_is_marked()] == ["console.E001"]
    response = Client().get("/unmarked/")
    assert response.status_code == 403


def test_a_mark_wraps_nothing():
    def view(request):
        return None

    assert public(because="x")(view) is view
    assert performs(None, on=None)(view) is view  # type: ignore[arg-type]
