"""Access keys through boto3."""

import base64
import json

import time_machine
from django.test import Client

from console.models import Event
from credentials.models import AccessKey, Status
from tests.api.conftest import Connect, new_key, refused
from tests.world import PAGE, World, give_device, sign_in

NO_USER = (404, "NoSuchEntity", "The user with name nobody cannot be found.")
UNKNOWN = "AKIAIOSFODNN7EXAMPLE"
NO_KEY = (404, "NoSuchEntity", f"The Access Key with id {UNKNOWN} cannot be found.")


def test_the_life_of_a_key(world: World, connect: Connect):
    iam = connect(world.bob)
    made = iam.create_access_key()["AccessKey"]
    assert made["UserName"] == "bob"
    assert made["Status"] == "Active"
    assert len(made["SecretAccessKey"]) == 40
    listed = iam.list_access_keys()
    assert [key["AccessKeyId"] for key in listed["AccessKeyMetadata"]][1] == made["AccessKeyId"]
    assert set(listed["AccessKeyMetadata"][1]) == {
        "UserName",
        "AccessKeyId",
        "Status",
        "CreateDate",
    }
    assert listed["IsTruncated"] is False
    iam.update_access_key(AccessKeyId=made["AccessKeyId"], Status="Inactive")
    assert AccessKey.objects.get(access_key_id=made["AccessKeyId"]).status == Status.INACTIVE
    iam.delete_access_key(AccessKeyId=made["AccessKeyId"], UserName="BOB")
    assert not AccessKey.objects.filter(access_key_id=made["AccessKeyId"]).exists()


