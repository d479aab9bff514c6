"""With many users a page asks the database no more often than with few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.fill_users import add_users, groups_and_policies
from tests.bench.users import PAGES
from tests.world import World, sign_in

FEW, MANY = 10, 400


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


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_many_users_make_no_page_long(world: World, path: str):
    """A page of a list shows so many rows and no more, so that 5,000 weigh what 20 do."""
    add_users(world.account, range(1, 121), *groups_and_policies(world.account))
    response = sign_in(Client(), world.admin).get(path)
    assert response.status_code == 200
    assert response.content.count(b"user-0") < 100
