"""The administrator of one account, at the pages, with every id of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import URLPattern

from accounts.models import User
from accounts.operations.users import create_user
from tests.holdings import Ids, give_everything
from tests.sending import OTHERS, Sender, addresses, every_name_is_known
from tests.strangers import Others, alike, nobodys, texts_of, told
from tests.urls import CLOSED, named
from tests.world import World, code, sign_in

NOW = datetime.now(tz=UTC)
NAMED = [view for view in CLOSED if view.pattern.converters]


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names that views have asked their query or form for."""
    names: set[str] = set()

    def watched(method: str):
        plain = getattr(QueryDict, method)

        def watch(self: QueryDict, name: str, *more: object) -> object:
            names.add(name)
            return plain(self, name, *more)

        return watch

    for method in ("get", "getlist", "__getitem__", "__contains__"):
        monkeypatch.setattr(QueryDict, method, watched(method))
    return names


@dataclass
class Holder:
    """The administrator of the first account, who holds everything, and the ids of it all."""

    sender: Sender
    ids: Ids


@pytest.fixture
def holder(world: World, monkeypatch: pytest.MonkeyPatch) -> Holder:
    world.account.alias = "alias-of-the-first"  # which no page says by chance
    world.account.save()
    sender, ids = Sender(world.admin), give_everything(world.admin)
    phone = world.admin.mfa_devices.get(serial_number=ids["SerialNumber"][0])
    monkeypatch.setitem(OTHERS, "code1", code(phone, -1))
    monkeypatch.setitem(OTHERS, "code2", code(phone))
    return Holder(sender, ids)


def rounds(asked: set[str], ids: Ids) -> Iterator[int]:
    """One, and where the first has shown that the view takes devices, one for each of them."""
    yield 0
    yield from range(1, len(ids["SerialNumber"])) if "serial_number" in asked else ()


@pytest.mark.parametrize("view", CLOSED, ids=named)
def test_every_id_of_another_account_is_as_good_as_nobodys(
    world: World, view: URLPattern, holder: Holder, asked: set[str]
):
    sender, theirs = Sender(world.stranger), holder.ids
    own, secrets = give_everything(world.stranger), texts_of(world.account)
    nobody = {kind: [nobodys(each) for each in ids] for kind, ids in theirs.items()}
    every = [each for ids in (*theirs.values(), *nobody.values()) for each in ids]
    others = Others(world.stranger.account)

    def send(method: str, kwargs: dict[str, str], ids: Ids, row: int) -> HttpResponse:
        with others.untouched():
            response = sender.send(view, method, kwargs, ids, row)
            assert not told(world.stranger.account, response, secrets, every)
        return response

    asked.clear()
    pairs = zip(addresses(view, theirs, own), addresses(view, nobody, own), strict=True)
    for (kwargs, foreign), (nobodys_kwargs, _) in pairs:
        for method, row in product(("get", "post"), rounds(asked, theirs)):
            response = send(method, kwargs, theirs, row)
            if foreign:
                assert response.status_code in (403, 404, 405), (method, kwargs)
            as_nobody = send(method, nobodys_kwargs, nobody, row)
            assert alike(response, every) == alike(as_nobody, every), (method, kwargs, row)
    every_name_is_known(asked, view)


@pytest.mark.parametrize("view", NAMED, ids=named)
def test_those_ids_are_good_for_who_may_use_them(
    world: World, view: URLPattern, holder: Holder, asked: set[str]
):
    """What is refused above is not refused because it was asked wrongly."""
    statuses, others = set(), Others(world.account)
    asked.clear()
    for kwargs, _ in addresses(view, holder.ids, holder.ids):
        for method, row in product(("get", "post"), rounds(asked, holder.ids)):
            with others.untouched():
                response = holder.sender.send(view, method, kwargs, holder.ids, row)
            statuses.add(response.status_code)
    assert statuses - {403, 404, 405}


@pytest.mark.parametrize("view", NAMED, ids=named)
def test_of_two_of_one_name_the_callers_own_is_meant(
    world: World, view: URLPattern, holder: Holder, asked: set[str]
):
    twin = create_user(account=world.stranger.account, user_name="admin", now=NOW)
    sender, own, theirs = Sender(world.stranger), give_everything(twin), holder.ids
    every = [each for ids in (*theirs.values(), *own.values()) for each in ids]
    secrets, others = texts_of(world.account), Others(twin.account)
    asked.clear()
    for kwargs, _ in addresses(view, own, own):
        for method, row in product(("get", "post"), rounds(asked, theirs)):
            with others.untouched():
                response = sender.send(view, method, kwargs, theirs, row)
                assert not told(twin.account, response, secrets, every)


def test_sent_like_this_the_wizard_makes_a_user(world: World, holder: Holder):
    """What is chosen in it are names of the form alone, so that its address proves nothing."""
    [review] = [view for view in CLOSED if view.name == "create_user_review"]
    ids = holder.ids | {"UserName": ["eve"]}
    assert holder.sender.send(review, "post", {}, ids, 0).status_code == 200
    eve = User.objects.get(user_name="eve")
    assert [group.group_name for group in eve.groups.all()] == ids["GroupName"]
    assert ids["PolicyArn"][0] in {policy.arn for policy in eve.policies.all()}


def test_a_namesake_is_seen_and_changed_in_the_callers_account(world: World, holder: Holder):
    twin = create_user(account=world.stranger.account, user_name="admin", now=NOW)
    client = sign_in(Client(), world.stranger)
    page = "/iam/users/details/admin/"
    html = client.get(page).content.decode()
    assert twin.arn in html
    assert world.admin.arn not in html
    sent = {"new_user_name": "renamed", "new_path": "/"}
    assert client.post(f"{page}edit/", sent).status_code == 302
    twin.refresh_from_db()
    world.admin.refresh_from_db()
    assert (twin.user_name, world.admin.user_name) == ("renamed", "admin")
