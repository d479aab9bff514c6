"""The administrator of one account, at the pages, with every id of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from django.http import HttpResponse, QueryDict
from django.urls import URLPattern

from accounts.models import User
from credentials.models import MFADevice
from tests.support.holdings import Ids, give_everything
from tests.support.sending import OTHERS, Sender, addresses, every_name_is_known
from tests.support.strangers import Others, alike, nobodys, texts_of, told
from tests.support.urls import CLOSED, named
from tests.world import World, code, make_world

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


@dataclass(frozen=True)
class Holder:
    """The administrator of the first account, who holds everything, and the ids of it all."""

    world: World
    sender: Sender
    ids: Ids

    @property
    def phone(self) -> MFADevice:
        return MFADevice.objects.get(serial_number=self.ids["SerialNumber"][0])


def holder_in(world: World) -> Holder:
    """The administrator is signed in, then given all that there is."""
    world.account.alias = "alias-of-the-first"  # which no page says by chance
    world.account.save()
    sender, ids = Sender(world.admin), give_everything(world.admin)
    return Holder(world, sender, ids)


def know_codes(monkeypatch: pytest.MonkeyPatch, phone: MFADevice) -> None:
    """Two codes of their phone are sent."""
    monkeypatch.setitem(OTHERS, "code1", code(phone, -1))
    monkeypatch.setitem(OTHERS, "code2", code(phone))


@pytest.fixture(scope="module")
def holder(shared_database: None) -> Holder:
    return holder_in(make_world())


@pytest.fixture(scope="module")
def stranger(holder: Holder) -> Holder:
    """The administrator of the second account, who holds everything too."""
    world = holder.world
    sender, ids = Sender(world.stranger), give_everything(world.stranger)
    return Holder(world, sender, ids)


@pytest.fixture(scope="module")
def secrets(holder: Holder, stranger: Holder) -> set[str]:
    """The texts that stand in what the first account holds alone."""
    return texts_of(holder.world.account)


@pytest.fixture(autouse=True)
def codes(db: None, holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    know_codes(monkeypatch, holder.phone)


def rounds(asked: set[str], ids: Ids) -> Iterator[int]:
    """The number of each request: one request, or one for each device if the first one read a
    serial number."""
    yield 0
    yield from range(1, len(ids["SerialNumber"])) if "serial_number" in asked else ()


@pytest.mark.parametrize("view", CLOSED, ids=named)
def test_every_id_of_another_account_is_as_good_as_nobodys(
    view: URLPattern, holder: Holder, stranger: Holder, secrets: set[str], asked: set[str]
):
    theirs, own, account = holder.ids, stranger.ids, stranger.world.stranger.account
    nobody = {kind: [nobodys(each) for each in ids] for kind, ids in theirs.items()}
    every = [each for ids in (*theirs.values(), *nobody.values()) for each in ids]
    others = Others(account)

    def send(method: str, kwargs: dict[str, str], ids: Ids, row: int) -> HttpResponse:
        with others.untouched():
            response = stranger.sender.send(view, method, kwargs, ids, row)
            assert not told(account, response, secrets, every)
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
def test_those_ids_are_good_for_who_may_use_them(view: URLPattern, holder: Holder, asked: set[str]):
    """The refusals above do not come from wrong requests: the owner may use these ids."""
    statuses, others = set(), Others(holder.world.account)
    asked.clear()
    for kwargs, _ in addresses(view, holder.ids, holder.ids):
        for method, row in product(("get", "post"), rounds(asked, holder.ids)):
            with others.untouched():
                response = holder.sender.send(view, method, kwargs, holder.ids, row)
            statuses.add(response.status_code)
    assert statuses - {403, 404, 405}


def test_sent_like_this_the_wizard_makes_a_user(holder: Holder):
    """What is chosen in it are names of the form alone, so that its address proves nothing."""
    [review] = [view for view in CLOSED if view.name == "create_user_review"]
    ids = holder.ids | {"UserName": ["eve"]}
    assert holder.sender.send(review, "post", {}, ids, 0).status_code == 200
    eve = User.objects.get(user_name="eve")
    assert [group.group_name for group in eve.groups.all()] == ids["GroupName"]
    assert ids["PolicyArn"][0] in {policy.arn for policy in eve.policies.all()}
