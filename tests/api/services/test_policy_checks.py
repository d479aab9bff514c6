"""Access Analyzer's checks of policy documents, through boto3 and by hand."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from botocore.client import BaseClient

from accounts.models import UserPolicy
from accounts.validation import validate
from console.models import Event
from tests.api.conftest import Connect, new_key, refused
from tests.api.protocol.test_rest_json import VALIDATION, ask, error_of
from tests.api.raw import Key
from tests.support.refusals import DENY_ALL
from tests.support.rows import rows
from tests.world import World

TYPE = {"policyType": "IDENTITY_POLICY"}
MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return allow(action, resource, **more) | {"Effect": "Deny"}


FAULTY = document(allow(["iam:GetUsr", "iam:PassRole"]), {"Effect": "Allow", "Action": "s3:*"})

FAULTS = ["INVALID_ACTION", "PASS_ROLE_WITH_STAR_IN_RESOURCE", "MISSING_RESOURCE"]


@pytest.fixture
def client(world: World, connect: Connect) -> BaseClient:
    return connect(world.admin, "accessanalyzer")


def test_findings_as_access_analyzer_answers_them(client: BaseClient):
    findings = client.validate_policy(policyDocument=FAULTY, **TYPE)["findings"]
    assert [one["issueCode"] for one in findings] == FAULTS
    start = FAULTY.index('"iam:GetUsr"')
    end = start + len('"iam:GetUsr"')
    assert findings[0] == {
        "findingDetails": "The action iam:GetUsr does not exist. Did you mean iam:GetUser?",
        "findingType": "ERROR",
        "issueCode": "INVALID_ACTION",
        "learnMoreLink": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-"
            "checks.html#access-analyzer-reference-policy-checks-error-invalid-action"
        ),
        "locations": [
            {
                "path": [
                    {"value": "Statement"}, {"index": 0}, {"value": "Action"}, {"index": 0},
                ],
                "span": {
                    "start": {"line": 1, "column": start, "offset": start},
                    "end": {"line": 1, "column": end, "offset": end},
                },
            }
        ],
    }  # fmt: skip
    event = Event.objects.get(event_name="ValidatePolicy")
    assert event.event_source == "access-analyzer.amazonaws.com"
    assert event.read_only


def test_the_aws_command(world: World, live_server: Any, tmp_path: Path):
    key = new_key(world.admin)

    def aws(command: str, *words: str) -> Any:
        done = subprocess.run(
            [
                Path(sys.executable).parent / "aws", "accessanalyzer", command, *words,
                "--policy-type", "IDENTITY_POLICY", "--endpoint-url", live_server.url,
            ],
            env={
                "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
                "AWS_DEFAULT_REGION": "us-east-1",
                "HOME": str(tmp_path),
            },
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    found = aws("validate-policy", "--policy-document", FAULTY)["findings"]
    assert [one["issueCode"] for one in found] == FAULTS
    put = ("--access", "actions=iam:PutUserPolicy")
    text = document(allow("iam:Put*", Sid="Put"))
    answer = aws("check-access-not-granted", "--policy-document", text, *put)
    assert (answer["result"], answer["reasons"][0]["statementId"]) == ("FAIL", "Put")
    answer = aws(
        "check-no-new-access",
        "--existing-policy-document", text,
        "--new-policy-document", document(allow("iam:PutUserPolicy")),
    )  # fmt: skip
    assert answer["result"] == "PASS"


def test_ours_are_not_answered(client: BaseClient):
    text = document(deny("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}))
    assert any(one.ours for one in validate(text))
    assert client.validate_policy(policyDocument=text, **TYPE)["findings"] == []


def test_that_not_all_was_checked_is_answered(client: BaseClient):
    """A page that is silent would say that there is nothing else."""
    text = document(allow([f"a{n}" for n in range(400)]))
    paginator = client.get_paginator("validate_policy").paginate(policyDocument=text, **TYPE)
    found = [one for page in paginator for one in page["findings"]]
    assert len(found) == 201
    [said] = [one for one in found if one["issueCode"] == "PARTLY_CHECKED"]
    assert said["findingType"] == "WARNING"
    assert said["findingDetails"].startswith("The document is too large to be checked whole")


def test_findings_come_in_pages(client: BaseClient):
    text = document(allow([f"iam:Nothing{n}" for n in range(7)], Sid="A b"))
    whole = client.validate_policy(policyDocument=text, **TYPE)["findings"]
    assert len(whole) == 8
    paginator = client.get_paginator("validate_policy")
    pages = paginator.paginate(policyDocument=text, PaginationConfig={"PageSize": 3}, **TYPE)
    found = [page["findings"] for page in pages]
    assert [len(page) for page in found] == [3, 3, 2]
    assert [one for page in found for one in page] == whole
    token = client.validate_policy(policyDocument=text, maxResults=3, **TYPE)["nextToken"]
    other = document(allow("iam:Nothing"))
    for sent in (
        {"policyDocument": other, "nextToken": token},
        {"policyDocument": text, "nextToken": "x"},
        {"policyDocument": text, "maxResults": 0},
        {"policyDocument": text, "maxResults": 1001},
    ):
        status, code, _ = refused(client.validate_policy, **sent, **TYPE)
        assert (status, code) == (400, "ValidationException")


def test_access_that_is_not_granted(client: BaseClient):
    check = client.check_access_not_granted
    actions = [{"actions": ["iam:PutUserPolicy"]}]
    answer = check(policyDocument=document(allow("s3:*")), access=actions, **TYPE)
    assert answer["result"] == "PASS"
    assert answer["message"] == (
        "The policy document does not grant access to perform the listed actions."
    )
    text = document(allow("s3:*"), allow("iam:Put*", Sid="Put"), allow("iam:P*"))
    answer = check(policyDocument=text, access=actions, **TYPE)
    assert answer["result"] == "FAIL"
    assert answer["message"] == (
        "The policy document grants access to perform one or more of the listed actions."
    )
    assert answer["reasons"] == [
        {
            "description": "One or more of the listed actions in the statement with sid: Put.",
            "statementIndex": 1,
            "statementId": "Put",
        },
        {
            "description": "One or more of the listed actions in the statement with index: 2.",
            "statementIndex": 2,
        },
    ]


@pytest.mark.parametrize(
    ("statements", "access", "result"),
    [
        ([allow("s3:Get*", "arn:aws:s3:::a/*")], {"resources": ["arn:aws:s3:::b/*"]}, "PASS"),
        ([allow("s3:Get*", "arn:aws:s3:::a/*")], {"resources": ["arn:aws:s3:::a/x"]}, "FAIL"),
        ([allow("s3:Get*", "arn:aws:s3:::a/*")],
         {"actions": ["s3:Put*"], "resources": ["arn:aws:s3:::a/x"]}, "PASS"),
        ([allow("*"), deny("iam:*")], {"actions": ["iam:GetUser"]}, "PASS"),
        ([allow("*"), deny("iam:*", Condition=MFA)], {"actions": ["iam:GetUser"]}, "FAIL"),
        ([allow("*"), deny("iam:Get*")], {"actions": ["iam:*"]}, "FAIL"),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
         {"actions": ["iam:GetUser"]}, "PASS"),
        ([{"Effect": "Allow", "NotAction": "iam:Get*", "Resource": "*"}],
         {"actions": ["iam:*"]}, "FAIL"),
        ([allow("iam:GetUser", "arn:aws:iam::*:user/${aws:username}")],
         {"actions": ["IAM:getuser"], "resources": ["arn:aws:iam::1:user/bob"]}, "FAIL"),
    ],
)  # fmt: skip
def test_what_counts_as_granted(
    client: BaseClient, statements: list[Any], access: dict[str, Any], result: str
):
    answer = client.check_access_not_granted(
        policyDocument=document(*statements), access=[access], **TYPE
    )
    assert answer["result"] == result


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [
        ([allow("s3:*")], [allow("s3:Get*", "arn:aws:s3:::a/*")], "PASS"),
        ([allow("s3:Get*")], [allow("s3:*")], "FAIL"),
        ([allow("s3:Get*", "arn:aws:s3:::a/*")], [allow("s3:Get*")], "FAIL"),
        ([allow("s3:*", Condition=MFA)], [allow("s3:*")], "FAIL"),
        ([allow("s3:*", Condition=MFA)], [allow("s3:Get*", Condition=MFA)], "PASS"),
        ([allow("*"), deny("iam:*")], [allow("*")], "FAIL"),
        ([allow("*"), deny("iam:*")], [allow("s3:*")], "PASS"),
        ([allow("*"), deny("iam:*")], [allow("*"), deny("*", Condition=MFA)], "FAIL"),
        ([allow("*"), deny("iam:*", Condition=MFA)], [allow("*"), deny("iam:*")], "PASS"),
        ([allow("s3:*")], [allow("iam:*"), deny("iam:*")], "PASS"),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
         [{"Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "Resource": "*"}], "PASS"),
        ([{"Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "Resource": "*"}],
         [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], "FAIL"),
    ],
)  # fmt: skip
def test_new_access(client: BaseClient, before: list[Any], after: list[Any], result: str):
    answer = client.check_no_new_access(
        existingPolicyDocument=document(*before), newPolicyDocument=document(*after), **TYPE
    )
    assert answer["result"] == result
    assert ("reasons" in answer) is (result == "FAIL")


def test_what_is_not_checked(client: BaseClient):
    text, other = document(allow("*")), {"policyType": "RESOURCE_POLICY"}
    for call, sent in (
        (client.validate_policy, {"policyDocument": text}),
        (client.check_access_not_granted,
         {"policyDocument": text, "access": [{"actions": ["a:b"]}]}),
        (client.check_no_new_access,
         {"existingPolicyDocument": text, "newPolicyDocument": text}),
    ):  # fmt: skip
        status, code, said = refused(call, **sent, **other)
        assert (status, code) == (400, "ValidationException")
        assert "IDENTITY_POLICY" in said
    check = client.check_access_not_granted
    for sent in (
        {"policyDocument": text, "access": [{}]},
        {"policyDocument": text, "access": []},
        {"policyDocument": "{}", "access": [{"actions": ["a:b"]}]},
        {"policyDocument": " " * 20_001, "access": [{"actions": ["a:b"]}]},
    ):
        status, code, _ = refused(check, **sent, **TYPE)
        assert (status, code) == (400, "InvalidParameterException")
    long = document(allow([f"a:b{n}*" for n in range(1000)]))
    sent = {"existingPolicyDocument": long, "newPolicyDocument": long}
    assert refused(client.check_no_new_access, **sent, **TYPE)[:2] == (
        422, "UnprocessableEntityException",
    )  # fmt: skip
    status, code, _ = refused(client.validate_policy, policyDocument=text, policyType="NONE")
    assert (status, code) == (400, "ValidationException")


def test_who_may_not_check_is_refused(people: World):
    UserPolicy.objects.create(user=people.admin, policy_name="No", document=DENY_ALL)
    key = new_key(people.admin)
    sent = json.dumps({"policyDocument": FAULTY, **TYPE})
    response = ask(key, VALIDATION, sent)
    assert error_of(response) == (403, "AccessDeniedException")
    assert (
        "is not authorized to perform: access-analyzer:ValidatePolicy"
        in (json.loads(response.content)["message"])
    )
    [event] = Event.objects.all()
    assert (event.event_name, event.error_code) == ("ValidatePolicy", "AccessDenied")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "ValidationException")),
        (b"[]", (400, "SerializationException")),
        (b"\xff", (400, "SerializationException")),
        (b"[" * 10_000, (400, "SerializationException")),
        (b'{"policyDocument": 5}', (400, "SerializationException")),
        (b'{"policyDocument": "{}", "policyDocument": "{}"}', (400, "SerializationException")),
        (b" " * 10_000_000, (413, "RequestEntityTooLargeException")),
    ],
)
def test_bad_bodies(key: Key, body: bytes, expected: tuple[int, str]):
    before, began = _stored(), time.process_time()
    assert error_of(ask(key, VALIDATION, body)) == expected
    assert _stored() == before
    assert time.process_time() - began < 0.5


def test_signatures(key: Key):
    sent = json.dumps({"policyDocument": document(allow("iam:GetUser")), **TYPE})
    assert ask(key, f"{VALIDATION}?maxResults=5", sent).status_code == 200
    assert ask(key, VALIDATION, sent, presigned=True).status_code == 403  # a body is not signed
    wrong = {**key, "SecretAccessKey": "x" * 40}
    assert error_of(ask(wrong, VALIDATION, sent)) == (403, "InvalidSignatureException")
    unknown = {**key, "AccessKeyId": "AKIA" + "X" * 16}
    assert error_of(ask(unknown, VALIDATION, sent)) == (403, "UnrecognizedClientException")


def _stored() -> dict[str, list[Any]]:
    found = rows()
    found.pop("credentials.AccessKey")
    return found
