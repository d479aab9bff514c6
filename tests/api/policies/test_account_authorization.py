"""GetAccountAuthorizationDetails: everything that decides, page by page."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from botocore.client import BaseClient
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User, UserPolicy
from accounts.operations import authorization_details, groups, users
from accounts.operations.policies import (
    attachments,
    inline_policies,
    policies,
    policy_versions,
)
from console.models import Event
from tests.api.conftest import Connect
from tests.api.raw import Key, body_of, code, message, send
from tests.api.refusals import refused
from tests.support.holdings import give_everything
from tests.support.refusals import DENY_ALL
from tests.world import World

ARN = "arn:aws:iam::123456789012"
LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
ADMINISTRATOR = {
    "PolicyName": "AdministratorAccess",
    "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess",
}


def named(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(row for row in rows if name in row.values())


def test_everything_that_decides(world: World, connect: Connect):
    iam = connect(world.admin)
    give_everything(world.bob)
    iam.tag_user(UserName="carol", Tags=[{"Key": "Team", "Value": "red"}])
    found = iam.get_account_authorization_details()
    assert (found["IsTruncated"], found["RoleDetailList"]) == (False, [])
    people = found["UserDetailList"]
    assert [row["UserName"] for row in people] == ["alice", "bob", "carol", "admin"]
    whole = iam.get_user(UserName="bob")["User"]
    bob = named(people, "bob")
    assert {name: bob[name] for name in whole if name != "PermissionsBoundary"} == {
        name: whole[name] for name in whole if name != "PermissionsBoundary"
    }
    assert bob["PermissionsBoundary"] == whole["PermissionsBoundary"]
    assert bob["GroupList"] == ["bob-group"]
    assert [one["PolicyName"] for one in bob["UserPolicyList"]] == ["bob-inline"]
    inline = iam.get_user_policy(UserName="bob", PolicyName="bob-inline")["PolicyDocument"]
    assert bob["UserPolicyList"][0]["PolicyDocument"] == inline
    attached = iam.list_attached_user_policies(UserName="bob")["AttachedPolicies"]
    assert bob["AttachedManagedPolicies"] == sorted(
        attached, key=lambda one: one["PolicyName"].lower()
    )
    carol = named(people, "carol")
    assert carol["GroupList"] == carol["AttachedManagedPolicies"] == []
    assert carol["Tags"] == [{"Key": "Team", "Value": "red"}]
    assert "UserPolicyList" not in carol
    assert "PermissionsBoundary" not in carol
    assert named(people, "admin")["Tags"] == []
    (group,) = found["GroupDetailList"]
    assert (group["GroupName"], group["GroupPolicyList"][0]["PolicyName"]) == (
        "bob-group",
        "bob-inline",
    )
    assert group["AttachedManagedPolicies"] == [
        {"PolicyName": "bob-policy", "PolicyArn": f"{ARN}:policy/bob-policy"}
    ]
    policy = named(found["Policies"], "bob-policy")
    assert (policy["AttachmentCount"], policy["DefaultVersionId"]) == (2, "v1")
    versions = policy["PolicyVersionList"]
    assert [(one["VersionId"], one["IsDefaultVersion"]) for one in versions] == [
        ("v2", False),
        ("v1", True),
    ]
    first = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId="v1")["PolicyVersion"]
    assert versions[1]["Document"] == first["Document"]
    assert "Description" not in policy
    assert [row["PolicyName"] for row in found["Policies"]].count("AdministratorAccess") == 1
    assert not any(row["PolicyName"] == "ReadOnlyAccess" for row in found["Policies"])
    event = Event.objects.filter(event_name="GetAccountAuthorizationDetails").get()
    assert event.record["requestParameters"] is None


def test_documents_are_percent_encoded(key: Key):
    response = send(key, body_of("GetAccountAuthorizationDetails"))
    text = response.content.decode()
    assert quote('{\n  "Version": "2012-10-17",', safe="-_.~") in text
    assert '"Version"' not in text


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["User"], (4, 0, 0)),
        (["Group"], (0, 1, 0)),
        (["Role"], (0, 0, 0)),
        (["LocalManagedPolicy"], (0, 0, 2)),
        (["AWSManagedPolicy"], (0, 0, 1)),
        (["User", "Role", "LocalManagedPolicy", "User"], (4, 0, 2)),
        (["Group", "AWSManagedPolicy", "LocalManagedPolicy"], (0, 1, 3)),
        ([], (4, 1, 3)),
    ],
)
def test_the_filter(
    world: World, connect: Connect, kinds: list[str], expected: tuple[int, int, int]
):
    groups.create_group(account=world.account, group_name="g", now=datetime.now(tz=UTC))
    found = connect(world.admin).get_account_authorization_details(Filter=kinds)
    users_, groups_, roles, policies_ = (len(found[name]) for name in LISTS)
    assert (users_, groups_, policies_) == expected
    assert roles == 0


def test_what_is_no_kind(world: World, connect: Connect):
    kinds = "[User, Role, Group, LocalManagedPolicy, AWSManagedPolicy]"
    with refused(
        "ValidationError",
        "1 validation error detected: Value at 'filter' failed to satisfy constraint: Member must "
        f"satisfy constraint: [Member must satisfy enum value set: {kinds}]",
        400,
    ):
        connect(world.admin).get_account_authorization_details(Filter=["Everything"])


def everything(iam: BaseClient, **sent: Any) -> list[list[str]]:
    """The ARNs of each page."""
    pages, more = [], dict(sent)
    while True:
        found = iam.get_account_authorization_details(**more)
        pages.append([row["Arn"] for name in LISTS for row in found[name]])
        assert ("Marker" in found) is found["IsTruncated"]
        if not found["IsTruncated"]:
            return pages
        more["Marker"] = found["Marker"]


def test_the_lists_follow_one_another_in_pages(world: World, connect: Connect):
    iam = connect(world.admin)
    for name in ("one", "two"):
        groups.create_group(account=world.account, group_name=name, now=datetime.now(tz=UTC))
    (whole,) = everything(iam)
    assert len(whole) == len(set(whole)) == 9
    for size in (1, 2, 4, 5, 8, 9, 1000):
        pages = everything(iam, MaxItems=size)
        assert [arn for page in pages for arn in page] == whole
        assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
        assert 0 < len(pages[-1]) <= size
    kinds = ["AWSManagedPolicy", "Group"]
    assert [len(page) for page in everything(iam, MaxItems=2, Filter=kinds)] == [2, 1]
    marker = iam.get_account_authorization_details(MaxItems=2)["Marker"]
    with refused("ValidationError", "Marker and Filter do not match", 400):
        iam.get_account_authorization_details(MaxItems=2, Filter=kinds, Marker=marker)


@pytest.mark.parametrize("place", ["", "users", "users/x", "roles/1", "users/" + "9" * 40, 7, None])
def test_a_broken_place_in_a_marker(key: Key, place: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("console.api.paging._after", lambda *_: place)
    response = send(key, body_of("GetAccountAuthorizationDetails", Marker="x"))
    if place in ("", None):
        assert response.status_code == 200
    else:
        assert (*code(response), message(response)) == (400, "ValidationError", "Invalid Marker.")


def test_a_page_ends_before_its_documents_are_too_long(
    people: World, key: Key, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(authorization_details, "DOCUMENTS_MAX", 3000)
    body = body_of("GetAccountAuthorizationDetails", **{"Filter.member.1": "User"})
    for user in (people.alice, people.bob, people.carol):
        UserPolicy.objects.create(user=user, policy_name="p", document=DENY_ALL + " " * 2000)
    counts, marker = [], ""
    while True:
        text = send(key, body + marker).content.decode()
        counts.append(text.count("<UserName>"))
        if "<Marker>" not in text:
            break
        marker = "&Marker=" + quote(text.partition("<Marker>")[2].partition("</Marker>")[0])
    assert counts == [1, 1, 2]


def test_a_page_takes_the_same_queries_whatever_it_holds(people: World, key: Key):
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            response = send(key, body_of("GetAccountAuthorizationDetails", MaxItems=1000))
        return len(queries), response.content.count(b"<CreateDate>")

    grow(people.carol, range(1))
    asked()  # the key's use is written
    before, few = asked()
    grow(people.carol, range(1, 13))
    after, many = asked()
    assert (after, many) == (before, few + 5 * 12)


def grow(like: User, numbers: range) -> None:
    """More users, groups and policies, each with something of each kind."""
    now, account = datetime.now(tz=UTC), like.account
    for number in numbers:
        user = users.create_user(account=account, user_name=f"u{number}", now=now)
        group = groups.create_group(account=account, group_name=f"g{number}", now=now)
        groups.add_user_to_group(group=group, user=user)
        policy = policies.create_policy(
            account=account, policy_name=f"p{number}", document=DENY_ALL, now=now
        )
        policy_versions.create_policy_version(policy=policy, document=DENY_ALL, now=now)
        attachments.attach_user_policy(user=user, policy=policy)
        attachments.attach_group_policy(group=group, policy=policy)
        inline_policies.put_user_policy(user=user, policy_name="i", document=DENY_ALL)
        inline_policies.put_group_policy(group=group, policy_name="i", document=DENY_ALL)
        User.objects.filter(pk=user.pk).update(permissions_boundary=policy)
