"""`iam-toolbox` through boto3: why a call was refused, and the policies as they were then."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore
import pytest
import time_machine
from botocore.client import BaseClient

from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.policies.attachments import attach_group_policy
from console.api.handlers import authorization_details
from console.models import AuthorizationRecord, Event
from tests.api.conftest import Connect, new_key
from tests.api.conftest import refused as answered
from tests.api.refusals import refused
from tests.support.refusals import DENY_ALL
from tests.world import World

ARN = "arn:aws:iam::123456789012"
FORCE_MFA = f"{ARN}:policy/Force_MFA"
GONE = "The requested policy or authorization details do not exist in this region or have expired."


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}


def refused_id(client: BaseClient, name: str = "list_users", **sent: Any) -> str:
    """The id that a refusal names."""
    answered(getattr(client, name), **sent)
    return AuthorizationRecord.objects.latest("pk").authorization_id


@pytest.fixture
def toolbox(world: World, connect: Connect) -> BaseClient:
    return connect(world.admin, "iam-toolbox")


def test_an_explicit_deny(world: World, connect: Connect, toolbox: BaseClient):
    known = refused_id(connect(world.alice))
    said = toolbox.get_request_authorization_details(authorizationId=known)
    context = said["requestContext"]
    assert context["aws:username"] == "alice"
    assert context["aws:PrincipalArn"] == f"{ARN}:user/alice"
    assert "aws:MultiFactorAuthPresent" not in context
    matched = [
        {
            "uri": FORCE_MFA,
            "matchedStatements": [{"sid": "DenyAllExceptListedIfNoMFA", "evaluatedEffect": "DENY"}],
        }
    ]
    assert said["evaluations"] == [
        {
            "action": "iam:ListUsers",
            "resource": "",
            "context": {},
            "evaluatedEffect": "EXPLICIT_DENY",
            "matchedPolicies": matched,
            "checks": [
                {
                    "checkType": "PRINCIPAL",
                    "evaluatedEffect": "EXPLICIT_DENY",
                    "relevantPolicyTypes": ["IDENTITY_BASED_POLICY"],
                    "matchedPolicies": matched,
                }
            ],
        }
    ]
    assert said["policies"] == [
        {
            "type": "IDENTITY_BASED_POLICY",
            "inline": False,
            "uri": FORCE_MFA,
            "attachedTo": [{"arn": f"{ARN}:user/alice"}],
        }
    ]
    assert "nextToken" not in said


def test_checks_of_a_boundary_and_inline_policies(
    world: World, connect: Connect, toolbox: BaseClient
):
    iam = connect(world.admin)
    inline = document(allow("s3:*"), allow("iam:ListUsers"))
    iam.put_user_policy(UserName="carol", PolicyName="own", PolicyDocument=inline)
    bound = iam.create_policy(PolicyName="Bound", PolicyDocument=document(allow("s3:*")))
    arn = bound["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="carol", PermissionsBoundary=arn)
    known = refused_id(connect(world.carol))
    said = toolbox.get_request_authorization_details(authorizationId=known)
    own, boundary = said["policies"]
    assert (own["type"], own["inline"]) == ("IDENTITY_BASED_POLICY", True)
    assert (boundary["type"], boundary["uri"]) == ("PERMISSIONS_BOUNDARY", arn)
    (evaluation,) = said["evaluations"]
    assert evaluation["evaluatedEffect"] == "IMPLICIT_DENY"
    statements = [{"sid": "statement-2", "evaluatedEffect": "ALLOW"}]
    assert evaluation["checks"] == [
        {
            "checkType": "PRINCIPAL",
            "evaluatedEffect": "ALLOW",
            "relevantPolicyTypes": ["IDENTITY_BASED_POLICY"],
            "matchedPolicies": [{"uri": own["uri"], "matchedStatements": statements}],
        },
        {
            "checkType": "PERMISSIONS_BOUNDARY",
            "evaluatedEffect": "IMPLICIT_DENY",
            "relevantPolicyTypes": ["PERMISSIONS_BOUNDARY"],
            "matchedPolicies": [],
        },
    ]
    for uri, text in ((own["uri"], inline), (arn, document(allow("s3:*")))):
        policy = toolbox.get_request_authorization_policy(authorizationId=known, policyUri=uri)
        assert policy["policyDocument"] == json.loads(text)


def test_a_session_and_what_its_policies_say(world: World, connect: Connect, toolbox: BaseClient):
    sts = connect(world.admin, "sts")
    inner = document({"Sid": "Inner", "Effect": "Deny", "Action": "s3:*", "Resource": "*"})
    given = sts.get_federation_token(Name="visitor", Policy=inner)["Credentials"]
    known = refused_id(connect(credentials=given, service="s3"), "list_buckets")
    said = toolbox.get_request_authorization_details(authorizationId=known)
    visitor = "arn:aws:sts::123456789012:federated-user/visitor"
    assert said["policies"][1]["type"] == "SESSION_POLICY"
    assert said["policies"][1]["attachedTo"] == [{"arn": visitor}]
    assert said["requestContext"]["aws:MultiFactorAuthPresent"] == "false"
    (evaluation,) = said["evaluations"]
    assert evaluation["evaluatedEffect"] == "EXPLICIT_DENY"
    assert [(each["checkType"], each["evaluatedEffect"]) for each in evaluation["checks"]] == [
        ("PRINCIPAL", "ALLOW"),
        ("SESSION", "EXPLICIT_DENY"),
    ]


def test_what_a_group_gives_and_two_evaluations(
    world: World, connect: Connect, toolbox: BaseClient
):
    group = create_group(account=world.account, group_name="g", now=world.account.created_at)
    add_user_to_group(group=group, user=world.alice)
    attach_group_policy(group=group, policy=world.alice.policies.get())
    iam = connect(world.admin)
    creating = document(allow("iam:CreateUser"))
    iam.put_user_policy(UserName="carol", PolicyName="own", PolicyDocument=creating)
    tags = [{"Key": "team", "Value": "red"}]
    known = refused_id(connect(world.carol), "create_user", UserName="eve", Tags=tags)
    said = toolbox.get_request_authorization_details(authorizationId=known)
    assert [
        (each["action"], each["resource"], each["evaluatedEffect"]) for each in said["evaluations"]
    ] == [
        ("iam:CreateUser", f"{ARN}:user/eve", "ALLOW"),
        ("iam:TagUser", f"{ARN}:user/eve", "IMPLICIT_DENY"),
    ]
    assert said["requestContext"]["aws:RequestTag/team"] == "red"
    assert said["requestContext"]["aws:TagKeys"] == ["team"]
    known = refused_id(connect(world.alice))
    said = toolbox.get_request_authorization_details(authorizationId=known)
    assert said["policies"][0]["attachedTo"] == [
        {"arn": f"{ARN}:user/alice"},
        {"arn": f"{ARN}:group/g"},
    ]


def test_pages_of_evaluations(world: World, connect: Connect, toolbox: BaseClient, monkeypatch):
    monkeypatch.setattr(authorization_details, "PAGE", 1)
    creating = document(allow("iam:CreateUser"))
    connect(world.admin).put_user_policy(
        UserName="carol", PolicyName="own", PolicyDocument=creating
    )
    tags = [{"Key": "team", "Value": "red"}]
    known = refused_id(connect(world.carol), "create_user", UserName="eve", Tags=tags)
    first = toolbox.get_request_authorization_details(authorizationId=known)
    assert [each["action"] for each in first["evaluations"]] == ["iam:CreateUser"]
    token = first["nextToken"]
    last = toolbox.get_request_authorization_details(authorizationId=known, nextToken=token)
    assert [each["action"] for each in last["evaluations"]] == ["iam:TagUser"]
    assert (last["policies"], "nextToken" in last) == (first["policies"], False)
    other = refused_id(connect(world.alice))
    for wrong, of in ((token, other), ("x", known), ("bm8=", known)):
        code, kind, _ = answered(
            toolbox.get_request_authorization_details, authorizationId=of, nextToken=wrong
        )
        assert (code, kind) == (400, "ValidationException")


def test_who_may_ask(world: World, connect: Connect):
    known = refused_id(connect(world.alice))
    carol = connect(world.carol, "iam-toolbox")
    base = f"User: {ARN}:user/carol is not authorized to perform: iam:"
    for name, ask in (
        ("GetRequestAuthorizationDetails", carol.get_request_authorization_details),
        ("GetRequestAuthorizationPolicy", carol.get_request_authorization_policy),
    ):
        sent = {"policyUri": FORCE_MFA} if name.endswith("Policy") else {}
        why = f"{base}{name} on resource: * because no identity-based policy allows the iam:{name}"
        with refused("AccessDeniedException", f"{why} action", 403):
            ask(authorizationId=known, **sent)
        event = Event.objects.latest("pk")
        assert (event.event_name, event.error_code) == (name, "AccessDenied")
        assert event.event_source == "iam-toolbox.amazonaws.com"
    allowed = document(allow("iam:GetRequestAuthorizationDetails"))
    connect(world.admin).put_user_policy(UserName="carol", PolicyName="p", PolicyDocument=allowed)
    assert carol.get_request_authorization_details(authorizationId=known)["policies"]
    event = Event.objects.latest("pk")
    assert event.record["requestParameters"] == {"authorizationId": known}
    assert event.record["eventSource"] == "iam-toolbox.amazonaws.com"


def test_the_policy_of_then_is_answered(world: World, connect: Connect, toolbox: BaseClient):
    iam = connect(world.admin)
    iam.put_user_policy(UserName="carol", PolicyName="p", PolicyDocument=DENY_ALL)
    known = refused_id(connect(world.carol))
    uri = toolbox.get_request_authorization_details(authorizationId=known)["policies"][0]["uri"]
    iam.put_user_policy(UserName="carol", PolicyName="p", PolicyDocument=document(allow("iam:*")))
    iam.delete_user_policy(UserName="carol", PolicyName="p")
    ask = toolbox.get_request_authorization_policy
    assert ask(authorizationId=known, policyUri=uri)["policyDocument"] == json.loads(DENY_ALL)
    other = refused_id(connect(world.alice))
    for found_by, wrong in ((known, FORCE_MFA), (other, uri), (known, "x")):
        with refused("ResourceNotFoundException", GONE, 404):
            ask(authorizationId=found_by, policyUri=wrong)


def test_what_is_not_found(world: World, connect: Connect, toolbox: BaseClient):
    known = refused_id(connect(world.alice))
    stranger = connect(world.stranger, "iam-toolbox")
    for ask, found_by in (
        (stranger, known),
        (toolbox, "a" * 25),
        (toolbox, "a"),
        (toolbox, "z" * 256),
    ):
        with refused("ResourceNotFoundException", GONE, 404):
            ask.get_request_authorization_details(authorizationId=found_by)


@pytest.mark.parametrize("malformed", ["A" * 25, "a" * 257, "a b", "a%00", "a.."])
def test_a_malformed_id(world: World, toolbox: BaseClient, malformed: str):
    code, kind, said = answered(
        toolbox.get_request_authorization_details, authorizationId=malformed
    )
    assert (code, kind) == (400, "ValidationException")
    assert "authorizationId" in said


def test_a_day_later_it_is_gone(world: World, connect: Connect):
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False) as clock:
        known = refused_id(connect(world.alice))
        toolbox = connect(world.admin, "iam-toolbox")
        clock.shift(timedelta(hours=24, seconds=-1))
        assert toolbox.get_request_authorization_details(authorizationId=known)["evaluations"]
        clock.shift(1)
        with refused("ResourceNotFoundException", GONE, 404):
            toolbox.get_request_authorization_details(authorizationId=known)


def test_the_aws_command(world: World, connect: Connect, live_server: Any):
    """With botocore's own model, which this release of the command does not carry yet.

    Unless it is told not to, it follows the pages itself, and shows the evaluations alone.
    """
    known, key = refused_id(connect(world.alice)), new_key(world.admin)
    done = subprocess.run(
        [
            Path(sys.executable).parent / "aws", "iam-toolbox", "get-request-authorization-details",
            "--authorization-id", known, "--endpoint-url", live_server.url, "--no-paginate",
        ],
        env={
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_DATA_PATH": str(Path(botocore.__file__).parent / "data"),
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["policies"][0]["uri"] == FORCE_MFA
