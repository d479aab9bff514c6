"""Two users of one name in two accounts: at the pages the caller's own is meant."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern

from accounts.models import User
from accounts.operations.users import create_user
from tests.support.holdings import Ids, give_everything
from tests.support.sending import Sender, addresses
from tests.support.strangers import Others, texts_of, told
from tests.support.urls import named
from tests.whole.test_other_accounts import NAMED, Holder, asked, holder_in, know_codes, rounds
from tests.world import make_world

NOW = datetime.now(tz=UTC)
__all__ = ["asked"]  # a fixture


@dataclass(frozen=True)
class Namesakes:
    """The first account's administrator; the second's, and a user there of the first's name."""

    holder: Holder
    twin: User
    sender: Sender
    own: Ids
    secrets: set[str]


@pytest.fixture(scope="module")
def namesakes(shared_database: None) -> Namesakes:
    holder = holder_in(make_world())
    stranger = holder.world.stranger
    twin = create_user(account=stranger.account, user_name="admin", now=NOW)
    sender, own = Sender(stranger), give_everything(twin)
    return Namesakes(holder, twin, sender, own, texts_of(holder.world.account))


@pytest.mark.parametrize("view", NAMED, ids=named)
def test_of_two_of_one_name_the_callers_own_is_meant(
    db: None,
    namesakes: Namesakes,
    view: URLPattern,
    asked: set[str],
    monkeypatch: pytest.MonkeyPatch,
):
    know_codes(monkeypatch, namesakes.holder.phone)
    theirs, own, account = namesakes.holder.ids, namesakes.own, namesakes.twin.account
    every = [each for ids in (*theirs.values(), *own.values()) for each in ids]
    others = Others(account)
    asked.clear()
    for kwargs, _ in addresses(view, own, own):
        for method, row in product(("get", "post"), rounds(asked, theirs)):
            with others.untouched():
                response = namesakes.sender.send(view, method, kwargs, theirs, row)
                assert not told(account, response, namesakes.secrets, every)


def test_a_namesake_is_seen_and_changed_in_the_callers_account(db: None, namesakes: Namesakes):
    twin, admin, client = namesakes.twin, namesakes.holder.world.admin, Client()
    client.cookies = namesakes.sender.session.copy()
    page = "/iam/users/details/admin/"
    html = client.get(page).content.decode()
    assert twin.arn in html
    assert admin.arn not in html
    sent = {"new_user_name": "renamed", "new_path": "/"}
    assert client.post(f"{page}edit/", sent).status_code == 302
    names = dict(User.objects.values_list("pk", "user_name"))
    assert (names[twin.pk], names[admin.pk]) == ("renamed", "admin")
