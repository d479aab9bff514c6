"""Organizations in its own protocol, JSON 1.1: the account is in no organization."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.operations.policies.inline_policies import put_user_policy
from console.models import Event
from tests.api.conftest import Connect
from tests.api.refusals import refused
from tests.support.refusals import DENY_ALL
from tests.world import World

NO_ORGANIZATION = "Your account is not a member of an organization."
KIND = "application/x-amz-json-1.1"
TARGET = "AWSOrganizationsV20161128.DescribeOrganization"


def test_there_is_no_organization(world: World, connect: Connect):
    client = connect(world.admin, "organizations")
    with pytest.raises(client.exceptions.AWSOrganizationsNotInUseException) as caught:
        client.describe_organization()
    answer = caught.value.response
    assert answer["Error"]["Message"] == answer["Message"] == NO_ORGANIZATION
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["content-type"] == KIND
    event = Event.objects.get()
    assert event.record["requestID"] == answer["ResponseMetadata"]["RequestId"]
    assert event.event_source == "organizations.amazonaws.com"
    assert (event.event_name, event.error_code) == (
        "DescribeOrganization", "AWSOrganizationsNotInUseException",
    )  # fmt: skip


def test_the_policies_decide_who_may_ask(world: World, connect: Connect):
    text = (
        f"User: {world.carol.arn} is not authorized to perform: organizations:DescribeOrganization "
        "on resource: * because no identity-based policy allows the "
        "organizations:DescribeOrganization action"
    )
    client = connect(world.carol, "organizations")
    with refused("AccessDeniedException", text, 400):
        client.describe_organization()
    put_user_policy(user=world.admin, policy_name="none", document=DENY_ALL)
    client = connect(world.admin, "organizations")
    with pytest.raises(client.exceptions.AccessDeniedException, match="with an explicit deny"):
        client.describe_organization()
    assert set(Event.objects.values_list("error_code", flat=True)) == {"AccessDenied"}


def test_a_session_may_ask(world: World, connect: Connect):
    session = connect(world.admin, "sts").get_session_token()["Credentials"]
    client = connect(service="organizations", credentials=session)
    with refused("AWSOrganizationsNotInUseException", NO_ORGANIZATION, 400):
        client.describe_organization()


def test_callers_that_are_not_known(world: World, connect: Connect):
    wrong = {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x"}
    text = "The security token included in the request is invalid."
    with refused("UnrecognizedClientException", text, 400):
        connect(service="organizations", credentials=wrong).describe_organization()
    client = connect(world.admin, "organizations")
    client._request_signer._credentials.secret_key = "x"
    with pytest.raises(client.exceptions.ClientError, match="InvalidSignatureException"):
        client.describe_organization()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "authorization",
    ["", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iam/aws4_request"],
)
def test_what_is_not_signed_is_refused_in_json(db: None, authorization: str):
    headers: dict[str, Any] = {"X-Amz-Target": TARGET}
    if authorization:
        headers["Authorization"] = authorization
    response = Client().post("/", b"{}", content_type=KIND, headers=headers)
    said = json.loads(response.content)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == KIND
    expected = "IncompleteSignatureException" if authorization else (
        "MissingAuthenticationTokenException"
    )  # fmt: skip
    assert said["__type"] == expected
    assert not Event.objects.exists()
