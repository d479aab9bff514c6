"""The list of users: what a row shows, search, order and pages, and what may not be seen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Group
from console.models import Event
from credentials.models import AccessKey
from credentials.operations.access_keys import create_access_key
from tests.pages.helpers import USERS, allow, cells, many, names, text_of
from tests.support.rows import rows
from tests.world import World, give_device

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
EVERY = "20.path.groups.activity.mfa.password-age.sign-in.key-ids.key-age.created"


def with_every_column(client: Client) -> Client:
    client.cookies["users_table"] = EVERY
    return client


def test_a_row_shows_what_the_user_holds(world: World, admin: Client):
    key, _ = create_access_key(user=world.alice, now=NOW - timedelta(days=400))
    AccessKey.objects.update(last_used_at=NOW - timedelta(hours=2))
    give_device(world.alice)
    group = Group.objects.create(account=world.account, group_name="g", created_at=NOW)
    group.users.add(world.alice)
    Event.objects.all().delete()
    response = with_every_column(admin).get(USERS)
    html = text_of(response)
    assert names(response) == ["admin", "alice", "bob", "carol"]
    assert cells(response, "alice") == [
        "/", "1", "", "Virtual", "0 days", "", f"Active - {key.access_key_id}", "400 days", "",
    ]  # fmt: skip
    assert "2 hours ago" in html
    assert "status-warning" in html
    assert 'Users <span class="counter">(4)</span>' in html
    assert 'href="/iam/users/details/alice/"' in html
    assert "stranger" not in html
    events = list(Event.objects.values_list("event_name", "record__requestParameters"))
    assert ("ListUsers", None) in events
    assert ("GetAccessKeyLastUsed", {"accessKeyId": key.access_key_id}) in events
    for name in ("ListGroupsForUser", "ListMFADevices", "GetLoginProfile", "ListAccessKeys"):
        assert (name, {"userName": "carol"}) in events
    assert len(events) == 1 + 4 * 4 + 1


def test_a_user_without_a_password_has_no_login_profile(world: World, admin: Client):
    many(world.account, 1)
    admin.get(USERS)
    event = Event.objects.get(event_name="GetLoginProfile", error_code="NoSuchEntityException")
    assert event.record["errorMessage"] == "Login Profile for User user-00 cannot be found."


def test_with_list_users_alone_the_rest_is_denied_quietly(world: World, signed_in: SignedIn):
    create_access_key(user=world.alice, now=NOW)
    allow(world.carol, "iam:ListUsers")
    client = with_every_column(signed_in(world.carol))
    Event.objects.all().delete()
    response = client.get(USERS)
    assert cells(response, "alice") == [
        "/", "iam:ListGroupsForUser", "iam:ListAccessKeys", "iam:ListMFADevices",
        "iam:GetLoginProfile", "", "iam:ListAccessKeys", "iam:ListAccessKeys", "",
    ]  # fmt: skip
    html = text_of(response)
    assert "AKIA" not in html
    assert 'title="Needs iam:ListMFADevices">Access denied<' in html
    assert list(Event.objects.values_list("event_name", flat=True)) == ["ListUsers"]


def test_each_row_is_decided_by_itself(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:ListUsers")
    allow(world.carol, "iam:ListMFADevices", resource=world.carol.arn)
    response = signed_in(world.carol).get(USERS)
    assert cells(response, "carol")[2] == "-"
    assert cells(response, "alice")[2] == "iam:ListMFADevices"


def test_who_may_not_list_users_reads_why(world: World, signed_in: SignedIn):
    client = signed_in(world.bob)
    Event.objects.all().delete()
    before = rows()
    response = client.get(USERS)
    assert rows() == before
    html = text_of(response)
    assert (
        f"User: {world.bob.arn} is not authorized to perform: iam:ListUsers on resource: "
        f"arn:aws:iam::{world.account.account_id}:user/ because no identity-based policy"
    ) in html
    assert "alice" not in html.replace("alice @", "")
    assert Event.objects.get().error_code == "AccessDenied"


def test_search_by_name_whatever_the_case(world: World, admin: Client):
    assert names(admin.get(USERS, {"search": " ALI "})) == ["alice"]
    assert "1 match<" in text_of(admin.get(USERS, {"search": "ali"}))
    for nothing in ("nobody", "%", "_", "'", "stranger", "\0", "\u202e"):
        response = admin.get(USERS, {"search": nothing})
        assert names(response) == []
        assert "No matches" in text_of(response)
    response = admin.get(USERS, {"search": "<b>"})
    assert "<b>" not in response.content.decode()


def test_the_order_of_each_column_both_ways(world: World, admin: Client):
    many(world.account, 3)
    assert names(admin.get(USERS, {"sort": "-name"}))[:2] == ["user-02", "user-01"]
    by_path = names(admin.get(USERS, {"sort": "path"}))
    assert by_path == ["admin", "alice", "bob", "carol", "user-00", "user-01", "user-02"]
    assert names(admin.get(USERS, {"sort": "-path"}))[0] == "user-02"
    assert names(admin.get(USERS, {"sort": "created"}))[0] == "user-02"
    assert names(admin.get(USERS, {"sort": "-sign-in"}))[0] == "admin"
    assert names(admin.get(USERS, {"sort": "sign-in"}))[-1] == "admin"
    for unknown in ("password", "-", "user_name", "--name", "\0"):
        assert names(admin.get(USERS, {"sort": unknown}))[0] == "admin"
    html = text_of(with_every_column(admin).get(USERS, {"sort": "path", "search": "user"}))
    assert 'aria-sort="ascending"><a href="?search=user&amp;sort=-path">Path</a>' in html
    assert 'aria-sort="none"><a href="?search=user">User name</a>' in html


def test_pages_of_twenty_rows(world: World, admin: Client):
    many(world.account, 90)
    first = admin.get(USERS)
    assert len(names(first)) == 20
    assert 'Users <span class="counter">(94)</span>' in text_of(first)
    last = admin.get(USERS, {"page": "5", "sort": "-name"})
    assert names(last) == [*(f"user-{number:02}" for number in range(9, -1, -1)),
                           "carol", "bob", "alice", "admin"]  # fmt: skip
    assert 'href="?sort=-name&amp;page=4" rel="prev"' in text_of(last)
    for page in ("99", "x", "-1", "\0"):
        assert admin.get(USERS, {"page": page}).status_code == 200


def test_as_many_queries_for_two_hundred_users_as_for_four(world: World, admin: Client):
    def count(**query: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert admin.get(USERS, query).status_code == 200
        return len(captured)

    few = count()
    for user in many(world.account, 200):
        create_access_key(user=user, now=NOW)
        give_device(user)
    for query in ({}, {"page": "9"}, {"search": "user"}, {"sort": "-created"}):
        assert count(**query) == few <= 14
    for query in ({"mfa": "some"}, {"sort": "mfa"}, {"sort": "-mfa", "mfa": "none"}):
        assert count(**query) <= few + 1
    for cookie in (EVERY.replace("20", "100", 1), "50.mfa", "20"):
        admin.cookies["users_table"] = cookie
        assert count() <= few


def test_users_by_their_mfa(world: World, admin: Client):
    give_device(world.bob)
    assert names(admin.get(USERS, {"mfa": "none"})) == ["admin", "alice", "carol"]
    assert names(admin.get(USERS, {"mfa": "some"})) == ["bob"]
    assert names(admin.get(USERS, {"mfa": "none", "search": "b"})) == []
    assert names(admin.get(USERS, {"sort": "mfa"})) == ["admin", "alice", "carol", "bob"]
    assert names(admin.get(USERS, {"sort": "-mfa"})) == ["bob", "admin", "alice", "carol"]
    for unknown in ("x", "None", "\0"):
        assert len(names(admin.get(USERS, {"mfa": unknown}))) == 4
    many(world.account, 30)
    html = text_of(admin.get(USERS, {"mfa": "none", "sort": "mfa"}))
    assert "33 matches" in html
    assert 'href="?mfa=none&amp;sort=mfa&amp;page=2"' in html


def test_no_order_and_no_filter_tells_of_devices_that_may_not_be_seen(
    world: World, signed_in: SignedIn
):
    give_device(world.bob)
    allow(world.carol, "iam:ListUsers")
    client = signed_in(world.carol)
    for query in ({"sort": "mfa"}, {"sort": "-mfa"}):
        assert names(client.get(USERS, query)) == ["admin", "alice", "bob", "carol"]
    for query in ({"mfa": "none"}, {"mfa": "some"}):
        assert names(client.get(USERS, query)) == []
    allow(world.carol, "iam:ListMFADevices", resource=world.alice.arn)
    assert names(client.get(USERS, {"mfa": "none"})) == ["alice"]
    assert names(client.get(USERS, {"mfa": "some"})) == []


def test_preferences_are_kept_in_the_browser(world: World, admin: Client):
    many(world.account, 60)
    sent = {"rows": "50", "column": ["mfa", "path", "password"], "search": "user", "sort": "-name"}
    response = admin.get(USERS, sent)
    assert response.url == f"{USERS}?search=user&sort=-name"
    listed = admin.get(response.url)
    assert len(names(listed)) == 50
    titles = [heading.title for heading in listed.context["headings"]]
    assert titles == ["User name", "Path", "MFA"]
    asked = set(Event.objects.values_list("event_name", flat=True))
    assert not {"ListAccessKeys", "GetLoginProfile", "ListGroupsForUser"} & asked
    for nonsense in ("51.mfa", "x", "", "100.__class__", "-1", "1e9.mfa", "50." + "mfa." * 500):
        admin.cookies["users_table"] = nonsense
        assert admin.get(USERS).status_code == 200
