"""Tags of managed policies, and what who tags while creating needs, through boto3."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from console.models import Event
from tests.api.conftest import Connect
from tests.api.refusals import LAST_USED, missing, refused
from tests.support.refusals import DENY_ALL, without_id
from tests.support.rows import rows
from tests.world import World

ARN = "arn:aws:iam::123456789012"
POLICY = f"{ARN}:policy/Force_MFA"
OF_AWS = "arn:aws:iam::aws:policy/AdministratorAccess"
TAGS = [{"Key": "Team", "Value": "One"}, {"Key": "team", "Value": "Two"}]


def statement(action: str | list[str], **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": "*", **more}


@contextmanager
def denied() -> Iterator[None]:
    """The call in the block is refused, and writes but its event."""
    before = rows()
    with pytest.raises(ClientError) as caught:
        yield
    assert caught.value.response["Error"]["Code"] == "AccessDenied"
    after = rows()
    before.pop(LAST_USED), after.pop(LAST_USED)
    assert after == before


def allow(admin: BaseClient, *statements: dict[str, Any]) -> None:
    """Give carol just these rights."""
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    admin.put_user_policy(UserName="carol", PolicyName="p", PolicyDocument=text)


def test_tags_of_a_policy_in_their_case(world: World, connect: Connect):
    iam = connect(world.admin)
    updated = iam.get_policy(PolicyArn=POLICY)["Policy"]["UpdateDate"]
    iam.tag_policy(PolicyArn=POLICY, Tags=TAGS)
    assert iam.list_policy_tags(PolicyArn=POLICY)["Tags"] == TAGS
    iam.tag_policy(PolicyArn=POLICY, Tags=[{"Key": "Team", "Value": "aws:Three"}])
    first = iam.list_policy_tags(PolicyArn=POLICY, MaxItems=1)
    assert (first["Tags"], first["IsTruncated"]) == ([{"Key": "Team", "Value": "aws:Three"}], True)
    rest = iam.list_policy_tags(PolicyArn=POLICY, Marker=first["Marker"])
    assert (rest["Tags"], rest["IsTruncated"]) == (TAGS[1:], False)
    iam.untag_policy(PolicyArn=POLICY, TagKeys=["Team", "none"])
    found = iam.get_policy(PolicyArn=POLICY)["Policy"]
    assert (found["Tags"], found["UpdateDate"]) == (TAGS[1:], updated)
    assert iam.list_policy_tags(PolicyArn=OF_AWS)["Tags"] == []
    event = Event.objects.filter(event_name="TagPolicy").latest("pk").record
    assert event["requestParameters"] == {
        "policyArn": POLICY,
        "tags": [{"key": "Team", "value": "aws:Three"}],
    }


def test_what_is_refused_of_policy_tags(world: World, connect: Connect):
    iam = connect(world.admin)
    for tags, text in (
        (
            [{"Key": "AWS:x", "Value": ""}],
            "Tag keys beginning with aws: are reserved for system use.",
        ),
        ([TAGS[0], TAGS[0]], "Duplicate tag keys found."),
        ([], "The provided tag map must not be null/empty."),
    ):
        with refused("InvalidInput", text, 400):
            iam.tag_policy(PolicyArn=POLICY, Tags=tags)
    iam.tag_policy(PolicyArn=POLICY, Tags=[{"Key": f"k{n}", "Value": ""} for n in range(50)])
    with refused("LimitExceeded", "Cannot exceed quota for TagsPerPolicy: 50", 409):
        iam.tag_policy(PolicyArn=POLICY, Tags=TAGS)
    with refused("AccessDenied", "Cannot update policies outside your own account.", 403):
        iam.tag_policy(PolicyArn=OF_AWS, Tags=TAGS)
    with refused("AccessDenied", "Cannot update policies outside your own account.", 403):
        iam.untag_policy(PolicyArn=OF_AWS, TagKeys=["Team"])
    none = f"{ARN}:policy/none"
    for call in (
        lambda: iam.tag_policy(PolicyArn=none, Tags=TAGS),
        lambda: iam.untag_policy(PolicyArn=none, TagKeys=["a"]),
        lambda: iam.list_policy_tags(PolicyArn=none),
    ):
        with missing(f"Policy {none} was not found."):
            call()


def test_the_tags_of_the_request_and_of_the_policy_decide(world: World, connect: Connect):
    admin, carol = connect(world.admin), connect(world.carol)
    allow(
        admin,
        statement("iam:TagPolicy", Condition={"StringEquals": {"aws:RequestTag/Team": "One"}}),
        statement(
            "iam:UntagPolicy", Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["Team"]}}
        ),
        statement(
            "iam:ListPolicyTags", Condition={"StringEquals": {"aws:ResourceTag/Team": "One"}}
        ),
    )
    denied = f"User: {ARN}:user/carol is not authorized to perform: iam:{{0}} on resource: policy "
    denied += f"{POLICY} because no identity-based policy allows the iam:{{0}} action"
    with refused("AccessDenied", denied.format("ListPolicyTags"), 403):
        carol.list_policy_tags(PolicyArn=POLICY)
    with refused("AccessDenied", denied.format("TagPolicy"), 403):
        carol.tag_policy(PolicyArn=POLICY, Tags=[{"Key": "Team", "Value": "Other"}])
    carol.tag_policy(PolicyArn=POLICY, Tags=TAGS[:1])
    assert carol.list_policy_tags(PolicyArn=POLICY)["Tags"] == TAGS[:1]
    with refused("AccessDenied", denied.format("UntagPolicy"), 403):
        carol.untag_policy(PolicyArn=POLICY, TagKeys=["Team", "Other"])
    carol.untag_policy(PolicyArn=POLICY, TagKeys=["Team"])
    assert admin.list_policy_tags(PolicyArn=POLICY)["Tags"] == []


@pytest.mark.parametrize("tags", [TAGS, TAGS[::-1]])
def test_of_keys_that_differ_in_case_each_value_is_decided(
    world: World, connect: Connect, tags: list[dict[str, str]]
):
    admin, carol = connect(world.admin), connect(world.carol)
    device = admin.create_virtual_mfa_device(VirtualMFADeviceName="spare")["VirtualMFADevice"]
    rights = statement(["iam:Create*", "iam:Tag*"])
    two = {"StringEquals": {"aws:RequestTag/Team": "Two"}}
    not_one = {"StringNotEquals": {"aws:RequestTag/Team": "One"}}
    calls = (
        lambda: carol.tag_policy(PolicyArn=POLICY, Tags=tags),
        lambda: carol.tag_mfa_device(SerialNumber=device["SerialNumber"], Tags=tags),
        lambda: carol.tag_user(UserName="bob", Tags=tags),
        *(partial(getattr(carol, name), **sent, Tags=tags) for name, sent, _ in CREATED.values()),
    )
    for condition in (two, not_one):
        allow(admin, rights, {**statement("iam:Tag*", Condition=condition), "Effect": "Deny"})
        for call in calls:
            with denied():
                call()
    allow(admin, statement("iam:Create*"), statement("iam:Tag*", Condition=two))
    for call in calls:
        with denied():
            call()
    allow(admin, rights)
    carol.tag_policy(PolicyArn=POLICY, Tags=tags)
    assert admin.list_policy_tags(PolicyArn=POLICY)["Tags"] == TAGS


def test_too_many_ways_to_read_tags_are_refused(world: World, connect: Connect):
    iam = connect(world.admin)
    tags = [{"Key": key, "Value": key} for n in range(5) for key in (f"k{n}", f"K{n}")]
    iam.tag_policy(PolicyArn=POLICY, Tags=tags[:8])
    with refused("InvalidInput", "Duplicate tag keys found.", 400):
        iam.tag_policy(PolicyArn=POLICY, Tags=tags)


CREATED = {
    "User": ("create_user", {"UserName": "eve"}, f"{ARN}:user/eve"),
    "MFADevice": (
        "create_virtual_mfa_device",
        {"VirtualMFADeviceName": "eve"},
        f"{ARN}:mfa/eve",
    ),
    "Policy": ("create_policy", {"PolicyName": "eve", "PolicyDocument": DENY_ALL}, "policy eve"),
}


@pytest.mark.parametrize("kind", CREATED)
def test_who_creates_with_tags_needs_the_tagging_action(world: World, connect: Connect, kind: str):
    name, sent, printed = CREATED[kind]
    admin, create = connect(world.admin), getattr(connect(world.carol), name)
    creating = "CreateVirtualMFADevice" if kind == "MFADevice" else f"Create{kind}"
    allow(admin, statement(f"iam:{creating}"))
    text = (
        f"User: {ARN}:user/carol is not authorized to perform: iam:Tag{kind} on resource: "
        f"{printed} because no identity-based policy allows the iam:Tag{kind} action"
    )
    with refused("AccessDenied", text, 403):
        create(**sent, Tags=TAGS[:1])
    event = Event.objects.latest("pk")
    assert event.event_name == creating
    assert without_id(event.record["errorMessage"]) == text
    allow(
        admin,
        statement(f"iam:{creating}"),
        statement(f"iam:Tag{kind}", Condition={"StringEquals": {"aws:RequestTag/Team": "One"}}),
    )
    with refused("AccessDenied", text, 403):
        create(**sent, Tags=[{"Key": "Team", "Value": "Two"}])
    made = next(value for value in create(**sent, Tags=TAGS[:1]).values() if "Tags" in value)
    assert made["Tags"] == TAGS[:1]


@pytest.mark.parametrize("kind", CREATED)
def test_who_creates_without_tags_needs_it_not(world: World, connect: Connect, kind: str):
    name, sent, _ = CREATED[kind]
    allow(connect(world.admin), statement("iam:Create*"))
    assert getattr(connect(world.carol), name)(**sent)
    assert not Event.objects.filter(error_code="AccessDenied").exists()


EITHER = {"StringEquals": {"aws:ResourceTag/Team": ["One", "Two"]}}
NOT_EACH = (
    {"StringEquals": {"aws:ResourceTag/Team": "One"}},
    {"StringEquals": {"aws:ResourceTag/Team": "Two"}},
)


def test_a_resource_with_keys_that_differ_in_case_needs_each_value(world: World, connect: Connect):
    admin, carol = connect(world.admin), connect(world.carol)
    device = admin.create_virtual_mfa_device(VirtualMFADeviceName="spare", Tags=TAGS)
    admin.tag_policy(PolicyArn=POLICY, Tags=TAGS)
    serial_number = device["VirtualMFADevice"]["SerialNumber"]
    calls = (
        lambda: carol.list_mfa_device_tags(SerialNumber=serial_number),
        lambda: carol.list_policy_tags(PolicyArn=POLICY),
        lambda: carol.generate_service_last_accessed_details(Arn=POLICY),
        lambda: carol.tag_policy(PolicyArn=POLICY, Tags=TAGS),
    )
    for condition in NOT_EACH:
        allow(admin, statement("iam:*", Condition=condition))
        for call in calls:
            with denied():
                call()
        allow(
            admin, statement("iam:*"), statement("iam:*", Condition=condition) | {"Effect": "Deny"}
        )
        for call in calls:
            with denied():
                call()
    allow(admin, statement("iam:*", Condition=EITHER))
    for call in calls:
        call()


def test_keys_that_differ_in_case_are_few(world: World, connect: Connect):
    """However many requests bring them: each doubles the decisions that a call needs."""
    iam = connect(world.admin)
    for name in "abcd":
        pair = [{"Key": key, "Value": ""} for key in (name, name.upper())]
        iam.tag_policy(PolicyArn=POLICY, Tags=pair)
    before = rows()
    with refused("InvalidInput", "Duplicate tag keys found.", 400):
        iam.tag_policy(
            PolicyArn=POLICY, Tags=[{"Key": "e", "Value": ""}, {"Key": "E", "Value": ""}]
        )
    after = rows()
    before.pop(LAST_USED), after.pop(LAST_USED)
    assert after == before
