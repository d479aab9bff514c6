"""Names as long and as odd as AWS allows, and in another case than they were given: every page of
them opens, every link on it leads somewhere, and what is done there is done to them.
"""

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import Group, User
from accounts.operations.users import create_user
from console.models import Event
from tests.support.holdings import Ids, give_everything
from tests.support.rows import rows
from tests.support.sending import Sender, addresses
from tests.support.urls import CLOSED
from tests.world import PASSWORD, World

NOW = datetime.now(tz=UTC)
NAMES = {"every sign": "+=,.@_-", "as long as may be": "x" * 64, "a word of ours": "details"}
VIEWS = [view for view in CLOSED if {"user_name", "group_name"} & set(view.pattern.converters)]
OF_THEMSELVES = [view for view in VIEWS if "security-credentials" not in str(view.pattern)]
OURS = re.compile(r"/iam/(?:users|groups)/details/")
LINK = re.compile(r'(?:href|action|formaction)="(/[^"]*)"')


def held_by(world: World, name: str) -> Ids:
    """A user of this name who holds everything, in a group of the same name."""
    user = create_user(account=world.account, user_name="dave", password=PASSWORD, now=NOW)
    ids = give_everything(user)
    User.objects.filter(pk=user.pk).update(user_name=name)
    Group.objects.filter(group_name=ids["GroupName"][0]).update(group_name=name)
    return ids | {"UserName": [name], "GroupName": [name]}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_page_of_such_a_user_opens(world: World, name: str):
    """And of a group and policies that are called after it."""
    sender, ids = Sender(world.admin), held_by(world, name)
    links: set[str] = set()
    for view in VIEWS:
        kwargs, _ = next(addresses(view, ids, ids))
        response = sender.send(view, "get", kwargs, ids, 0)
        assert response.status_code in (200, 302), (view, response.status_code)
        if "html" in response.headers.get("Content-Type", ""):
            links |= {unescape(link) for link in LINK.findall(response.content.decode())}
    own = {unquote(urlsplit(link).path) for link in links if OURS.match(link)}
    assert len(own) > 30
    for path in own:
        assert name in resolve(path).kwargs.values(), path


@pytest.mark.parametrize("name", ["+=,.@_-", "x" * 64])
def test_such_a_user_signs_in_and_out(world: World, name: str):
    create_user(account=world.account, user_name=name, password=PASSWORD, now=NOW)
    form = {"account": "training", "username": name.upper(), "password": PASSWORD}
    client = Client()
    assert client.post("/signin/", form).status_code == 302
    event = Event.objects.get(event_name="ConsoleLogin")
    assert event.record["userIdentity"]["userName"] == name
    assert client.post("/signout/").status_code == 302


def tables(after: dict[str, list[dict[str, object]]], before: dict[str, list]) -> dict[str, int]:
    """How many rows each changed table has now."""
    return {table: len(found) for table, found in after.items() if found != before[table]}


# The name is typed to confirm, as it is spelled: what the URL says is not enough.
CONFIRMED = {"delete_user", "delete_group"}


def test_a_name_in_another_case_is_the_same_name(world: World):
    """A form changes the same rows: in names case says nothing."""
    sender, ids = Sender(world.admin), give_everything(world.alice)
    before, seen = rows(), 0
    for view in OF_THEMSELVES:
        kwargs, _ = next(addresses(view, ids, ids))
        other = {
            key: value.swapcase() if key in ("user_name", "group_name") else value
            for key, value in kwargs.items()
        }
        found = []
        for spelled in (kwargs, other):
            with transaction.atomic():
                response = sender.send(view, "post", spelled, ids, 0)
                found.append((response.status_code, tables(rows(), before)))
                transaction.set_rollback(True)
        seen += bool(found[0][1])
        if view.name in CONFIRMED:
            assert found[1] == (200, {}), view
        else:
            assert found[0] == found[1], view
    assert seen >= 15


@pytest.mark.parametrize("path", ["users", "groups"])
def test_events_have_the_name_as_it_was_given(world: World, admin: Client, path: str):
    Group.objects.create(account=world.account, group_name="Builders", created_at=NOW)
    name, field, asked = {
        "users": ("bob", "new_user_name", "userName"),
        "groups": ("Builders", "new_group_name", "groupName"),
    }[path]
    Event.objects.all().delete()
    address = f"/iam/{path}/details/{name.swapcase()}/edit/"
    response = admin.post(address, {field: name, "new_path": "/x/"})
    assert response.url == reverse(path.removesuffix("s"), args=[name])
    event = Event.objects.get(read_only=False)
    assert event.record["requestParameters"] == {asked: name, "newPath": "/x/"}


def test_a_name_that_differs_by_case_alone_is_taken(world: World, admin: Client):
    before = rows()
    made = admin.post("/iam/groups/create/", {"group_name": "Builders"})
    assert made.status_code == 302
    with_group = rows()
    taken = admin.post("/iam/groups/create/", {"group_name": "bUILDERS"})
    assert taken.status_code == 409
    renamed = admin.post(
        "/iam/users/details/bob/edit/", {"new_user_name": "ALICE", "new_path": "/"}
    )
    assert renamed.status_code == 409
    assert rows() == with_group != before
    own = admin.post("/iam/users/details/bob/edit/", {"new_user_name": "Bob", "new_path": "/"})
    assert own.status_code == 409  # AWS refuses one's own name in other letters too
    assert rows() == with_group
