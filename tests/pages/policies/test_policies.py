"""Managed policies: the list, a policy's page with its tabs, the versions."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Policy, UserPolicy
from accounts.operations.groups import create_group
from accounts.operations.policies.attachments import attach_group_policy, attach_user_policy
from accounts.operations.policies.permissions_boundaries import put_user_permissions_boundary
from accounts.operations.policies.policies import create_policy
from accounts.operations.policies.policy_versions import create_policy_version
from accounts.operations.users import create_user
from console.models import Event
from tests.pages.helpers import ADMINISTRATOR, READ, WRITE, allow, text_of, ticks
from tests.support.rows import rows
from tests.world import OF_AWS, World

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
LIST = "/iam/policies/"
READ_IF_TEAM = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",'
    '"Condition":{"StringEquals":{"aws:ResourceTag/Team":%s}}}}'
)


def at(verb: str, arn: str) -> str:
    return f"{LIST}{verb}/{arn}/"


@pytest.fixture
def reading(world: World) -> Policy:
    return create_policy(
        account=world.account,
        policy_name="Reading",
        path="/team/",
        document=READ,
        description="Reads buckets",
        now=NOW,
    )


def names(response) -> list[str]:
    return [row.name for row in response.context["rows"]]


def test_the_list_is_searched_filtered_sorted(world: World, admin: Client, reading: Policy):
    response = admin.get(LIST)
    own = ["Force_MFA", "Reading", "Self_manage"]
    assert names(response) == sorted([*OF_AWS, *own], key=str.lower)
    assert f'Policies <span class="counter">({len(OF_AWS) + 3})</span>' in text_of(response)
    assert names(admin.get(LIST, {"type": "Local"})) == own
    assert names(admin.get(LIST, {"type": "AWS"})) == OF_AWS
    assert names(admin.get(LIST, {"type": "x"})) == names(response)
    assert names(admin.get(LIST, {"search": "READI"})) == ["Reading"]
    assert names(admin.get(LIST, {"sort": "-name"})) == names(response)[::-1]
    assert names(admin.get(LIST, {"sort": "-used"}))[0] in ("AdministratorAccess", *own)
    kept = text_of(admin.get(LIST, {"type": "Local", "search": "e"}))
    assert "?type=Local&amp;search=e&amp;sort=used" in kept
    assert "No matches" in text_of(admin.get(LIST, {"search": "\0"}))


def test_the_list_turns_pages_with_the_same_queries(world: World, admin: Client):
    with CaptureQueriesContext(
        connection,
    ) as few:
        admin.get(LIST)
    for number in range(25):
        create_policy(account=world.account, policy_name=f"p{number:02}", document=READ, now=NOW)
    with CaptureQueriesContext(connection) as many:
        response = admin.get(LIST, {"page": "2"})
    assert len(names(response)) == 25 + 2 + len(OF_AWS) - 20
    assert len(many) == len(few)


def test_only_the_accounts_own_policies_are_there(world: World, admin: Client, signed_in: SignedIn):
    foreign = create_policy(
        account=world.stranger.account, policy_name="Foreign", document=READ, now=NOW
    )
    assert "Foreign" not in names(admin.get(LIST))
    before = rows()
    for verb in ("details", "entities", "versions", "attach", "edit", "delete"):
        response = admin.get(at(verb, foreign.arn))
        assert response.status_code == 404
        assert f"Policy {foreign.arn} was not found." in text_of(response)
        assert f'<p class="back"><a href="{LIST}">Back</a>' in text_of(response)
        sent = {"document": READ, "confirm": "Foreign"}
        assert admin.post(at(verb, foreign.arn), sent).status_code in (404, 405)
    assert rows() == before


def test_a_policys_page(world: World, admin: Client, reading: Policy):
    Event.objects.all().delete()
    html = text_of(admin.get(at("details", reading.arn)))
    for text in ("Reading <", "Customer managed", reading.arn, "Reads buckets", "v1: 89 of 6144"):
        assert text in html
    assert "s3:Get*" in html
    assert sorted(Event.objects.values_list("event_name", flat=True)) == [
        "GetPolicy",
        "GetPolicyVersion",
    ]
    html = text_of(admin.get(at("details", ADMINISTRATOR)))
    assert "AWS managed" in html
    assert ">Edit<" not in html
    assert at("delete", ADMINISTRATOR) not in html


def test_its_entities(world: World, admin: Client, reading: Policy):
    assert "attached to nobody" in text_of(admin.get(at("entities", reading.arn)))
    group = create_group(account=world.account, group_name="Readers", now=NOW)
    attach_group_policy(group=group, policy=reading)
    attach_user_policy(user=world.carol, policy=reading)
    put_user_permissions_boundary(user=world.bob, policy=reading)
    html = text_of(admin.get(at("entities", reading.arn)))
    assert 'Entities attached <span class="counter">(3)</span>' in html
    for text in ("carol", "Readers", "bob", "Permissions boundary"):
        assert text in html
    assert html.count(">Detach<") == 2
    response = admin.post(f"/iam/users/details/carol/permissions/detach/{reading.arn}/?back=policy")
    assert response.url == at("entities", reading.arn)
    assert not world.carol.policies.exists()


def test_who_may_not_see_the_parts(world: World, signed_in: SignedIn, reading: Policy):
    attach_user_policy(user=world.bob, policy=reading)
    allow(world.carol, "iam:GetPolicy")
    client = signed_in(world.carol)
    html = text_of(client.get(at("details", reading.arn)))
    assert f"iam:GetPolicyVersion on resource: policy {reading.arn} because" in html
    assert "s3:Get*" not in html
    html = text_of(client.get(at("entities", reading.arn)))
    assert "bob" not in html
    assert "iam:ListEntitiesForPolicy on resource" in html
    assert "iam:ListPolicyVersions on resource" in text_of(client.get(at("versions", reading.arn)))
    assert "iam:ListPolicies on resource: policy path / because" in text_of(client.get(LIST))
    before = rows()
    for verb in ("edit", "delete", "versions/v1/set-default", "versions/v1/delete"):
        assert client.get(at(verb, reading.arn)).status_code == 403
        sent = {"document": WRITE, "confirm": "Reading"}
        assert client.post(at(verb, reading.arn), sent).status_code == 403
    assert rows() == before


def test_versions(world: World, admin: Client, reading: Policy):
    create_policy_version(policy=reading, document=WRITE, now=NOW)
    html = text_of(admin.get(at("versions", reading.arn)))
    assert html.index(">v2<") < html.index(">v1<")
    assert "s3:Put*" in text_of(admin.get(at("versions/v2/view", reading.arn)))
    assert "Set v2 as the default?" in text_of(
        admin.get(at("versions/v2/set-default", reading.arn))
    )
    assert admin.post(at("versions/v2/set-default", reading.arn)).url == at("versions", reading.arn)
    reading.refresh_from_db()
    assert (reading.default_version, reading.document) == (2, WRITE)
    before = rows()
    response = admin.post(at("versions/v2/delete", reading.arn))
    assert response.status_code == 409
    assert "Cannot delete the default version of a policy." in text_of(response)
    for verb in ("view", "set-default", "delete"):
        assert admin.get(at(f"versions/v7/{verb}", reading.arn)).status_code == 404
    assert admin.post(at("versions/v7/delete", reading.arn)).status_code == 404
    assert rows() == before
    assert "Delete v1?" in text_of(admin.get(at("versions/v1/delete", reading.arn)))
    assert admin.post(at("versions/v1/delete", reading.arn)).status_code == 302
    assert [version.number for version in reading.versions.all()] == [2]


def test_a_new_version_is_in_force_at_once_or_kept(world: World, admin: Client, reading: Policy):
    attach_user_policy(user=world.carol, policy=reading)
    assert "s3:Get*" in text_of(admin.get(at("edit", reading.arn)))
    kept = admin.post(at("edit", reading.arn), {"document": WRITE})
    assert kept.url == at("versions", reading.arn)
    reading.refresh_from_db()
    assert (reading.default_version, reading.last_version) == (1, 2)
    text = WRITE.replace(",", ",\r\n")
    response = admin.post(at("edit", reading.arn), {"document": text, "set_as_default": "on"})
    assert response.url == at("details", reading.arn)
    reading.refresh_from_db()
    assert reading.document == WRITE.replace(",", ",\n")
    event = Event.objects.filter(event_name="CreatePolicyVersion").latest("pk")
    assert event.record["requestParameters"]["setAsDefault"] is True
    answer = event.record["responseElements"]["policyVersion"]
    assert (answer["versionId"], answer["isDefaultVersion"]) == ("v3", True)


def test_the_sixth_version_is_over_the_quota(world: World, admin: Client, reading: Policy):
    for _ in range(4):
        create_policy_version(policy=reading, document=WRITE, now=NOW)
    assert "Five versions are kept already" in text_of(admin.get(at("edit", reading.arn)))
    assert "delete one first" in text_of(admin.get(at("versions", reading.arn)))
    before = rows()
    response = admin.post(at("edit", reading.arn), {"document": READ, "set_as_default": "on"})
    assert response.status_code == 409
    assert "A managed policy can have up to 5 versions." in text_of(response)
    assert rows() == before


def test_awss_own_policies_are_not_changed(world: World, admin: Client):
    before = rows()
    for verb, what in (
        ("edit", "create versions for policies"),
        ("delete", "delete policies"),
        ("versions/v1/set-default", "update policies"),
        ("versions/v1/delete", "delete policy versions for policies"),
    ):
        response = admin.post(at(verb, ADMINISTRATOR), {"document": READ, "confirm": "x"})
        assert response.status_code == 403
        assert f"Cannot {what} outside your own account." in text_of(response)
    assert rows() == before


def test_the_name_is_typed_to_delete(world: World, admin: Client, reading: Policy):
    for confirm, status in (("reading", 200), ("", 200), ("Reading", 302)):
        response = admin.post(at("delete", reading.arn), {"confirm": confirm})
        assert response.status_code == status
    assert not Policy.objects.filter(pk=reading.pk).exists()


def test_attach_from_the_policys_page(world: World, admin: Client, signed_in, reading: Policy):
    create_group(account=world.account, group_name="Readers", now=NOW)
    create_group(account=world.stranger.account, group_name="Strange", now=NOW)
    html = text_of(admin.get(at("attach", reading.arn)))
    for text in ("carol", "Readers"):
        assert text in html
    assert "stranger" not in html
    assert "carol" not in text_of(admin.get(at("attach", reading.arn), {"search": "reader"}))
    sent = {"user_name": ["carol", "stranger"], "group_name": ["Readers", "Strange", "\0"]}
    assert admin.post(at("attach", reading.arn), sent).url == at("entities", reading.arn)
    assert [user.user_name for user in reading.users.all()] == ["carol"]
    assert [group.group_name for group in reading.groups.all()] == ["Readers"]
    assert "attached to carol, Readers." in text_of(admin.get(at("entities", reading.arn)))
    before = rows()
    for sent in ({}, {"user_name": "nobody"}):
        assert admin.post(at("attach", reading.arn), sent).status_code == 302
    assert rows() == before


def test_a_search_keeps_who_is_ticked(world: World, admin: Client, reading: Policy):
    create_group(account=world.account, group_name="Readers", now=NOW)
    sent = {"search": "bob", "user_name": ["carol", "\0"], "group_name": ["Readers"]}
    html = text_of(admin.get(at("attach", reading.arn), sent))
    assert 'value="carol" id="users-1" checked>' in html
    assert 'value="bob" id="users-2">' in html
    assert 'value="Readers" id="groups-1" checked>' in html
    assert "alice" not in html


def test_attaching_is_decided_for_each(world: World, signed_in: SignedIn, reading: Policy):
    allow(world.carol, "iam:GetPolicy", "iam:ListUsers")
    allow(world.carol, "iam:AttachUserPolicy", resource=world.carol.arn)
    client = signed_in(world.carol)
    html = text_of(client.get(at("attach", reading.arn)))
    assert ticks(html) == 1
    assert "iam:ListGroups on resource" in html
    client.post(at("attach", reading.arn), {"user_name": ["bob", "carol"]})
    assert [user.user_name for user in reading.users.all()] == ["carol"]
    event = Event.objects.get(event_name="AttachUserPolicy", error_code="AccessDenied")
    assert "iam:AttachUserPolicy on resource: user bob because" in event.record["errorMessage"]


@pytest.mark.parametrize(("field", "known"), [("user_name", "alice"), ("group_name", "Readers")])
def test_who_may_not_attach_learns_no_name(world: World, signed_in, reading: Policy, field, known):
    """Somebody who is there and somebody who is not look alike to who may do nothing with them."""
    create_group(account=world.account, group_name="Readers", now=NOW)
    allow(world.carol, "iam:GetPolicy")
    client = signed_in(world.carol)
    before = rows()
    for name in (known, "nobody"):
        Event.objects.all().delete()
        client.post(at("attach", reading.arn), {field: name})
        event = Event.objects.get(event_name__startswith="Attach")
        assert event.error_code == "AccessDenied"
        assert f"{name} because no identity-based policy" in event.record["errorMessage"]
    assert rows() == before


def test_who_may_attach_is_told_who_is_not_there(world: World, admin: Client, reading: Policy):
    before = rows()
    admin.post(at("attach", reading.arn), {"user_name": "nobody", "group_name": "none"})
    html = text_of(admin.get(at("entities", reading.arn)))
    assert "The user with name nobody cannot be found." in html
    assert "The group with name none cannot be found." in html
    assert rows() == before


def test_the_form_does_not_tell_who_has_the_policy(world: World, signed_in, reading: Policy):
    attach_user_policy(user=world.bob, policy=reading)
    allow(world.carol, "iam:GetPolicy", "iam:ListUsers", "iam:AttachUserPolicy")
    assert "bob" in text_of(signed_in(world.carol).get(at("attach", reading.arn)))


def test_who_may_not_read_the_text_begins_anew(world: World, signed_in, reading: Policy):
    allow(world.carol, "iam:CreatePolicyVersion")
    client = signed_in(world.carol)
    html = text_of(client.get(at("edit", reading.arn)))
    assert "s3:Get*" not in html
    assert "iam:GetPolicyVersion is not allowed" in html
    assert client.post(at("edit", reading.arn), {"document": WRITE}).status_code == 302
    assert not Event.objects.filter(event_name="GetPolicyVersion").exists()


def test_as_many_as_are_shown_can_be_chosen(world: World, admin: Client, reading: Policy):
    for number in range(40):
        create_group(account=world.account, group_name=f"g{number}", now=NOW)
        create_user(account=world.account, user_name=f"u{number}", now=NOW)
    html = text_of(admin.get(at("attach", reading.arn)))
    sent = {
        field: re.findall(rf'name="{field}" value="([^"]+)"', html)
        for field in ("user_name", "group_name")
    }
    assert admin.post(at("attach", reading.arn), sent).status_code == 302
    assert reading.users.count() + reading.groups.count() == 60


def test_bounded_users_cost_no_queries(world: World, admin: Client, reading: Policy):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            admin.get(at("attach", reading.arn))
            admin.get(at("entities", reading.arn))
        return len(found)

    attach_user_policy(user=world.carol, policy=reading)
    few = queries()
    for number in range(10):
        user = create_user(account=world.account, user_name=f"u{number}", now=NOW)
        put_user_permissions_boundary(user=user, policy=Policy.objects.get(arn=ADMINISTRATOR))
        if number % 2:
            attach_user_policy(user=user, policy=reading)
    assert queries() == few


def test_whose_account_it_is_tells_nothing(world: World, signed_in: SignedIn, reading: Policy):
    """aws:ResourceAccount is there for what exists and for what does not."""
    statement = (
        '{"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":'
        f'{{"StringEquals":{{"aws:ResourceAccount":"{world.account.account_id}"}}}}}}'
    )
    document = f'{{"Version":"2012-10-17","Statement":{statement}}}'
    UserPolicy.objects.create(user=world.carol, policy_name="Own", document=document)
    client = signed_in(world.carol)
    assert client.get(at("details", reading.arn)).status_code == 200
    assert client.get(at("details", f"{reading.arn}x")).status_code == 404
    assert client.get(f"{LIST}create/").status_code == 200


@pytest.mark.parametrize("tags", [{"Team": "One", "team": "Two"}, {"team": "Two", "Team": "One"}])
@pytest.mark.parametrize(
    ("needed", "status"), [('["One", "Two"]', 200), ('"One"', 403), ('"Two"', 403)]
)
def test_tags_whose_keys_differ_in_case_decide_each(
    world: World,
    signed_in: SignedIn,
    reading: Policy,
    tags: dict[str, str],
    needed: str,
    status: int,
):
    Policy.objects.filter(pk=reading.pk).update(tags=tags)
    document = READ_IF_TEAM % needed
    UserPolicy.objects.create(user=world.carol, policy_name="Team", document=document)
    assert signed_in(world.carol).get(at("details", reading.arn)).status_code == status