def test_a_third_key_is_over_the_quota(world: World, connect: Connect):
    iam = connect(world.admin)
    for _ in range(2):
        iam.create_access_key(UserName="carol")
    expected = (409, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2")
    assert refused(iam.create_access_key, UserName="carol") == expected
    assert AccessKey.objects.filter(user=world.carol).count() == 2


def test_errors(world: World, connect: Connect):
    iam = connect(world.admin)
    assert refused(iam.create_access_key, UserName="nobody") == NO_USER
    assert refused(iam.list_access_keys, UserName="nobody") == NO_USER
    wrong = {"AccessKeyId": UNKNOWN}
    assert refused(iam.update_access_key, **wrong, Status="Active") == NO_KEY
    assert refused(iam.delete_access_key, **wrong) == NO_KEY
    assert refused(iam.delete_access_key, **wrong, UserName="nobody") == NO_USER
    expired = (400, "InvalidInput", "Operation does not support status Expired")
    own = iam.list_access_keys()["AccessKeyMetadata"][0]["AccessKeyId"]
    assert refused(iam.update_access_key, AccessKeyId=own, Status="Expired") == expired
    enum = (
        "1 validation error detected: Value at 'status' failed to satisfy constraint: "
        "Member must satisfy enum value set: [Active, Inactive, Expired]"
    )
    status, code, text = refused(iam.update_access_key, AccessKeyId=own, Status="active")
    assert (status, code, text) == (400, "ValidationError", enum)


def test_another_account_s_key_is_unknown(world: World, connect: Connect):
    foreign = new_key(world.stranger)["AccessKeyId"]
    iam = connect(world.admin)
    text = f"The Access Key with id {foreign} cannot be found."
    assert refused(iam.delete_access_key, AccessKeyId=foreign) == (404, "NoSuchEntity", text)
    assert AccessKey.objects.filter(access_key_id=foreign).exists()


def test_the_document_s_policy_denies_a_long_term_key(world: World, connect: Connect):
    iam = connect(world.alice)
    text = (
        f"User: {world.alice.arn} is not authorized to perform: iam:ListAccessKeys on resource: "
        "user nullalice with an explicit deny in an identity-based policy: "
        "arn:aws:iam::123456789012:policy/Force_MFA"
    )
    assert refused(iam.list_access_keys) == (403, "AccessDenied", text)
    assert refused(iam.list_access_keys, UserName="alice") == (
        403,
        "AccessDenied",
        text.replace("nullalice", "alice"),
    )
    assert Event.objects.filter(event_name="ListAccessKeys", error_code="AccessDenied").count() == 2


def test_who_may_not_ask_learns_nothing(world: World, connect: Connect):
    iam = connect(world.carol)
    base = f"User: {world.carol.arn} is not authorized to perform: iam:ListAccessKeys on resource: "
    why = " because no identity-based policy allows the iam:ListAccessKeys action"
    for name in ("bob", "nobody"):
        expected = (403, "AccessDenied", f"{base}user {name}{why}")
        assert refused(iam.list_access_keys, UserName=name) == expected


def test_pages_go_on_where_they_ended(world: World, connect: Connect):
    iam = connect(world.bob)
    second = iam.create_access_key()["AccessKey"]["AccessKeyId"]
    first = iam.list_access_keys(MaxItems=1)
    assert first["IsTruncated"] is True
    rest = iam.list_access_keys(MaxItems=5, Marker=first["Marker"])
    assert [key["AccessKeyId"] for key in rest["AccessKeyMetadata"]] == [second]
    assert "Marker" not in rest
    found = [
        key["AccessKeyId"]
        for page in iam.get_paginator("list_access_keys").paginate(PaginationConfig={"PageSize": 1})
        for key in page["AccessKeyMetadata"]
    ]
    assert len(found) == 2


def test_markers_are_refused_where_they_do_not_belong(world: World, connect: Connect):
    iam = connect(world.bob)
    iam.create_access_key()
    marker = iam.list_access_keys(MaxItems=1)["Marker"]
    wrong = (400, "ValidationError", "Invalid Marker.")
    for text in ("x", "bm90", "WzEsMl0=", "eyJhIjoxfQ=="):
        answer = refused(iam.list_access_keys, Marker=text)
        assert answer in (wrong, (400, "ValidationError", "Marker and Filter do not match"))
    given_for = json.loads(base64.urlsafe_b64decode(marker))[0]
    for last in ("abc", "1\0", 1.5, None, [], "9" * 30):
        forged = base64.urlsafe_b64encode(json.dumps([given_for, last]).encode()).decode()
        assert refused(iam.list_access_keys, Marker=forged) == wrong
    other = refused(iam.list_access_keys, Marker=marker, UserName="bob")
    assert other == (400, "ValidationError", "Marker and Filter do not match")


def test_a_key_of_the_page_works_and_one_of_the_api_shows(world: World, connect: Connect):
    client = sign_in(Client(), world.bob, device=give_device(world.bob))
    key = new_key(world.bob)
    iam = connect(credentials=key)
    other = iam.create_access_key()["AccessKey"]
    assert other["AccessKeyId"] in client.get(PAGE).content.decode()
    client.post(f"{PAGE}access-keys/{other['AccessKeyId']}/deactivate/")
    dead = connect(credentials=other)
    invalid = (
        403,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    )
    assert refused(dead.get_user) == invalid
    client.post(f"{PAGE}access-keys/{other['AccessKeyId']}/activate/")
    assert dead.get_user()["User"]["UserName"] == "bob"
    iam.update_access_key(AccessKeyId=other["AccessKeyId"], Status="Inactive")
    assert refused(dead.get_user) == invalid
    assert "Inactive" in client.get(PAGE).content.decode()
    iam.delete_access_key(AccessKeyId=other["AccessKeyId"])
    assert refused(dead.get_user) == invalid


def test_the_last_use_is_recorded_once_a_minute(world: World, connect: Connect):
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        iam, sts = connect(world.bob), connect(world.bob, "sts", region_name="eu-west-1")
        iam.get_user()
        row = AccessKey.objects.get(user=world.bob)
        assert (row.last_used_service, row.last_used_region) == ("iam", "us-east-1")
        first = row.last_used_at
        clock.shift(59)
        sts.get_caller_identity()
        row.refresh_from_db()
        assert row.last_used_at == first
        clock.shift(1)
        sts.get_caller_identity()
        row.refresh_from_db()
        assert (row.last_used_at - first).total_seconds() == 60
        assert (row.last_used_service, row.last_used_region) == ("sts", "eu-west-1")


def test_no_event_holds_a_secret(world: World, connect: Connect):
    made = connect(world.bob).create_access_key()["AccessKey"]
    event = Event.objects.get(event_name="CreateAccessKey")
    assert event.record["requestParameters"] is None
    recorded = event.record["responseElements"]["accessKey"]
    assert set(recorded) == {"userName", "accessKeyId", "status", "createDate"}
    assert made["SecretAccessKey"] not in str(event.record)
    identity = event.record["userIdentity"]
    assert identity["accessKeyId"] != made["AccessKeyId"]
    assert "sessionContext" not in identity
    assert "sessionCredentialFromConsole" not in event.record
