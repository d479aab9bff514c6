"""GetFederationToken through boto3: the user's permissions within session policies, and no IAM."""

import json
from typing import Any

import pytest
import time_machine

from accounts.models import UserPolicy
from console.models import Event
from credentials.models import AccessKey
from tests.api.conftest import Connect, new_key
from tests.api.refusals import refused
from tests.world import ACCOUNT_ID, World

ARN = f"arn:aws:sts::{ACCOUNT_ID}:federated-user/visitor"
INVALID = "The security token included in the request is invalid."
NOT_AUTHORIZED = f"User: {ARN} is not authorized to perform: s3:ListAllMyBuckets"
REGIONS = "ec2:DescribeRegions"


def document(effect: str, *actions: str, **more: Any) -> str:
    statement = {"Effect": effect, "Action": actions, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


READ = document("Allow", "s3:*", REGIONS)


def federated(connect: Connect, user: Any, service: str, **parameters: Any) -> Any:
    given = connect(user, "sts").get_federation_token(Name="visitor", **parameters)
    return connect(credentials=given["Credentials"], service=service)


def test_who_a_federated_user_is(world: World, connect: Connect):
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        sts = connect(world.admin, "sts")
        given = sts.get_federation_token(Name="visitor", Policy=READ, DurationSeconds=900)
        assert given["FederatedUser"] == {
            "FederatedUserId": f"{ACCOUNT_ID}:visitor",
            "Arn": ARN,
        }
        assert given["Credentials"]["AccessKeyId"].startswith("ASIA")
        assert 0 < given["PackedPolicySize"] <= 100
        assert AccessKey.objects.get().sessions_until == given["Credentials"]["Expiration"]
        client = connect(credentials=given["Credentials"], service="sts")
        identity = client.get_caller_identity()
        assert (identity["UserId"], identity["Arn"]) == (f"{ACCOUNT_ID}:visitor", ARN)
        event = Event.objects.get(event_name="GetCallerIdentity")
        assert event.user_name == "admin"
        recorded = event.record["userIdentity"]
        assert recorded["type"] == "FederatedUser"
        assert recorded["arn"] == ARN
        assert recorded["sessionContext"]["sessionIssuer"]["userName"] == "admin"
        assert recorded["sessionContext"]["attributes"]["mfaAuthenticated"] == "false"
        clock.shift(900)
        with refused("ExpiredToken", "The security token included in the request is expired", 403):
            client.get_caller_identity()
    text = json.dumps([each.record for each in Event.objects.all()])
    assert given["Credentials"]["SessionToken"] not in text
    assert given["Credentials"]["SecretAccessKey"] not in text


def test_iam_and_sts_are_closed_to_it(world: World, connect: Connect):
    with refused("InvalidClientTokenId", INVALID, 403):
        federated(connect, world.admin, "iam", Policy=document("Allow", "*")).list_users()
    sts = federated(connect, world.admin, "sts", Policy=document("Allow", "*"))
    for name, parameters in (
        ("get_session_token", {}),
        ("get_federation_token", {"Name": "another"}),
        ("get_access_key_info", {"AccessKeyId": "ASIAQNZGKIQY56JQ7WML"}),
    ):
        operation = sts.meta.method_to_api_mapping[name]
        text = f"Cannot call {operation} with session credentials"
        with refused("AccessDenied", text, 403):
            getattr(sts, name)(**parameters)


def test_both_the_user_and_the_session_must_be_allowed(world: World, connect: Connect):
    UserPolicy.objects.create(
        user=world.carol,
        policy_name="p",
        document=document("Allow", "s3:ListAllMyBuckets", "sts:GetFederationToken"),
    )
    s3 = federated(connect, world.carol, "s3", Policy=READ)
    assert len(s3.list_buckets()["Buckets"]) == 3
    only_ec2 = federated(connect, world.carol, "ec2", Policy=READ)
    text = (
        f"You are not authorized to perform this operation. User: {ARN} is not authorized to "
        f"perform: {REGIONS} because no identity-based policy allows the {REGIONS} action"
    )
    with refused("UnauthorizedOperation", text, 403):
        only_ec2.describe_regions()
    because = "because no session policy allows the s3:ListAllMyBuckets action"
    for policies in ({}, {"Policy": document("Allow", "iam:*")}):
        with refused("AccessDenied", f"{NOT_AUTHORIZED} {because}", 403):
            federated(connect, world.carol, "s3", **policies).list_buckets()
    denying = federated(connect, world.carol, "s3", Policy=document("Deny", "s3:*"))
    with refused(
        "AccessDenied", f"{NOT_AUTHORIZED} with an explicit deny in a session policy", 403
    ):
        denying.list_buckets()
    UserPolicy.objects.update(document=document("Deny", "*"))
    explicit = f"{NOT_AUTHORIZED} with an explicit deny in an identity-based policy"
    with refused("AccessDenied", explicit, 403):
        s3.list_buckets()


def test_managed_session_policies(world: World, connect: Connect):
    admin = connect(world.admin)
    arn = admin.create_policy(PolicyName="Read", PolicyDocument=READ)["Policy"]["Arn"]
    s3 = federated(connect, world.admin, "s3", PolicyArns=[{"arn": arn}])
    assert s3.list_buckets()["Buckets"]
    admin.delete_policy(PolicyArn=arn)
    because = "because no session policy allows the s3:ListAllMyBuckets action"
    with refused("AccessDenied", f"{NOT_AUTHORIZED} {because}", 403):
        s3.list_buckets()
    theirs = connect(world.stranger).create_policy(PolicyName="Read", PolicyDocument=READ)
    for missing in (arn, theirs["Policy"]["Arn"]):
        text = f"Policy {missing} does not exist or is not attachable."
        with refused("MalformedPolicyDocument", text, 400):
            federated(connect, world.admin, "s3", PolicyArns=[{"arn": missing}])


def test_a_session_gains_nothing_when_a_policy_of_it_is_deleted(world: World, connect: Connect):
    admin = connect(world.admin)
    denying = admin.create_policy(PolicyName="No", PolicyDocument=document("Deny", "s3:*"))
    arn = denying["Policy"]["Arn"]
    session = {"PolicyArns": [{"arn": arn}], "Policy": READ}
    s3 = federated(connect, world.admin, "s3", **session)
    explicit = f"{NOT_AUTHORIZED} with an explicit deny in a session policy: {arn}"
    with refused("AccessDenied", explicit, 403):
        s3.list_buckets()
    admin.delete_policy(PolicyArn=arn)
    because = "because no session policy allows the s3:ListAllMyBuckets action"
    with refused("AccessDenied", f"{NOT_AUTHORIZED} {because}", 403):
        s3.list_buckets()


def test_what_its_context_says(world: World, connect: Connect):
    tags = [{"Key": "Team", "Value": "red"}]
    for key, value in (
        ("aws:PrincipalTag/team", "red"),
        ("aws:userid", f"{ACCOUNT_ID}:visitor"),
        ("aws:PrincipalArn", ARN),
        ("aws:PrincipalType", "FederatedUser"),
        ("aws:MultiFactorAuthPresent", "false"),
    ):
        policy = document("Allow", "s3:*", Condition={"StringEquals": {key: value}})
        s3 = federated(connect, world.admin, "s3", Policy=policy, Tags=tags)
        assert s3.list_buckets()["Buckets"], key
    named = document("Allow", "s3:*", Condition={"StringLike": {"aws:username": "*"}})
    with refused(
        "AccessDenied",
        f"{NOT_AUTHORIZED} because no session policy allows the s3:ListAllMyBuckets action",
        403,
    ):
        federated(connect, world.admin, "s3", Policy=named).list_buckets()


def test_who_may_ask_for_one(world: World, connect: Connect):
    action = "sts:GetFederationToken"
    text = (
        f"User: {world.carol.arn} is not authorized to perform: {action} on resource: {ARN} "
        f"because no identity-based policy allows the {action} action"
    )
    sts = connect(world.carol, "sts")
    with refused("AccessDenied", text, 403):
        sts.get_federation_token(Name="visitor")
    UserPolicy.objects.create(user=world.carol, policy_name="p", document=document("Allow", action))
    assert sts.get_federation_token(Name="visitor")["FederatedUser"]["Arn"] == ARN
    tags = [{"Key": "Team", "Value": "red"}]
    with refused("AccessDenied", text.replace(action, "sts:TagSession"), 403):
        sts.get_federation_token(Name="visitor", Tags=tags)


@pytest.mark.parametrize(
    ("parameters", "code", "text"),
    [
        ({"Policy": "{"}, "MalformedPolicyDocument", "Syntax errors in policy."),
        ({"Policy": "x" * 2049}, "ValidationError", "less than or equal to 2048"),
        ({"Name": "a b"}, "ValidationError", "regular expression"),
        ({"Name": "x" * 33}, "ValidationError", "less than or equal to 32"),
        ({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]},
         "InvalidParameterValue", "Please note that Tag keys are case insensitive."),
        ({"DurationSeconds": 129_601}, "ValidationError", "less than or equal to 129600"),
        ({"Tags": [{"Key": f"k{n}", "Value": "v" * 256} for n in range(50)]},
         "PackedPolicyTooLarge", "of allotted space, please use smaller policy."),
        ({"Policy": READ, "PolicyArns": [{"arn": f"arn:aws:iam::aws:policy/{'x' * 300}"}] * 9},
         "PackedPolicyTooLarge", "of allotted space"),
    ],
)  # fmt: skip
def test_what_is_refused(world: World, connect: Connect, parameters: Any, code: str, text: str):
    sts = connect(world.admin, "sts")
    with pytest.raises(sts.exceptions.ClientError) as caught:
        sts.get_federation_token(**{"Name": "visitor", **parameters})
    error = caught.value.response["Error"]
    assert error["Code"] == code
    assert text in error["Message"]
    assert AccessKey.objects.get().sessions_until is None


def test_the_longest_policy_fits_into_a_token(world: World, connect: Connect):
    padding = "\u00ff" * 300
    policy = document("Allow", "s3:*", Sid="")
    policy = policy.replace('"Sid": ""', '"Condition": {"StringNotEquals": {"aws:userid": ["X"]}}')
    policy = policy.replace("X", padding + "\\u0022" * 100)
    policy += " " * (2048 - len(policy.encode()))
    s3 = federated(connect, world.admin, "s3", Policy=policy)
    assert s3.list_buckets()["Buckets"]


def test_it_ends_with_its_user_and_not_with_its_key(world: World, connect: Connect):
    key = new_key(world.admin)
    given = connect(credentials=key, service="sts").get_federation_token(
        Name="visitor", Policy=READ
    )
    s3 = connect(credentials=given["Credentials"], service="s3")
    AccessKey.objects.all().delete()
    assert s3.list_buckets()["Buckets"]
