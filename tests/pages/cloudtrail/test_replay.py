"""Replay: recorded calls under another policy."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.operations.policies.attachments import attach_user_policy
from accounts.operations.policies.inline_policies import put_user_policy
from accounts.operations.policies.policies import create_policy
from console.api.catalogue import CATALOGUE, named
from console.cloudtrail.replays import ACTIONS, UNDENIABLE
from console.gate.decorators import mark_of
from console.models import Event
from tests.api.conftest import new_key
from tests.api.raw import body_of, send
from tests.support.rows import rows
from tests.world import World, administrator_access, give_device, sign_in

REPLAY = "/cloudtrail/replay/"
NOW = datetime.now(tz=UTC)
ROW = re.compile(r'<th scope="row">.*?</tr>', re.DOTALL)
FORCE_MFA = "2019-01-31-mfa-self-manage"
WEEK = {"policy": FORCE_MFA, "how": "beside", "attribute": "Username", "range": "7d"}


def found(response: HttpResponse) -> list[tuple[str, str, str]]:
    """The name, the outcome and the reason of each row; calls that are alike are one row."""
    assert response.status_code == 200
    cells = [
        [" ".join(re.sub("<[^>]*>", " ", unescape(cell)).split()) for cell in row.split("<td")]
        for row in ROW.findall(response.content.decode())
    ]
    return [(row[0], row[5][1:].strip(), row[6][1:].strip()) for row in cells]


def names(response: HttpResponse) -> list[str]:
    return [row[0] for row in found(response)]


def summary(response: HttpResponse) -> str:
    said = re.search(r'role="status">(.*?)</p>', response.content.decode(), re.DOTALL)
    return " ".join(unescape(said[1]).split()) if said else ""


def policy_of(world: World, name: str, document: str) -> str:
    made = create_policy(account=world.account, policy_name=name, document=document, now=NOW)
    return made.arn


def document(effect: str, action: str, condition: str = "{}") -> str:
    return (
        f'{{"Version":"2012-10-17","Statement":[{{"Sid":"It","Effect":"{effect}",'
        f'"Action":"{action}","Resource":"*","Condition":{condition}}}]}}'
    )


@pytest.fixture
def admin(world: World) -> Client:
    return sign_in(Client(), world.admin)


def test_what_would_have_broken_last_week_if_mfa_had_been_forced(world: World, admin: Client):
    """An administrator works with MFA at the pages and without it in a script of long ago."""
    with time_machine.travel(NOW - timedelta(days=8)):
        key = new_key(world.admin)
        send(key, body_of("CreateUser", UserName="too-long-ago"))
    with time_machine.travel(NOW - timedelta(days=2)):
        send(key, body_of("CreateUser", UserName="dave"))
        send(key, body_of("ListMFADevices"))
    with time_machine.travel(NOW - timedelta(days=1)):
        client = sign_in(Client(), world.admin, device=give_device(world.admin))
        client.post("/iam/groups/create/", {"group_name": "testers"})
    before = rows()
    response = admin.get(REPLAY, {**WEEK, "value": "admin"})
    changed = {name: (outcome, reason) for name, outcome, reason in found(response)}
    assert "CreateGroup" not in changed
    assert "ListMFADevices" not in changed
    outcome, reason = changed["CreateUser"]
    assert outcome == "Allowed → becomes Refused"
    assert reason.startswith(
        "DenyAllExceptListedIfNoMFA denies it: aws:MultiFactorAuthPresent was absent. On "
    )
    assert names(response).count("CreateUser") == 1
    assert summary(response).startswith("Force_MFA, attached to everybody beside the policies they")
    assert rows() == before


def test_what_the_thief_would_not_have_been_able_to_do(world: World, admin: Client):
    """bob's key is stolen; looked up by the key, what bob does himself is left out."""
    attach_user_policy(user=world.bob, policy=administrator_access())
    everything = document("Allow", "*")
    stolen, own = new_key(world.bob), new_key(world.bob)
    send(own, body_of("ListUsers"))
    for body in (
        body_of("GetUser"),
        body_of("ListUsers"),
        body_of("CreateAccessKey", UserName="admin"),
        body_of("PutUserPolicy", UserName="bob", PolicyName="all", PolicyDocument=everything),
        body_of("ListMFADevices"),
        body_of("ListVirtualMFADevices"),
    ):  # fmt: skip
        assert send(stolen, body).status_code == 200
    send(stolen, body_of("GetCallerIdentity", "sts"), service="sts")
    asked = {**WEEK, "attribute": "AccessKeyId", "value": stolen["AccessKeyId"]}
    response = admin.get(REPLAY, asked)
    assert names(response) == ["PutUserPolicy", "CreateAccessKey", "ListUsers"]
    assert "of 6 calls, 3 would have been refused and 0 would have been allowed" in summary(
        response
    )
    assert "1 event is a sign-in, a command or a call that no policy decides" in summary(response)


