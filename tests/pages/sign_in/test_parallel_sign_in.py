"""Signing in under parallel requests: one proof opens one session."""

import pytest
from django.test import Client

from tests.pages.sign_in.test_sign_in_mfa import (
    AT_SIGN_IN,
    authenticator,
    give_passkey,
    local,
    password_given,
)
from tests.support.parallel import at_once
from tests.world import PAGE, World, make_world, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_world()


def test_one_answer_sent_ten_times_at_once_opens_one_session(world: World):
    """A key that does not count its signatures, which many passkeys do not."""
    owner = local()
    password_given(owner, world.alice)
    key, _ = give_passkey(owner, key=authenticator(counts=False))
    asked = local()
    password_given(asked, world.alice)
    answer = {"response": key.sign(asked.get(AT_SIGN_IN).context["options"])}
    cookies = asked.cookies.output(header="", sep=";")

    def send() -> Client:
        client = local()
        client.cookies.load(cookies)
        client.post(AT_SIGN_IN, answer)
        return client

    clients = at_once(10, send)
    opened = [client.get(PAGE).status_code == 200 for client in clients]
    assert opened.count(True) == 1


def test_thirty_guesses_of_the_old_password_at_once_and_ten_are_heard(world: World):
    client = sign_in(Client(), world.bob)
    cookies = client.cookies.output(header="", sep=";")

    def guess() -> int:
        other = Client()
        other.cookies.load(cookies)
        form = {"old_password": "wrong", "new_password": "New-horse-1", "confirm": "New-horse-1"}
        return other.post(f"{PAGE}password/", form).status_code

    statuses = at_once(30, guess)
    assert (statuses.count(403), statuses.count(429)) == (10, 20)
