"""The list of groups: what a row shows, search, order and pages, and what may not be seen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Group, GroupPolicy
from accounts.operations.policies.attachments import attach_group_policy
from console.models import Event
from tests.pages.helpers import allow, cells, names, text_of
from tests.support.rows import rows
from tests.world import World, administrator_access

SignedIn = Callable[..., Client]
GROUPS = "/iam/groups/"
NOW = datetime.now(tz=UTC)
ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
DENIED = [
    "/",
    "iam:GetGroup",
    "iam:ListAttachedGroupPolicies",
    "",
]


def make(account: Account, *names: str, path: str = "/", age: int = 0) -> list[Group]:
    return Group.objects.bulk_create(
        Group(
            account=account,
            group_name=name,
            path=path,
            created_at=NOW - timedelta(days=age + number),
        )
        for number, name in enumerate(names)
    )


def test_a_row_shows_members_and_whether_there_are_permissions(world: World, admin: Client):
    developers, ops, _ = make(world.account, "Developers", "Ops", "Zoo")
    make(world.stranger.account, "Strange")
    developers.users.add(world.alice, world.bob)
    attach_group_policy(group=developers, policy=administrator_access())
    GroupPolicy.objects.create(group=ops, policy_name="S3", document=ALLOW)
    Event.objects.all().delete()
    response = admin.get(GROUPS)
    html = text_of(response)
    assert names(response) == ["Developers", "Ops", "Zoo"]
    assert cells(response, "Developers") == ["/", "2", "Defined", ""]
    assert cells(response, "Ops") == ["/", "0", "Defined", ""]
    assert cells(response, "Zoo") == ["/", "0", "Not defined", ""]
    assert 'User groups <span class="counter">(3)</span>' in html
    assert 'href="/iam/groups/details/Developers/"' in html
    assert 'href="/iam/groups/create/">Create group</a>' in html
    assert "Strange" not in html
    events = list(Event.objects.values_list("event_name", "record__requestParameters"))
    assert ("ListGroups", None) in events
    for name in ("GetGroup", "ListAttachedGroupPolicies", "ListGroupPolicies"):
        assert (name, {"groupName": "Ops"}) in events
    assert len(events) == 1 + 3 * 3


def test_with_list_groups_alone_the_rest_is_denied_quietly(world: World, signed_in: SignedIn):
    [group] = make(world.account, "Developers")
    group.users.add(world.alice)
    GroupPolicy.objects.create(group=group, policy_name="S3", document=ALLOW)
    allow(world.carol, "iam:ListGroups")
    client = signed_in(world.carol)
    Event.objects.all().delete()
    response = client.get(GROUPS)
    assert cells(response, "Developers") == DENIED
    html = text_of(response)
    assert 'title="Needs iam:GetGroup">Access denied<' in html
    assert "Defined" not in html
    assert 'href="/iam/groups/create/"' not in html
    assert "Needs iam:CreateGroup in this session" in html
    assert list(Event.objects.values_list("event_name", flat=True)) == ["ListGroups"]


def test_each_row_is_decided_by_itself(world: World, signed_in: SignedIn):
    developers, ops = make(world.account, "Developers", "Ops")
    allow(world.carol, "iam:ListGroups", "iam:ListAttachedGroupPolicies")
    allow(world.carol, "iam:GetGroup", resource=developers.arn)
    allow(world.carol, "iam:ListGroupPolicies", resource=ops.arn)
    response = signed_in(world.carol).get(GROUPS)
    assert cells(response, "Developers") == ["/", "0", "iam:ListGroupPolicies", ""]
    assert cells(response, "Ops") == ["/", "iam:GetGroup", "Not defined", ""]


def test_who_may_not_list_groups_reads_why(world: World, signed_in: SignedIn):
    make(world.account, "Developers")
    client = signed_in(world.bob)
    Event.objects.all().delete()
    before = rows()
    response = client.get(GROUPS, {"search": "Dev"})
    assert rows() == before
    html = text_of(response)
    assert (
        f"User: {world.bob.arn} is not authorized to perform: iam:ListGroups on resource: "
        f"arn:aws:iam::{world.account.account_id}:group/ because no identity-based policy"
    ) in html
    assert "Developers" not in html
    assert Event.objects.get().error_code == "AccessDenied"


def test_search_by_name_whatever_the_case(world: World, admin: Client):
    make(world.account, "Developers", "Ops")
    make(world.stranger.account, "Strange")
    assert names(admin.get(GROUPS, {"search": " DEV "})) == ["Developers"]
    assert "1 match<" in text_of(admin.get(GROUPS, {"search": "dev"}))
    for nothing in ("nobody", "%", "_", "'", "strange", "\0", "\u202e"):
        response = admin.get(GROUPS, {"search": nothing})
        assert names(response) == []
        assert "No user group of this account has a name" in text_of(response)


def test_the_order_of_each_column_both_ways(world: World, admin: Client):
    make(world.account, "b", "C", path="/x/")
    make(world.account, "a", path="/y/", age=9)
    assert names(admin.get(GROUPS)) == ["a", "b", "C"]
    assert names(admin.get(GROUPS, {"sort": "-name"})) == ["C", "b", "a"]
    assert names(admin.get(GROUPS, {"sort": "path"})) == ["b", "C", "a"]
    assert names(admin.get(GROUPS, {"sort": "-path"})) == ["a", "b", "C"]
    assert names(admin.get(GROUPS, {"sort": "created"})) == ["a", "C", "b"]
    assert names(admin.get(GROUPS, {"sort": "-created"})) == ["b", "C", "a"]
    for unknown in ("users", "permissions", "-", "group_name", "\0"):
        assert names(admin.get(GROUPS, {"sort": unknown})) == ["a", "b", "C"]


def test_pages_of_twenty_rows(world: World, admin: Client):
    make(world.account, *(f"g{number:02}" for number in range(45)))
    assert len(names(admin.get(GROUPS))) == 20
    last = admin.get(GROUPS, {"page": "3", "sort": "-name"})
    assert names(last) == ["g04", "g03", "g02", "g01", "g00"]
    assert 'href="?sort=-name&amp;page=2" rel="prev"' in text_of(last)
    for page in ("99", "x", "-1", "\0"):
        assert admin.get(GROUPS, {"page": page}).status_code == 200


def test_as_many_queries_for_two_hundred_groups_as_for_one(world: World, admin: Client):
    def count(**query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(GROUPS, query).status_code == 200
        return len(captured)

    make(world.account, "first")
    few = count()
    for group in make(world.account, *(f"g{number:03}" for number in range(200))):
        group.users.add(world.alice, world.bob)
        GroupPolicy.objects.create(group=group, policy_name="S3", document=ALLOW)
    for query in ({}, {"page": "9"}, {"search": "g"}, {"sort": "-created"}):
        assert count(**query) == few <= 13


def test_an_account_without_groups(world: World, admin: Client):
    assert "This account has no user groups." in text_of(admin.get(GROUPS))
