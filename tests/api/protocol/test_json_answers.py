"""`Accept: application/json`: IAM and STS answer the same in JSON, EC2 and S3 in XML as ever."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.parsers import QueryParser
from django.http import HttpResponse

from accounts.models import UserPolicy
from accounts.operations.groups import create_group
from accounts.operations.tags import tag_user
from console.api.catalogue import CATALOGUE
from console.models import Event
from console.protocol import service_models
from tests.api.conftest import new_key
from tests.api.protocol.test_other_protocols import ask_s3
from tests.api.raw import Key, body_of, presign, send
from tests.api.walks.test_every_operation import NAMES, sample
from tests.support.refusals import DENY_ALL
from tests.world import World as People
from tests.world import give_device

JSON = {"Accept": "application/json"}
IDENTITY = body_of("GetCallerIdentity", "sts")
READING = [
    name
    for name in NAMES
    if name[1].startswith(("Get", "List", "Simulate")) and "Token" not in name[1]
]


def told(response: HttpResponse) -> dict[str, Any]:
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["x-amzn-RequestId"]
    answer: dict[str, Any] = json.loads(response.content)
    return answer


def as_json(shape: Shape, value: Any) -> Any:
    """What botocore read from the XML, as JSON has it."""
    if isinstance(shape, StructureShape):
        return {name: as_json(shape.members[name], each) for name, each in value.items()}
    if isinstance(shape, ListShape):
        return [as_json(shape.member, each) for each in value]
    if isinstance(shape, MapShape):
        return {key: as_json(shape.value, each) for key, each in value.items()}
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, bytes):
        return value.decode()
    return value


def fill(people: People) -> None:
    create_group(account=people.account, group_name="students", now=datetime.now(tz=UTC))
    tag_user(user=people.bob, tags=[("k", '<&>\r\u00e9"\\')])
    give_device(people.bob)
    UserPolicy.objects.create(user=people.bob, policy_name="p", document=DENY_ALL)


def without_envelope(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


@pytest.mark.parametrize(("service", "name"), READING, ids="-".join)
def test_the_same_is_said_as_in_xml(people: People, key: Key, service: str, name: str):
    fill(people)
    body, model = sample(service, name), service_models.operation(service, name)
    in_xml = send(key, body, service=service)
    answer = told(send(key, body, service=service, headers=JSON))
    response = {"status_code": in_xml.status_code, "headers": {}, "body": in_xml.content}
    parsed = QueryParser().parse(response, model.output_shape)
    if in_xml.status_code == 200:
        assert list(answer) == [f"{name}Response"]
        assert set(answer[f"{name}Response"]) == {f"{name}Result", "ResponseMetadata"}
        found = as_json(model.output_shape, without_envelope(parsed))
        assert without_lists(answer[f"{name}Response"][f"{name}Result"]) == without_lists(found)
    else:
        error = answer["Error"]
        assert (error["Code"], error["Message"]) == (
            parsed["Error"]["Code"], parsed["Error"].get("Message"),
        )  # fmt: skip


def without_lists(value: Any) -> Any:
    """Without empty lists: botocore adds them where the XML has nothing."""
    if isinstance(value, dict):
        inner = {name: without_lists(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if each != []}
    return [without_lists(each) for each in value] if isinstance(value, list) else value


def test_what_is_answered_to_the_caller(people: People, key: Key):
    answer = told(send(key, IDENTITY, service="sts", headers=JSON))["GetCallerIdentityResponse"]
    assert answer["GetCallerIdentityResult"] == {
        "UserId": people.admin.user_id,
        "Account": people.account.account_id,
        "Arn": people.admin.arn,
    }
    assert answer["ResponseMetadata"]["RequestId"] == Event.objects.get().record["requestID"]


def test_an_operation_without_a_result(people: People, key: Key):
    body = body_of("DeleteAccountAlias", AccountAlias="training")
    answer = told(send(key, body, headers=JSON))
    assert list(answer["DeleteAccountAliasResponse"]) == ["ResponseMetadata"]


def test_a_presigned_address(key: Key):
    def accept(request: Any) -> None:
        request.headers["Accept"] = "application/json"

    answer = told(presign(key, "GetCallerIdentity", change=accept))
    assert answer["GetCallerIdentityResponse"]["GetCallerIdentityResult"]["Account"]


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_errors(people: People, key: Key, service: str):
    def error(response: HttpResponse) -> tuple[int, str, str]:
        answer = told(response)
        assert set(answer) == {"Error", "RequestId"}
        assert set(answer["Error"]) == {"Code", "Message", "Type"}
        return response.status_code, answer["Error"]["Code"], answer["Error"]["Type"]

    def failing(key: Key | None, body: str) -> tuple[int, str, str]:
        return error(send(key, body, service=service, headers=JSON))

    call = IDENTITY if service == "sts" else body_of("GetUser")
    assert failing(None, call) == (403, "MissingAuthenticationToken", "Sender")
    assert (
        failing({**key, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}, call)[1] == "InvalidClientTokenId"
    )
    assert failing({**key, "SecretAccessKey": "x"}, call)[1] == "SignatureDoesNotMatch"
    assert failing(key, body_of("Nothing", service))[1] == "InvalidAction"
    assert failing(key, call + "&Action=x")[:2] == (400, "MalformedInput")
    if service == "iam":
        assert failing(key, body_of("GetUser", UserName="nobody"))[:2] == (404, "NoSuchEntity")
        assert failing(new_key(people.carol), call)[:2] == (403, "AccessDenied")


def test_an_error_without_a_text(key: Key):
    answer = told(send(key, body_of("GetCredentialReport"), headers=JSON))
    assert answer["Error"] == {"Code": "ReportNotPresent", "Message": None, "Type": "Sender"}


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("application/json", True),
        ("APPLICATION/JSON", True),
        ("application/json; charset=utf-8", True),
        ("application/json;charset=UTF-8;q=0.7, */*;q=0.1", True),
        ("application/json, */*", True),
        ("*/*, application/json", True),
        ("application/json, text/plain, */*", True),
        ("application/json;q=0.9, */*;q=0.8", True),
        ("application/json;q=0.5, text/xml", False),
        ("text/xml, application/json;q=0.9", False),
        ("application/json;q=0", False),
        ("application/xml, application/json", False),
        ("*/*", False),
        ("application/*", False),
        ("text/json", False),
        ("application/x-amz-json-1.1", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("", False),
        ("json", False),
        ("application/json;q=x", True),
        ("application/json," * 100, False),
    ],
)
def test_which_types_mean_json(key: Key, accept: str, is_json: bool):
    response = send(key, IDENTITY, service="sts", headers={"Accept": accept} if accept else {})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == ("application/json" if is_json else "text/xml")


def test_ec2_and_s3_know_xml_only(key: Key):
    ec2 = send(key, body_of("DescribeInstances", "ec2"), service="ec2", headers=JSON)
    assert ec2.content.startswith(b"<?xml")
    assert ask_s3(key, Accept="application/json").content.startswith(b"<?xml")


def test_every_operation_of_both_is_in_reach():
    assert {name for name in CATALOGUE if name[0] in ("iam", "sts")} == set(NAMES)