def test_what_nothing_allowed_may_be_allowed(world: World, admin: Client):
    key = new_key(world.carol)
    send(key, body_of("GetUser"))
    send(key, body_of("ListUsers"))
    asked = {**WEEK, "policy": "2019-01-31-self-manage-no-mfa"}
    [row] = found(admin.get(REPLAY, {**asked, "value": "carol"}))
    assert row[:2] == ("GetUser", "Refused → becomes Allowed")
    assert row[2].startswith("AllowManageOwnPasswords allows it.")


def test_a_deny_stays_beside_and_goes_with_the_policy(world: World, admin: Client):
    put_user_policy(user=world.carol, policy_name="no", document=document("Deny", "iam:GetUser"))
    send(new_key(world.carol), body_of("GetUser"))
    asked = {**WEEK, "value": "carol", "policy": "administrator-access"}
    assert found(admin.get(REPLAY, asked)) == []
    [row] = found(admin.get(REPLAY, {**asked, "how": "instead"}))
    assert row[:2] == ("GetUser", "Refused → becomes Allowed")


def test_in_place_of_the_policies_it_must_allow(world: World, admin: Client):
    send(new_key(world.admin), body_of("ListUsers"))
    asked = {**WEEK, "value": "admin", "policy": "2019-01-31-self-manage-no-mfa"}
    assert found(admin.get(REPLAY, asked)) == []
    [row] = [
        row
        for row in found(admin.get(REPLAY, {**asked, "how": "instead"}))
        if row[0] == "ListUsers"
    ]
    assert row == (
        "ListUsers", "Allowed → becomes Refused", "No statement allows iam:ListUsers here.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ('{"IpAddress":{"aws:SourceIp":"127.0.0.1"}}', "Allowed → becomes Refused"),
        ('{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}', ""),
        ('{"StringEquals":{"aws:username":"admin"}}', "Allowed → becomes Refused"),
        ('{"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}', ""),
        ('{"StringEquals":{"aws:RequestTag/team":"red"}}', "Allowed → becomes Refused"),
        ('{"StringEquals":{"aws:PrincipalTag/team":"red"}}', "Allowed → becomes Not known"),
    ],
)
def test_conditions_are_asked_of_the_record(
    world: World, admin: Client, condition: str, outcome: str
):
    body = {"Tags.member.1.Key": "Team", "Tags.member.1.Value": "red", "UserName": "dave"}
    assert send(new_key(world.admin), body_of("CreateUser", **body)).status_code == 200
    arn = policy_of(world, "P", document("Deny", "iam:CreateUser", condition))
    rows = found(admin.get(REPLAY, {**WEEK, "policy": arn}))
    assert [row[1] for row in rows] == ([outcome] if outcome else [])
    if "Not known" in outcome:
        assert rows[0][2].startswith("The record does not tell aws:PrincipalTag/team.")


def test_an_older_event_does_not_tell_its_resource(world: World, admin: Client):
    send(new_key(world.admin), body_of("GetUser", UserName="bob"))
    Event.objects.filter(event_name="GetUser").update(resource_arn="")
    asked = {**WEEK, "value": "admin"}
    assert "Refused" in found(admin.get(REPLAY, asked))[0][1]  # it is denied on every resource
    rows = found(
        admin.get(REPLAY, {**asked, "policy": "2019-01-31-self-manage-no-mfa", "how": "instead"})
    )
    [row] = [row for row in rows if row[0] == "GetUser"]
    assert row[2] == "The record does not tell which resource it was about."


def test_a_policy_of_the_account_needs_to_be_readable(world: World, admin: Client):
    send(new_key(world.admin), body_of("ListUsers"))
    arn = policy_of(world, "NoLists", document("Deny", "iam:List*"))
    response = admin.get(REPLAY, {**WEEK, "policy": arn})
    assert "ListUsers" in names(response)
    events = Event.objects.filter(event_name__in=("ListPolicies", "GetPolicyVersion"))
    assert {event.error_code for event in events} == {""}
    deny = document("Deny", "iam:GetPolicyVersion")
    put_user_policy(user=world.admin, policy_name="no", document=deny)
    html = admin.get(REPLAY, {**WEEK, "policy": arn}).content.decode()
    assert "not authorized to perform: iam:GetPolicyVersion" in html
    assert "Calls that would have come out otherwise" not in html
    put_user_policy(
        user=world.admin, policy_name="no", document=document("Deny", "iam:ListPolicies")
    )
    html = admin.get(REPLAY, {**WEEK, "policy": arn}).content.decode()
    assert "There is no such policy, or you may not list policies." in html
    assert arn not in re.sub(r"(?s)<nav.*?</nav>", "", html)


