"""S3's buckets by its REST API: for callers whom the policies allow, in S3's own words."""

import urllib.request
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from accounts.operations.policies.inline_policies import put_user_policy
from accounts.services.inventory import buckets_of
from console import requests
from console.models import Event
from tests.api.conftest import QUICK, Connect, new_key
from tests.api.refusals import refused
from tests.api.services.test_instances import session
from tests.world import ACCOUNT_ID, World

ALICE = f"arn:aws:iam::{ACCOUNT_ID}:user/alice"
REFUSED = f"User: {ALICE} is not authorized to perform: s3:ListAllMyBuckets"
FORCE_MFA = f"arn:aws:iam::{ACCOUNT_ID}:policy/Force_MFA"
EXPLICIT = f"{REFUSED} with an explicit deny in an identity-based policy: {FORCE_MFA}"
IMPLICIT = f"{REFUSED} because no identity-based policy allows the s3:ListAllMyBuckets action"
NAMES = [bucket.name for bucket in buckets_of(ACCOUNT_ID)]
ALLOW = (
    '{"Version":"2012-10-17","Statement":'
    '{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}}'
)
PRESIGNING = QUICK.merge(Config(signature_version="s3v4"))


def names(answer: dict) -> list[str]:
    return [bucket["Name"] for bucket in answer["Buckets"]]


def test_what_is_listed(world: World, connect: Connect):
    answer = connect(world.admin, "s3").list_buckets()
    assert names(answer) == NAMES
    assert answer["Owner"] == {"ID": world.account.canonical_user_id}
    assert answer["Buckets"][0]["CreationDate"] == buckets_of(ACCOUNT_ID)[0].created_at
    assert set(answer["Buckets"][0]) == {"Name", "CreationDate"}
    assert not set(names(connect(world.stranger, "s3").list_buckets())) & set(NAMES)
    event = Event.objects.filter(event_name="ListBuckets").first()
    assert event.record["eventSource"] == "s3.amazonaws.com"
    assert (event.event_source, event.error_code) == ("s3.amazonaws.com", "")


def test_pages_and_filters_of_list_buckets(world: World, connect: Connect):
    client = connect(world.admin, "s3")
    assert names(client.list_buckets(Prefix="doc")) == NAMES[1:2]
    answer = client.list_buckets(BucketRegion="eu-west-1")
    assert names(answer) == NAMES[:1]
    assert answer["Buckets"][0]["BucketRegion"] == "eu-west-1"
    pages = client.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 2})
    assert [names(page) for page in pages] == [NAMES[:2], NAMES[2:]]
    with refused("InvalidArgument", "The continuation token provided is incorrect", 400):
        client.list_buckets(ContinuationToken="\u00e9")
    text = "Argument max-buckets must be an integer between 1 and 10000"
    for size in (0, -1, 10_001, "many"):
        with refused("InvalidArgument", text, 400):
            client.list_buckets(MaxBuckets=size)


def test_denied_until_mfa_and_then_for_want_of_a_policy(world: World, connect: Connect):
    for client in (
        connect(world.alice, "s3"),
        session(connect, world.alice, mfa=False, service="s3"),
    ):
        with refused("AccessDenied", EXPLICIT, 403):
            client.list_buckets()
    client = session(connect, world.alice, mfa=True, service="s3")
    with refused("AccessDenied", IMPLICIT, 403):
        client.list_buckets()
    put_user_policy(user=world.alice, policy_name="Buckets", document=ALLOW)
    assert names(client.list_buckets()) == NAMES
    with refused("AccessDenied", EXPLICIT, 403):
        connect(world.alice, "s3").list_buckets()
    record = Event.objects.filter(error_code="AccessDenied").first().record
    assert record["eventSource"] == "s3.amazonaws.com"
    assert record["eventName"] == "ListBuckets"
    assert record["errorMessage"] == EXPLICIT


def opened(url: str) -> tuple[int, ET.Element]:
    """What a browser is answered at this address."""
    try:
        with urllib.request.urlopen(url) as answer:  # noqa: S310
            return answer.status, ET.fromstring(answer.read())  # noqa: S314
    except urllib.error.HTTPError as error:
        return error.code, ET.fromstring(error.read())  # noqa: S314


def test_an_address_that_is_signed_opens_in_a_browser(world: World, connect: Connect, monkeypatch):
    client = connect(world.admin, "s3", config=PRESIGNING)
    url = client.generate_presigned_url("list_buckets", ExpiresIn=3600)
    status, root = opened(url)
    assert status == 200
    assert [name.text for name in root.findall(".//{*}Name")] == NAMES
    denied = connect(world.alice, "s3", config=PRESIGNING).generate_presigned_url("list_buckets")
    status, root = opened(denied)
    assert (status, root.findtext("Code"), root.findtext("Message")) == (
        403,
        "AccessDenied",
        EXPLICIT,
    )
    status, root = opened(url.replace("Signature=", "Signature=0"))
    assert (status, root.findtext("Code")) == (403, "SignatureDoesNotMatch")
    assert opened(url.replace("X-Amz-Expires=3600", "X-Amz-Expires=x"))[0] == 400
    for seconds, expected in ((3500, 200), (3700, 403), (-1000, 403)):
        moment = datetime.now(tz=UTC) + timedelta(seconds=seconds)
        monkeypatch.setattr(requests, "real_now", lambda moment=moment: moment)
        assert opened(url)[0] == expected, seconds


def test_an_older_signature_is_told_which_to_use(world: World, connect: Connect):
    client = connect(world.admin, "s3", config=QUICK.merge(Config(signature_version="s3")))
    status, root = opened(client.generate_presigned_url("list_buckets"))
    assert (status, root.findtext("Code")) == (400, "InvalidRequest")
    text = (
        "The authorization mechanism you have provided is not supported. "
        "Please use AWS4-HMAC-SHA256."
    )
    with refused("InvalidRequest", text, 400):
        client.list_buckets()


def test_callers_that_s3_does_not_know(world: World, connect: Connect):
    key = new_key(world.admin)
    for spoiled, error, status in (
        ({**key, "SecretAccessKey": "x" * 40}, "SignatureDoesNotMatch", 403),
        ({**key, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}, "InvalidAccessKeyId", 403),
        ({**key, "SessionToken": "x"}, "InvalidToken", 400),
    ):
        with pytest.raises(ClientError) as caught:
            connect(None, "s3", credentials=spoiled).list_buckets()
        answer = caught.value.response
        assert answer["Error"]["Code"] == error
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == status
    assert not Event.objects.exists()


def test_any_region_lists_the_same(world: World, connect: Connect):
    client = connect(world.admin, "s3", region_name="eu-west-1")
    assert names(client.list_buckets()) == NAMES


def test_other_operations_of_s3(world: World, connect: Connect):
    client = connect(world.admin, "s3")
    text = "A header you provided implies functionality that is not implemented"
    for call in (
        lambda: client.list_objects_v2(Bucket=NAMES[0]),
        lambda: client.get_object(Bucket=NAMES[0], Key="a b/\u00e9"),
        lambda: client.put_object(Bucket="nobodys", Key="x", Body=b"x"),
        lambda: client.delete_objects(Bucket=NAMES[0], Delete={"Objects": [{"Key": "x"}]}),
        lambda: client.create_bucket(Bucket="new"),
    ):
        with refused("NotImplemented", text, 501):
            call()
    with pytest.raises(ClientError) as caught:
        client.head_bucket(Bucket=NAMES[0])
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert not Event.objects.exists()
