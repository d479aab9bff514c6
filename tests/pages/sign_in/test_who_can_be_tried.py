"""The sign-in page of a demo installation lists its people; no other page says a password."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Account, User
from accounts.operations.accounts import create_account
from accounts.operations.users import create_user
from console.installation.demo import ACCOUNT_ID, PEOPLE, make_demo
from tests.support.rows import rows

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PASSWORDS = [person.made.password for person in PEOPLE]


@pytest.fixture
def demo(db: None) -> Account:
    return make_demo(now=NOW)


def page(query: str = "", client: Client | None = None) -> str:
    response = (client or Client()).get(f"/signin/{query}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def listed(text: str) -> list[str]:
    return re.findall(r'<a\s+class="button"\s+href="/signin/\?use=(\w+)', text)


def filled_in(text: str) -> dict[str, str]:
    fields = re.findall(r"<input[^>]+>", text)
    named = {re.search(r'name="(\w+)"', field)[1]: field for field in fields if "name=" in field}
    values = {name: re.search(r'value="([^"]*)"', field) for name, field in named.items()}
    return {
        name: values[name][1] if values[name] else ""
        for name in ("account", "username", "password")
    }


def focused(text: str) -> str:
    found = re.findall(r"<(?:input|button)[^>]* autofocus[^>]*>", text)
    assert len(found) == 1, found
    name = re.search(r'name="(\w+)"', found[0])
    return name[1] if name else "button"


def test_it_lists_the_people_and_no_password(demo: Account):
    text = page()
    for person in PEOPLE:
        assert person.policy in text
    assert listed(text) == ["alice", "bob", "admin"]
    assert not any(password in text for password in PASSWORDS)
    assert focused(text) == "username"


def test_use_fills_in_the_form_which_signs_in(demo: Account):
    client = Client()
    before = rows()
    text = page("?use=alice&next=/ec2/instances/", client)
    assert rows() == before
    assert focused(text) == "button"
    fields = filled_in(text)
    assert fields == {"account": "training", "username": "alice", "password": PASSWORDS[0]}
    assert 'href="/signin/?use=bob&next=%2Fec2%2Finstances%2F"' in text
    sent = fields | {"next": "/ec2/instances/"}
    assert client.post("/signin/", sent).url == "/ec2/instances/"


@pytest.mark.parametrize("name", ["nobody", "Alice", "x" * 5000, "<b>", "\0", ""])
def test_nobody_else_is_filled_in(demo: Account, name: str):
    text = html.unescape(Client().get("/signin/", {"use": name}).content.decode())
    assert filled_in(text)["username"] == filled_in(text)["password"] == ""


def test_who_has_another_password_is_not_listed(demo: Account):
    User.objects.filter(user_name="alice").update(password_last_changed=datetime.now(tz=UTC))
    User.objects.filter(user_name="bob").delete()
    assert listed(page()) == ["admin"]
    for name in ("alice", "bob"):
        text = page(f"?use={name}")
        assert listed(text) == ["admin"]
        assert filled_in(text)["password"] == ""


def test_a_namesake_of_later_is_not_listed(demo: Account):
    User.objects.filter(user_name="bob").delete()
    create_user(account=demo, user_name="bob", password="Another-1", now=datetime.now(tz=UTC))
    assert listed(page()) == ["alice", "admin"]


def test_no_other_installation_has_such_a_list(db: None):
    """One whose account has the demo's id and people, but was not made as the demo."""
    account = create_account(account_id=ACCOUNT_ID, alias="training", now=NOW)
    for person in PEOPLE:
        create_user(
            account=account,
            user_name=person.made.user_name,
            password=person.made.password,
            now=NOW,
        )
    for query in ("", "?account=training", "?use=alice", "?use=admin&account=training"):
        text = page(query)
        assert listed(text) == []
        assert filled_in(text)["password"] == ""


def test_the_page_of_another_account_lists_nobody(demo: Account):
    create_account(account_id="210987654321", alias="blue-otter", now=NOW)
    assert listed(page("?account=blue-otter")) == []
    for query in ("?account=training", f"?account={ACCOUNT_ID}", ""):
        assert len(listed(page(query))) == 3


def test_the_account_may_have_another_alias(demo: Account):
    Account.objects.update(alias="school")
    assert filled_in(page("?use=admin"))["account"] == "school"
    Account.objects.update(alias=None)
    assert filled_in(page("?use=admin"))["account"] == ACCOUNT_ID


def test_it_is_off_where_nothing_is_explained(demo: Account, settings):
    settings.TEACH = False
    for query in ("", "?use=alice"):
        text = page(query)
        assert listed(text) == []
        assert filled_in(text) == {"account": "training", "username": "", "password": ""}


def test_the_account_one_has_just_left_is_filled_in(demo: Account):
    other = create_account(account_id="210987654321", alias="blue-otter", now=NOW)
    create_user(account=other, user_name="maple", password="Another-1", now=NOW)
    client = Client()
    assert filled_in(page("", client))["account"] == "training"
    sent = {"account": "210987654321", "username": "maple", "password": "wrong"}
    client.post("/signin/", sent)
    assert filled_in(page("", client))["account"] == "training"
    client.post("/signin/", sent | {"password": "Another-1"})
    client.post("/signout/")
    text = page("", client)
    assert filled_in(text)["account"] == "blue-otter"
    assert focused(text) == "username"
    left = next(cookie for name, cookie in client.cookies.items() if name.startswith("left_"))
    assert (left["max-age"], left["httponly"], left["samesite"]) == ("", True, "Lax")


def test_as_many_queries_whoever_is_there(demo: Account, django_assert_num_queries):
    with django_assert_num_queries(2):  # the only account; the people
        page()