def test_a_policy_of_another_account_is_none(world: World, admin: Client):
    made = create_policy(
        account=world.stranger.account, policy_name="P", document=document("Deny", "*"), now=NOW
    )
    assert made.arn not in admin.get(REPLAY).content.decode()
    html = admin.get(REPLAY, {**WEEK, "policy": made.arn}).content.decode()
    assert "There is no such policy" in html


@pytest.mark.parametrize(
    "asked",
    [
        {**WEEK, "policy": "x"}, {**WEEK, "how": "x"}, {**WEEK, "range": "x"},
        {**WEEK, "attribute": "ReadOnly"},
        {**WEEK, "range": "custom", "start": "2026-12-02T08:00", "end": "2026-12-01T08:00"},
        {"policy": FORCE_MFA},
    ],
)  # fmt: skip
def test_what_cannot_be_replayed_is_no_lookup(world: World, admin: Client, asked: dict[str, str]):
    response = admin.get(REPLAY, asked)
    assert response.status_code == 200
    assert "field-error" in response.content.decode()
    assert not Event.objects.filter(event_name="LookupEvents").exists()


def test_opening_the_form_looks_nothing_up(world: World, admin: Client):
    assert "The last 7 days" in admin.get(REPLAY).content.decode()
    assert not Event.objects.filter(event_name="LookupEvents").exists()


def test_the_document_does_not_allow_it(world: World):
    response = sign_in(Client(), world.alice).get(REPLAY, WEEK)
    assert response.status_code == 403
    assert Event.objects.latest("pk").event_name == "LookupEvents"


def test_pages_of_many_calls(world: World, admin: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("console.pages.cloudtrail.replay.CALLS", 3)
    key, taken = new_key(world.admin), []
    for number, user in enumerate(("alice", "bob", "carol", "admin", "nobody")):
        send(key, body_of("GetLoginProfile", UserName=user))
        if number in (0, 4):
            with CaptureQueriesContext(connection) as queries:
                first = admin.get(
                    REPLAY, {**WEEK, "attribute": "AccessKeyId", "value": key["AccessKeyId"]}
                )
            taken.append(len(queries))
    assert taken[0] == taken[1]
    assert len(names(first)) == 3
    older = re.search(r'<a href="([^"]*)" rel="next">Older', first.content.decode())
    assert older
    second = admin.get(REPLAY + unescape(older[1]))
    assert len(names(second)) == 2
    assert 'rel="next"' not in second.content.decode()


def test_the_actions_that_no_policy_refuses_are_those_of_the_api():
    undeniable = {named(each) for each in CATALOGUE.values() if mark_of(each).undeniable}
    assert {ACTIONS[each] for each in undeniable} == set(UNDENIABLE)


def test_records_of_every_shape_are_replayed(world: World, admin: Client):
    """Those of sign-in, of commands, and what only looks like a call."""
    records: list[dict[str, Any]] = [
        {"eventType": "AwsConsoleSignIn", "userIdentity": {"type": "IAMUser"}},
        {"eventType": "AwsServiceEvent", "userIdentity": {"type": "AWSService"}},
        {"userIdentity": {"type": "IAMUser"}},
    ]
    for record in records:
        Event.objects.create(
            account=world.account, event_time=NOW, event_source="x", event_name="y",
            user_name="odd", read_only=False, record=record,
        )  # fmt: skip
    response = admin.get(REPLAY, {**WEEK, "value": "odd"})
    assert found(response) == []
    assert "3 events are sign-ins, commands or calls that no policy decides" in summary(response)


def test_calls_that_are_alike_are_one_row(world: World, admin: Client):
    key = new_key(world.admin)
    for _ in range(3):
        send(key, body_of("ListUsers"))
    response = admin.get(REPLAY, {**WEEK, "attribute": "AccessKeyId", "value": key["AccessKeyId"]})
    assert names(response) == ["ListUsers"]
    assert "<td>3</td>" in response.content.decode()
    assert "of 3 calls, 3 would have been refused" in summary(response)
