"""GetResources of the Resource Groups Tagging API through boto3, in CBOR and in JSON."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.loaders import Loader
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Policy, UserPolicy
from accounts.operations.policies.policies import create_policy
from accounts.operations.tags import tag_user
from accounts.services.inventory import instances_of
from console.models import Event
from console.protocol.other_services import HERE
from credentials.models import AccessKey, MFADevice
from credentials.operations.reports.tagged_resources import tagged_resources
from tests.api.conftest import Connect
from tests.api.refusals import refused
from tests.api.services.test_instances import session
from tests.support.refusals import DENY_ALL
from tests.world import ACCOUNT_ID, World, give_device

SERVICE = "resourcegroupstaggingapi"
INVALID = "InvalidParameterException"
INSTANCES = [
    f"arn:aws:ec2:us-east-1:{ACCOUNT_ID}:instance/{each.instance_id}"
    for each in instances_of(ACCOUNT_ID)
]
BLUE, RED, PLAIN = (f"arn:aws:iam::{ACCOUNT_ID}:policy/{name}" for name in ("Blue", "Red", "Plain"))
PHONE = f"arn:aws:iam::{ACCOUNT_ID}:mfa/phone"
EVERYTHING = sorted([BLUE, RED, PHONE, *INSTANCES])


@pytest.fixture(params=["cbor", "json"])
def speak(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Clients of this service speak one of its two protocols: JSON by themselves, as other SDKs do
    CBOR where the model lists nothing else.
    """
    whole = Loader.load_service_model

    def in_cbor(self: Loader, service_name: str, *arguments: Any, **more: Any) -> Any:
        model = whole(self, service_name, *arguments, **more)
        if service_name != SERVICE or "metadata" not in model:
            return model
        return {**model, "metadata": {**model["metadata"], "protocols": ["smithy-rpc-v2-cbor"]}}

    if request.param == "cbor":
        monkeypatch.setattr(Loader, "load_service_model", in_cbor)
    return request.param


@pytest.fixture
def client(world: World, connect: Connect, speak: str) -> BaseClient:
    """The administrator's, of an account with two tagged policies, a tagged device and user."""
    now = datetime.now(tz=UTC)
    for name, tags in (
        ("Blue", [("Team", "blue"), ("Cost", "7")]),
        ("Plain", []),
        ("Red", [("Team", "r\u00e9d")]),
    ):
        create_policy(
            account=world.account, policy_name=name, document=DENY_ALL, now=now, tags=tags
        )
    give_device(world.bob, "phone")
    MFADevice.objects.filter(user=world.bob).update(tags={"Team": "blue"})
    tag_user(user=world.bob, tags=[("Team", "blue")])
    return connect(world.admin, SERVICE)


def arns(answer: Mapping[str, Any]) -> list[str]:
    return [each["ResourceARN"] for each in answer["ResourceTagMappingList"]]


def test_what_is_returned(world: World, connect: Connect, client: BaseClient, speak: str):
    kinds = []
    client.meta.events.register(
        "before-send", lambda request, **_: kinds.append(request.headers["Content-Type"])
    )
    answer = client.get_resources()
    assert speak in str(kinds[0])
    assert arns(answer) == EVERYTHING
    assert answer["PaginationToken"] == ""
    mapped = {each["ResourceARN"]: each["Tags"] for each in answer["ResourceTagMappingList"]}
    assert mapped[BLUE] == [{"Key": "Cost", "Value": "7"}, {"Key": "Team", "Value": "blue"}]
    assert mapped[RED] == [{"Key": "Team", "Value": "r\u00e9d"}]
    assert mapped[INSTANCES[0]] == [{"Key": "Name", "Value": "web-1"}]
    event = Event.objects.get()
    assert (event.event_source, event.event_name) == ("tagging.amazonaws.com", "GetResources")
    assert event.record["requestID"] == answer["ResponseMetadata"]["RequestId"]
    assert event.read_only
    assert AccessKey.objects.get(user=world.admin).last_used_service == "tagging"
    theirs = arns(connect(world.stranger, SERVICE).get_resources())
    assert len(theirs) == len(INSTANCES)
    assert not set(theirs) & set(EVERYTHING)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"ResourceTypeFilters": ["iam"]}, [PHONE, BLUE, RED]),
        ({"ResourceTypeFilters": ["iam:policy"]}, [BLUE, RED]),
        ({"ResourceTypeFilters": ["iam:mfa", "ec2:instance"]}, [*sorted(INSTANCES), PHONE]),
        ({"ResourceTypeFilters": ["iam:user", "s3", "policy", ""]}, []),
        ({"TagFilters": [{"Key": "Team"}]}, [PHONE, BLUE, RED]),
        ({"TagFilters": [{"Key": "Team", "Values": ["blue", "x"]}]}, [PHONE, BLUE]),
        ({"TagFilters": [{"Key": "Team", "Values": []}, {"Key": "Cost"}]}, [BLUE]),
        ({"TagFilters": [{"Key": "team"}]}, []),
        ({"TagFilters": [{"Key": "Team"}], "ResourceTypeFilters": ["iam:mfa"]}, [PHONE]),
        ({"ResourceARNList": [PLAIN, RED, PHONE, "x"]}, [PHONE, RED]),
        ({"ResourceARNList": [INSTANCES[0]]}, INSTANCES[:1]),
        ({"IncludeComplianceDetails": True, "ExcludeCompliantResources": True}, []),
    ],
)  # fmt: skip
def test_filters(client: BaseClient, asked: dict[str, Any], expected: list[str]):
    assert arns(client.get_resources(**asked)) == expected


