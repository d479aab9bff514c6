"""LookupEvents of CloudTrail, through boto3 and by hand."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.client import BaseClient
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.operations.policies.attachments import attach_user_policy
from accounts.operations.policies.managed_policies import ensure_managed_policy
from console.models import Event, EventResource
from tests.api.conftest import Connect, new_key
from tests.api.protocol.test_rpc_bodies import ask
from tests.api.raw import Key, body_of, send
from tests.api.refusals import refused
from tests.support.rows import rows
from tests.world import STRANGE_ID, World

NOW = datetime.now(tz=UTC).replace(microsecond=0)
TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"
TOO_FAR = datetime(2099, 1, 1, tzinfo=UTC)
Answer = tuple[int, dict[str, Any]]


def made(
    world: World, number: int, *, days: float = 0.0, account: Any = None, **more: Any
) -> Event:
    """A stored event: its time counts back from now, so that a higher number is older."""
    values = {
        "event_time": NOW - timedelta(seconds=number, days=days),
        "event_source": "iam.amazonaws.com",
        "event_name": "GetUser",
        "user_name": "alice",
        "read_only": True,
        "record": {"eventName": "GetUser", "userIdentity": {"type": "IAMUser"}},
    } | more
    return Event.objects.create(account=account or world.account, **values)


def names(answer: dict[str, Any]) -> list[str]:
    return [event["EventName"] for event in answer["Events"]]


@pytest.fixture
def client(world: World, connect: Connect) -> BaseClient:
    """The auditor's: carol with AWS's policy for it."""
    policy = ensure_managed_policy("AWSCloudTrail_ReadOnlyAccess")
    attach_user_policy(user=world.carol, policy=policy)
    return connect(world.carol, "cloudtrail")


def test_an_event_as_cloudtrail_answers_it(world: World, connect: Connect, client: BaseClient):
    connect(world.admin).create_access_key(UserName="alice")
    [event] = client.lookup_events(MaxResults=1)["Events"]
    stored = Event.objects.get(event_name="CreateAccessKey")
    record = json.loads(event.pop("CloudTrailEvent"))
    assert record == stored.record
    assert list(record)[:4] == ["eventVersion", "userIdentity", "eventTime", "eventSource"]
    key = record["responseElements"]["accessKey"]["accessKeyId"]
    assert event == {
        "EventId": str(stored.event_id),
        "EventName": "CreateAccessKey",
        "ReadOnly": "false",
        "AccessKeyId": record["userIdentity"]["accessKeyId"],
        "EventTime": stored.event_time.replace(microsecond=0),
        "EventSource": "iam.amazonaws.com",
        "Username": "admin",
        "Resources": [
            {"ResourceType": "AWS::IAM::AccessKey", "ResourceName": key},
            {"ResourceType": "AWS::IAM::User", "ResourceName": "alice"},
        ],
    }


@pytest.mark.parametrize(
    "attribute", [("ResourceName", "alice"), ("ResourceType", "AWS::IAM::User")]
)
def test_an_event_of_two_resources_is_found_once(
    world: World, connect: Connect, client: BaseClient, attribute: tuple[str, str]
):
    connect(world.admin).create_access_key(UserName="alice")
    connect(world.admin).create_access_key(UserName="alice")
    sent = [{"AttributeKey": attribute[0], "AttributeValue": attribute[1]}]
    found = client.lookup_events(LookupAttributes=sent)["Events"]
    assert [len(event["Resources"]) for event in found] == [2, 2]
    assert found[0]["EventId"] != found[1]["EventId"]


def test_looking_up_is_a_call_with_its_event(client: BaseClient):
    attribute = {"AttributeKey": "EventName", "AttributeValue": "GetUser"}
    client.lookup_events(LookupAttributes=[attribute], MaxResults=5)
    [event] = client.lookup_events(MaxResults=1)["Events"]
    assert (event["EventName"], event["ReadOnly"]) == ("LookupEvents", "true")
    record = json.loads(event["CloudTrailEvent"])
    assert record["eventSource"] == "cloudtrail.amazonaws.com"
    assert record["requestParameters"] == {
        "lookupAttributes": [{"attributeKey": "EventName", "attributeValue": "GetUser"}],
        "maxResults": 5,
    }


def test_each_attribute(world: World, client: BaseClient):
    one = made(
        world, 1, event_name="One", event_source="sts.amazonaws.com", user_name="bob",
        read_only=False, access_key_id="AKIAONE", event_id=uuid.uuid4(),
    )  # fmt: skip
    made(world, 2, event_name="Other", access_key_id="")
    EventResource.objects.create(
        event=one, account=world.account, event_time=one.event_time,
        resource_type="AWS::IAM::User", resource_name="dave",
    )  # fmt: skip
    for attribute, value in {
        "AccessKeyId": "AKIAONE",
        "EventId": str(one.event_id),
        "EventName": "One",
        "EventSource": "sts.amazonaws.com",
        "ReadOnly": "false",
        "ResourceName": "dave",
        "ResourceType": "AWS::IAM::User",
        "Username": "bob",
    }.items():
        sent = {"AttributeKey": attribute, "AttributeValue": value}
        found = client.lookup_events(LookupAttributes=[sent])
        assert names(found) == ["One"], attribute
        sent["AttributeValue"] = "true" if attribute == "ReadOnly" else "nothing"
        assert "One" not in names(client.lookup_events(LookupAttributes=[sent])), attribute


def test_times_are_included_and_the_history_has_an_end(world: World, client: BaseClient):
    for name, days in (("Now", 0.0), ("Old", 60.0), ("Older", 89.9), ("Forgotten", 90.1)):
        made(world, 0, days=days, event_name=name)
    made(world, 0, event_name="Soon", event_time=NOW + timedelta(milliseconds=600))
    found = client.lookup_events(EndTime=NOW)
    assert names(found) == ["Soon", "Now", "Old", "Older"]
    start = NOW - timedelta(days=60)
    assert names(client.lookup_events(StartTime=start, EndTime=NOW))[-1] == "Old"
    assert names(client.lookup_events(StartTime=start + timedelta(seconds=1), EndTime=NOW)) == [
        "Soon", "Now",
    ]  # fmt: skip
    assert names(client.lookup_events(StartTime=datetime(1971, 1, 1, tzinfo=UTC)))[-1] == "Older"
    assert names(client.lookup_events(StartTime=TOO_FAR)) == []


def test_pages_have_every_event_once(world: World, client: BaseClient):
    """Also those of one moment, and while more arrive: each lookup leaves an event of its own."""
    for number in range(25):
        made(world, number // 10, event_name=f"E{number}", user_name="dave")
    attribute = {"AttributeKey": "Username", "AttributeValue": "dave"}
    pages = client.get_paginator("lookup_events").paginate(
        LookupAttributes=[attribute], PaginationConfig={"PageSize": 7}
    )
    found = [names(page) for page in pages]
    assert [len(page) for page in found] == [7, 7, 7, 4]
    flat = [name for page in found for name in page]
    assert flat[:10] == [f"E{number}" for number in range(9, -1, -1)]
    assert len(set(flat)) == 25


@pytest.mark.parametrize(
    "attribute", [("ResourceName", "dave"), ("ResourceType", "AWS::IAM::User")]
)
def test_pages_of_a_resource(world: World, client: BaseClient, attribute: tuple[str, str]):
    for number in range(5):
        event = made(world, number // 2, event_name=f"E{number}")
        EventResource.objects.create(
            event=event, account=world.account, event_time=event.event_time,
            resource_type="AWS::IAM::User", resource_name="dave",
        )  # fmt: skip
    sent = [{"AttributeKey": attribute[0], "AttributeValue": attribute[1]}]
    pages = client.get_paginator("lookup_events").paginate(
        LookupAttributes=sent, PaginationConfig={"PageSize": 2}
    )
    assert [names(page) for page in pages] == [["E1", "E0"], ["E3", "E2"], ["E4"]]


def test_nothing_of_another_account(world: World, client: BaseClient):
    strange = made(world, 0, account=world.stranger.account, event_id=uuid.uuid4())
    attribute = {"AttributeKey": "EventId", "AttributeValue": str(strange.event_id)}
    assert client.lookup_events(LookupAttributes=[attribute])["Events"] == []
    assert STRANGE_ID not in str(client.lookup_events())


def test_fifty_at_most_and_by_default(world: World, client: BaseClient):
    for number in range(60):
        made(world, number)
    assert len(client.lookup_events()["Events"]) == 50
    assert len(client.lookup_events(MaxResults=50)["Events"]) == 50


def test_there_are_no_insights(world: World, client: BaseClient):
    made(world, 0)
    assert client.lookup_events(EventCategory="insight")["Events"] == []


def test_what_cannot_be_looked_up(world: World, client: BaseClient):
    made(world, 0)
    made(world, 1)
    token = client.lookup_events(MaxResults=1)["NextToken"]
    invalid = "The token is not one of this lookup."
    one = {"AttributeKey": "ReadOnly", "AttributeValue": "maybe"}
    for code, text, sent in (
        ("InvalidTimeRangeException", "The start time must not be later than the end time.",
         {"StartTime": NOW, "EndTime": NOW - timedelta(seconds=1)}),
        ("InvalidLookupAttributesException", "The value of ReadOnly must be true or false.",
         {"LookupAttributes": [one]}),
        ("InvalidLookupAttributesException", "You can only have one lookup attribute.",
         {"LookupAttributes": [one, one]}),
        ("InvalidNextTokenException", invalid, {"NextToken": "x"}),
        ("InvalidNextTokenException", invalid, {"NextToken": token[:-8] + "AAAAAAAA"}),
        ("InvalidNextTokenException", invalid, {"NextToken": token, "EndTime": NOW}),
    ):  # fmt: skip
        with refused(code, text, 400):
            client.lookup_events(**sent)
        assert Event.objects.latest("pk").error_code == code


@pytest.mark.parametrize(
    ("code", "sent"),
    [
        ("InvalidMaxResultsException", {"MaxResults": 51}),
        ("InvalidMaxResultsException", {"MaxResults": 0}),
        ("InvalidEventCategoryException", {"EventCategory": "management"}),
        (
            "InvalidLookupAttributesException",
            {"LookupAttributes": [{"AttributeKey": "Region", "AttributeValue": "x"}]},
        ),
        (
            "InvalidLookupAttributesException",
            {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "x" * 2001}]},
        ),
        ("SerializationException", {"StartTime": "yesterday"}),
        ("SerializationException", {"StartTime": float("nan")}),
        ("SerializationException", {"EndTime": 1e300}),
        ("SerializationException", {"EndTime": True}),
        ("SerializationException", {"LookupAttributes": "EventName"}),
    ],
)
def test_what_does_not_fit_the_model(people: World, code: str, sent: dict[str, Any]):
    key = new_key(people.admin)
    before = rows()
    status, answer = looked_up(key, sent)
    assert (status, answer["__type"]) == (400, code)
    assert not Event.objects.exists()
    after = rows()
    for found in (before, after):
        found.pop("credentials.AccessKey")
    assert after == before


def looked_up(key: Key, sent: dict[str, Any]) -> Answer:
    """What is answered to a document that boto3 does not send."""
    headers = {"X-Amz-Target": TARGET}
    response = ask(key, json.dumps(sent).encode(), scope="cloudtrail", **headers)
    return response.status_code, json.loads(response.content)


def test_times_may_have_fractions(people: World):
    made(people, 0, event_name="Now")
    key, later = new_key(people.admin), NOW.timestamp() + 0.5
    status, answer = looked_up(key, {"StartTime": NOW.timestamp() - 0.5, "EndTime": later})
    assert (status, names(answer)) == (200, ["Now"])


def test_cbor_is_not_spoken(people: World):
    path = f"/service/{TARGET.removesuffix('.LookupEvents')}/operation/LookupEvents"
    response = ask(new_key(people.admin), b"", cbor=True, path=path, scope="cloudtrail")
    assert response.status_code == 400
    assert not Event.objects.exists()


def test_the_document_allows_no_look_at_events(world: World, connect: Connect):
    """Without MFA it denies it; with MFA nothing allows it. AWS names no resource."""
    said = f"User: {world.alice.arn} is not authorized to perform: cloudtrail:LookupEvents "
    client = connect(world.alice, "cloudtrail")
    with pytest.raises(client.exceptions.ClientError) as caught:
        client.lookup_events()
    error = caught.value.response["Error"]
    assert error["Code"] == "AccessDeniedException"
    assert error["Message"] == (
        f"{said}with an explicit deny in an identity-based policy: "
        "arn:aws:iam::123456789012:policy/Force_MFA"
    )
    text = (
        f"User: {world.bob.arn} is not authorized to perform: cloudtrail:LookupEvents because no "
        "identity-based policy allows the cloudtrail:LookupEvents action"
    )
    client = connect(world.bob, "cloudtrail")
    with refused("AccessDeniedException", text, 400):
        client.lookup_events()
    assert Event.objects.latest("pk").error_code == "AccessDenied"


@pytest.mark.parametrize("attribute", ["", "Username", "ReadOnly", "ResourceType"])
def test_a_page_takes_two_queries_however_many_there_are(people: World, attribute: str):
    value = {"Username": "alice", "ReadOnly": "true", "ResourceType": "AWS::IAM::User"}
    sent: dict[str, Any] = {"MaxResults": 20}
    if attribute:
        sent["LookupAttributes"] = [{"AttributeKey": attribute, "AttributeValue": value[attribute]}]
    key, taken = new_key(people.admin), []
    looked_up(key, sent)
    for number in range(30):
        event = made(people, number)
        EventResource.objects.create(
            event=event, account=people.account, event_time=event.event_time,
            resource_type="AWS::IAM::User", resource_name="alice",
        )  # fmt: skip
        if number in (3, 29):
            with CaptureQueriesContext(connection) as queries:
                looked_up(key, sent)
            taken.append(len(queries))
    assert taken[0] == taken[1]


def test_a_form_for_cloudtrail_is_no_lookup(people: World):
    response = send(new_key(people.admin), body_of("LookupEvents"), scoped="cloudtrail")
    assert response.status_code in (400, 403)
    assert not Event.objects.exists()
    assert Client().get("/").status_code == 302
