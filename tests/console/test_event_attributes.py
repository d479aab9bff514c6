"""What an event is looked up by: its resources, its access key, and the same of older events."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from console.models import Event, EventResource
from tests.api.conftest import new_key
from tests.api.raw import body_of, send
from tests.world import ACCOUNT_ID, PAGE, World, sign_in

ARN = f"arn:aws:iam::{ACCOUNT_ID}:"
BEFORE = [("accounts", "0006_users_by_boundary"), ("console", "0004_last_accessed_reports")]
USER, KEY, POLICY = "AWS::IAM::User", "AWS::IAM::AccessKey", "AWS::IAM::Policy"


def last() -> tuple[Event, list[tuple[str, str]]]:
    """The newest event, and what it is found by."""
    event = Event.objects.latest("pk")
    found = event.resources.order_by("pk").values_list("resource_type", "resource_name")
    return event, list(found)


def test_a_key_and_its_user(world: World):
    key = new_key(world.admin)
    send(key, body_of("CreateAccessKey", UserName="alice"))
    event, found = last()
    made = event.record["responseElements"]["accessKey"]["accessKeyId"]
    assert found == [(KEY, made), (USER, "alice")]
    assert event.access_key_id == key["AccessKeyId"]
    assert event.resource_arn == f"{ARN}user/alice"
    named = {"accountId": ACCOUNT_ID, "type": USER, "ARN": f"{ARN}user/alice"}
    assert event.record["resources"] == [named]


def test_the_own_user_where_none_is_named(world: World):
    send(new_key(world.admin), body_of("CreateAccessKey"))
    assert last()[1][1:] == [(USER, "admin")]


def test_a_policy_and_the_user_that_gets_it(world: World):
    policy = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    send(new_key(world.admin), body_of("AttachUserPolicy", UserName="bob", PolicyArn=policy))
    assert last()[1] == [(POLICY, policy), (USER, "bob")]


@pytest.mark.parametrize("action", ["ListUsers", "GetUser"])
def test_what_only_reads_has_none(world: World, action: str):
    send(new_key(world.admin), body_of(action))
    event, found = last()
    assert found == []
    assert "resources" not in event.record


def test_what_was_refused_has_none_but_was_decided_about_one(world: World):
    send(new_key(world.carol), body_of("DeleteUser", UserName="alice"))
    event, found = last()
    assert (found, event.error_code) == ([], "AccessDenied")
    assert event.resource_arn == f"{ARN}user/alice"
    assert "resources" not in event.record


def test_what_fails_names_what_was_asked_for(world: World):
    body = body_of("DeleteAccessKey", UserName="alice", AccessKeyId="AKIA" + "X" * 16)
    assert send(new_key(world.admin), body).status_code == 404
    event, found = last()
    assert found == [(KEY, "AKIA" + "X" * 16), (USER, "alice")]
    assert "resources" not in event.record


def test_a_page_leaves_the_same(world: World):
    client = sign_in(Client(), world.admin)
    client.post(f"{PAGE}access-keys/create/description/", {"client_token": str(uuid.uuid4())})
    event = Event.objects.get(event_name="CreateAccessKey")
    kinds = event.resources.order_by("pk").values_list("resource_type", flat=True)
    assert (list(kinds), event.access_key_id) == ([KEY, USER], "")
    assert event.resource_arn == f"{ARN}user/admin"


def test_the_host_where_a_proxy_encrypts(world: World, settings):
    client = Client(headers={"host": "localhost"})
    sign_in(client, world.admin)
    assert "tlsDetails" not in last()[0].record
    client.get(PAGE, secure=True)
    assert last()[0].record["tlsDetails"] == {"clientProvidedHostHeader": "localhost"}


@pytest.mark.django_db(transaction=True)
def test_older_events_get_what_their_records_say():
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    try:
        state = executor.loader.project_state(BEFORE).apps
        account = state.get_model("accounts", "Account").objects.create(
            account_id=ACCOUNT_ID, canonical_user_id="c" * 64, created_at=datetime.now(tz=UTC)
        )
        old = state.get_model("console", "Event")
        for name, identity, asked, reads in (
            ("DeleteAccessKey", {"accessKeyId": "AKIA"}, {"accessKeyId": "K", "userName": "u"}, 0),
            ("ListUsers", {}, None, 1),
        ):
            record = {"userIdentity": identity, "requestParameters": asked}
            old.objects.create(
                account=account, event_time=datetime.now(tz=UTC), event_source="iam",
                event_name=name, user_name="u", read_only=reads, record=record,
            )  # fmt: skip
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(latest)
    keys = Event.objects.order_by("pk").values_list("event_name", "access_key_id")
    assert list(keys) == [("DeleteAccessKey", "AKIA"), ("ListUsers", "")]
    found = EventResource.objects.order_by("pk").values_list("event__event_name", "resource_type")
    assert list(found) == [("DeleteAccessKey", KEY), ("DeleteAccessKey", USER)]