def test_details_of_an_account_without_a_tag_policy(client: BaseClient):
    answer = client.get_resources(IncludeComplianceDetails=True, ResourceARNList=[RED])
    details = answer["ResourceTagMappingList"][0]["ComplianceDetails"]
    assert details["ComplianceStatus"] is True
    assert details["MissingTagKeys"] == []


def test_pages(client: BaseClient):
    pages = list(client.get_paginator("get_resources").paginate(ResourcesPerPage=2))
    assert [len(arns(page)) for page in pages] == [2, 2, 2]
    assert [arn for page in pages for arn in arns(page)] == EVERYTHING
    token = pages[0]["PaginationToken"]
    for spoilt in ("x", token[:-2], token[::-1], "\u00e9", "MQ=="):
        with refused(INVALID, "Invalid Marker.", 400):
            client.get_resources(PaginationToken=spoilt)
    with refused(INVALID, "Marker and Filter do not match", 400):
        client.get_resources(PaginationToken=token, ResourceTypeFilters=["iam"])


def test_a_page_of_tags_cuts_no_resource(client: BaseClient):
    tags = {f"key-{number}": "" for number in range(50)}
    Policy.objects.filter(policy_name__in=("Blue", "Red")).update(tags=tags)
    pages = client.get_paginator("get_resources").paginate(
        TagsPerPage=100, ResourceTypeFilters=["iam"]
    )
    assert [arns(page) for page in pages] == [[PHONE, BLUE], [RED]]


def test_what_is_refused(client: BaseClient):
    bad: list[dict[str, Any]] = [
        {"ResourcesPerPage": 0},
        {"ResourcesPerPage": 101},
        {"TagsPerPage": 150},
        {"TagsPerPage": 600},
        {"ExcludeCompliantResources": True},
        {"TagFilters": [{"Values": ["x"]}]},
        {"TagFilters": [{"Key": ""}]},
        {"TagFilters": [{"Key": "k"}] * 51},
        {"TagFilters": [{"Key": "k", "Values": ["v"] * 21}]},
        {"TagFilters": [{"Key": "\0"}]},
        {"ResourceARNList": []},
        {"ResourceARNList": ["a"] * 101},
        {"ResourceARNList": ["a"], "ResourcesPerPage": 5},
        {"PaginationToken": "x" * 2049},
    ]
    for parameters in bad:
        with pytest.raises(client.exceptions.InvalidParameterException):
            client.get_resources(**parameters)


def test_the_policies_decide(world: World, connect: Connect, client: BaseClient):
    base = f"User: {world.carol.arn} is not authorized to perform: tag:GetResources"
    carol = connect(world.carol, SERVICE)
    text = f"{base} because no identity-based policy allows the tag:GetResources action"
    with refused("AccessDeniedException", text, 400):
        carol.get_resources()
    UserPolicy.objects.create(user=world.carol, policy_name="No", document=DENY_ALL)
    with refused(
        "AccessDeniedException", f"{base} with an explicit deny in an identity-based policy", 400
    ):
        carol.get_resources()
    assert set(Event.objects.values_list("error_code", flat=True)) == {"AccessDenied"}
    assert arns(session(connect, world.admin, mfa=False, service=SERVICE).get_resources())


def test_callers_that_are_not_known(world: World, connect: Connect, client: BaseClient):
    wrong = {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x"}
    text = "The security token included in the request is invalid."
    with refused("UnrecognizedClientException", text, 400):
        connect(None, SERVICE, credentials=wrong).get_resources()
    client._request_signer._credentials.secret_key = "x"
    with pytest.raises(client.exceptions.ClientError, match="InvalidSignatureException"):
        client.get_resources()
    assert not Event.objects.exists()


def test_other_operations_are_not_here(client: BaseClient):
    with refused("UnknownOperationException", f"The operation GetTagKeys is not here. {HERE}", 400):
        client.get_tag_keys()
    assert not Event.objects.exists()


def test_the_number_of_queries_is_fixed(world: World, client: BaseClient):
    with CaptureQueriesContext(connection) as asked:
        assert len(tagged_resources(account=world.account)) == len(EVERYTHING)
    assert len(asked) == 2


def test_last_accessed_reports_know_the_service(world: World, connect: Connect, client: BaseClient):
    client.get_resources()
    iam = connect(world.admin)
    job = iam.generate_service_last_accessed_details(Arn=world.admin.arn)["JobId"]
    services = iam.get_service_last_accessed_details(JobId=job)["ServicesLastAccessed"]
    [tagging] = [each for each in services if each["ServiceNamespace"] == "tag"]
    assert tagging["LastAuthenticatedEntity"] == world.admin.arn
