"""Documents that IAM refuses, sent to each operation that keeps one; the cases of the grammar are
data in tests/policy/cases.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Connect
from tests.api.refusals import refused
from tests.world import World

ARN = "arn:aws:iam::123456789012"
ALLOW = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:List*","Resource":"*"}}'
)
LEADING = "JSON strings must not have leading spaces"
LEGACY = "The policy failed legacy parsing"
S3 = "Resource arn:aws:s3:us-east-1::bucket can not contain region information."
Keep = Callable[[Any, str], Any]
KEEPING: list[tuple[Keep, str]] = [
    (lambda iam, text: iam.create_policy(PolicyName="a", PolicyDocument=text), LEADING),
    (
        lambda iam, text: iam.create_policy_version(
            PolicyArn=f"{ARN}:policy/Force_MFA", PolicyDocument=text
        ),
        LEADING,
    ),
    (
        lambda iam, text: iam.put_user_policy(
            UserName="carol", PolicyName="a", PolicyDocument=text
        ),
        LEGACY,
    ),
    (
        lambda iam, text: iam.put_group_policy(
            GroupName="Students", PolicyName="a", PolicyDocument=text
        ),
        LEGACY,
    ),
]
EACH = pytest.mark.parametrize(
    ("keep", "leading"), KEEPING, ids=["new", "version", "user", "group"]
)


@pytest.fixture
def iam(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_group(GroupName="Students")
    return iam


@EACH
@pytest.mark.parametrize("space", [" ", "\t", "\n", "\r\n", " " * 8])
def test_nothing_stands_before_a_document(iam, keep: Keep, leading: str, space: str):
    with refused("MalformedPolicyDocument", leading, 400):
        keep(iam, space + ALLOW)


@EACH
def test_white_space_may_stand_after_and_within(iam, keep: Keep, leading: str):
    keep(iam, ALLOW.replace(",", ",\r\n\t") + "\r\n ")


@EACH
def test_a_region_of_a_bucket(iam, keep: Keep, leading: str):
    document = ALLOW.replace('"*"', '"arn:aws:s3:us-east-1::bucket"')
    with refused("MalformedPolicyDocument", S3, 400):
        keep(iam, document)


def test_a_simulation_takes_white_space_before_a_document(iam):
    [found] = iam.simulate_custom_policy(
        PolicyInputList=["\n" + ALLOW], ActionNames=["iam:ListUsers"]
    )["EvaluationResults"]
    assert found["EvalDecision"] == "allowed"
