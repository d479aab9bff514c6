"""Long lists, turned page by page in each order: every row once, whatever the URL asks for."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Group, Policy, User
from tests.pages.helpers import many
from tests.support.refusals import DENY_ALL
from tests.world import ACCOUNT_ID, OF_AWS, World, administrator_access

NOW = datetime.now(tz=UTC)
NUMBER = 45
BIG = "/iam/groups/details/Big/"
ROW = re.compile(r'<th scope="row">(.*?)</th>', re.DOTALL)
LINK = re.compile(r'<a\s+href="([^"]*)"\s+rel="next"\s*>')
# Each list that turns pages, and the orders that its address can ask for.
LISTS = {
    "/iam/users/": ("name", "path", "sign-in", "mfa", "created"),
    "/iam/groups/": ("name", "path", "created"),
    "/iam/policies/": ("name", "type", "used", "edited"),
    BIG: ("name", "path", "created"),
    f"{BIG}users/add/": ("name", "path", "created"),
}


@pytest.fixture
def lists(world: World) -> None:
    """So many users, groups and policies, of few paths and times: most orders have ties.

    Half of the users are in one group; the account has policies of its own with AWS's names.
    """
    users = many(world.account, 2 * NUMBER)
    groups = Group.objects.bulk_create(
        Group(
            account=world.account,
            group_name=name,
            path=f"/team-{len(name) % 2}/",
            created_at=NOW - timedelta(days=len(name)),
        )
        for name in ["Big", *(f"group-{number}" for number in range(NUMBER))]
    )
    groups[0].users.set(users[:NUMBER])
    names = [*OF_AWS, *(f"policy-{number}" for number in range(NUMBER))]
    for name in names:
        Policy.objects.create(
            account=world.account,
            policy_name=name,
            arn=f"arn:aws:iam::{ACCOUNT_ID}:policy/{name}",
            document=DENY_ALL,
            created_at=NOW,
            updated_at=NOW,
        )
    assert administrator_access().account is None


def names(response: HttpResponse) -> list[str]:
    """What the rows of the page are called."""
    found = ROW.findall(response.content.decode())
    return [unescape(re.sub(r"<[^>]*>", "", each)).strip() for each in found]


def links(response: HttpResponse) -> list[str]:
    """The addresses of the rows' own pages: two policies of one name have two."""
    html = response.content.decode()
    return re.findall(r'<th scope="row">\s*<a href="([^"]*)"', html) or names(response)


def turned(client: Client, path: str, **query: str) -> Iterator[HttpResponse]:
    """The page and all that follow it, by its link to the next."""
    response = client.get(path, query)
    for _ in range(30):
        assert response.status_code == 200, (path, query)
        yield response
        following = LINK.search(response.content.decode())
        if following is None:
            return
        response = client.get(path + unescape(following[1]))
    raise AssertionError(f"{path} has no end")


@pytest.mark.parametrize("path", LISTS)
def test_every_row_stands_on_one_page_in_every_order(
    world: World, admin: Client, lists: None, path: str
):
    whole = [row for page in turned(admin, path) for row in links(page)]
    assert len(whole) >= NUMBER
    for name in LISTS[path]:
        for sort in (name, f"-{name}"):
            pages = [links(page) for page in turned(admin, path, sort=sort)]
            assert sorted(row for page in pages for row in page) == sorted(whole), sort
            assert {len(page) for page in pages[:-1]} == {20}, sort


@pytest.mark.parametrize("path", LISTS)
def test_the_reverse_of_a_names_order_is_its_reverse(
    world: World, admin: Client, lists: None, path: str
):
    both = [
        [name for page in turned(admin, path, sort=sort) for name in names(page)]
        for sort in ("name", "-name")
    ]
    assert both[0] == both[1][::-1]
    assert [each.lower() for each in both[0]] == sorted(each.lower() for each in both[0])


@pytest.mark.parametrize("path", LISTS)
def test_what_is_no_page_is_the_first_or_the_last(
    world: World, admin: Client, lists: None, path: str
):
    pages = [names(page) for page in turned(admin, path)]
    for text in ("", "x", "1.5", "1e1", "\0", "2;", "\u0661\u00b2", "page", "0", "-1", "+1", "1_0"):
        assert names(admin.get(path, {"page": text})) == pages[0], text
    for text in ("99", "9" * 400):
        assert names(admin.get(path, {"page": text})) == pages[-1], text
    assert names(admin.get(path, {"page": " 2 "})) == pages[1]


@pytest.mark.parametrize("path", LISTS)
def test_what_is_no_order_is_the_order_of_names(
    world: World, admin: Client, lists: None, path: str
):
    first = names(admin.get(path))
    for sort in ("", "-", "--name", "Name", "id", "password", "account__alias", "?", "\0", "name,"):
        response = admin.get(path, {"sort": sort})
        assert names(response) == first, sort
        assert 'aria-sort="ascending"' in response.content.decode()
    assert 'aria-sort="descending"' in admin.get(path, {"sort": "-name"}).content.decode()


@pytest.mark.parametrize("path", LISTS)
def test_the_links_keep_what_was_asked(world: World, admin: Client, lists: None, path: str):
    """A search goes on with its order to the last page; a wild card in it is a character."""
    word = {"/iam/groups/": "GROUP-", "/iam/policies/": "Policy-"}.get(path, "USER-")
    found = [
        name for page in turned(admin, path, search=word, sort="-name") for name in names(page)
    ]
    assert len(found) >= NUMBER
    assert all(name.startswith(word.lower()) for name in found)
    assert found == sorted(found, reverse=True)
    for nothing in ("%", "__", "\\", "user-*", "\0", "'", "x" * 500, "\ud7ff"):
        response = admin.get(path, {"search": nothing, "page": "7", "sort": "-created"})
        assert (response.status_code, names(response)) == (200, []), nothing


def test_a_list_that_shrinks_meanwhile_shows_its_last_page(
    world: World, admin: Client, lists: None
):
    address = "/iam/users/?sort=-name&page=5"
    assert names(admin.get(address))
    User.objects.filter(user_name__startswith="user-").delete()
    assert names(admin.get(address)) == ["carol", "bob", "alice", "admin"]
