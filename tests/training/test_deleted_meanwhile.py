"""A class is deleted while a learner's request runs: the answer is clear, and nothing is left."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from console.training import classes, seats
from console.training.logins import logins_of
from tests.training.classrooms import make_class
from tests.world import make_world

waiting: list[Callable[[], object]] = []


class Meanwhile:
    """Runs what waits, once, after the request's caller was found."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        while waiting:
            waiting.pop()()
        return self.get_response(request)


@pytest.fixture
def learner(transactional_db: None, settings) -> Client:
    """Signed in as the administrator of a seat, whose class goes with the next request."""
    made = make_class(make_world().account)
    now = timezone.now()
    seat = seats.join_by_name(in_class=made, name="Red", browser="a" * 64, now=now)
    seat = seats.open_account(seat=seat, now=now)
    client = Client()
    client.post(
        "/signin/",
        {
            "account": "blue-otter-01",
            "username": "admin",
            "password": logins_of(seat)[0].password,
        },
    )
    place = settings.MIDDLEWARE.index("console.middleware.AuthorizationMiddleware")
    names = [*settings.MIDDLEWARE]
    names.insert(place, f"{__name__}.{Meanwhile.__name__}")
    settings.MIDDLEWARE = names
    waiting[:] = [lambda: classes.delete_class(of=made)]
    again = Client()  # which has the middleware
    again.cookies = client.cookies
    return again


@pytest.mark.parametrize(
    ("method", "url", "sent"),
    [
        ("get", "/iam/users/", {}),
        ("get", "/iam/security-credentials/", {}),
        ("post", "/iam/groups/create/", {"group_name": "friends"}),
        ("post", "/iam/security-credentials/mfa/assign/", {"name": "admin", "kind": "virtual"}),
        ("post", "/training/classes/create/", {"name": "red-fox", "seats": "1"}),
    ],
)
def test_the_learner_is_told_and_signed_out(
    learner: Client, method: str, url: str, sent: dict[str, str]
):
    answer = getattr(learner, method)(url, sent)
    assert answer.url == "/signin/?reason=user-gone"
    assert "Your user is not there any more" in learner.get(answer.url).content.decode()
    assert not Account.objects.filter(alias="blue-otter-01").exists()
    assert not waiting
