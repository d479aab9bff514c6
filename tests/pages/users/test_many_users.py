"""With many users a page asks the database no more often than with few."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from console.pages.components import picker
from console.pages.policies import attach
from tests.bench.fill_users import add_users, groups_and_policies
from tests.bench.users import PAGES
from tests.world import World, sign_in

FEW, MANY = 10, 400
# The rows that a page shows at most: a page of a list, and what one chooses from.
LISTS = [
    "users",
    "users, the last page",
    "users, sorted by path",
    "users, sorted by last sign-in",
    "users, sorted by creation",
    "groups",
    "a group: users",
    "a group: more users",
    "policies",
    "policies, sorted by use",
    "a policy: entities attached",
]
LONGEST = dict.fromkeys(LISTS, 20) | {
    "a user: more policies": picker.SHOWN,
    "a policy: more entities": attach.SHOWN,
}


def test_as_many_queries_for_four_hundred_users_as_for_ten(world: World):
    """Each page that `make bench` measures, in an account of 50 groups and 200 policies.

    Of ten users some groups and policies have none, of 400 each has several: no query is one for
    each row. Rows are shown by twenties, whatever the number.
    """
    client = sign_in(Client(), world.admin)

    def counts() -> dict[str, int]:
        found = {}
        for page, path in PAGES.items():
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200, path
            found[page] = len(captured)
        return found

    made = groups_and_policies(world.account)
    add_users(world.account, range(1, FEW), *made)
    few = counts()
    add_users(world.account, range(FEW, MANY), *made)
    assert counts() == few
    assert max(few.values()) <= 24, few


def test_many_users_make_no_page_long(world: World):
    """A page of a list shows so many rows and no more, so that 5,000 weigh what 20 do.

    Each list here is longer than what its page shows of it, and the last page of users is full.
    """
    groups, policies = groups_and_policies(world.account)
    add_users(world.account, range(1, 137), groups, policies)
    half = User.objects.filter(user_name__startswith="user-000")
    groups[0].users.add(*half)
    policies[0].users.add(*half)
    client = sign_in(Client(), world.admin)
    found = {page: rows_of(client.get(PAGES[page])) for page in LONGEST}
    assert found == {page: rows + 1 for page, rows in LONGEST.items()}


def rows_of(response) -> int:
    """Of the page's longest table, the headings' among them."""
    assert response.status_code == 200
    tables = re.findall(r"<table.*?</table>", response.content.decode(), re.DOTALL)
    return max(len(re.findall(r"<tr\b", table)) for table in tables)
