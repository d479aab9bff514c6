"""What a refusal prints as the resource, operation by operation, and the tags that decide."""

import json
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from tests.api.conftest import Connect
from tests.api.refusals import refused
from tests.world import World

ARN = "arn:aws:iam::123456789012"
POLICY = f"{ARN}:policy/Force_MFA"
DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
USER, GROUP = {"UserName": "BOB"}, {"GroupName": "nothing"}
ON_POLICY, NAMED = {"PolicyArn": POLICY}, {"PolicyName": "p"}
PRINTED: list[tuple[str, dict[str, Any], str]] = [
    ("CreateUser", {"UserName": "eve", "Path": "/x/"}, f"{ARN}:user/x/eve"),
    ("UpdateUser", USER, "user bob"),
    ("DeleteUser", {"UserName": "nobody"}, "user nobody"),
    ("ListUsers", {}, f"{ARN}:user/"),
    ("ListUserTags", USER, "user bob"),
    ("UntagUser", {**USER, "TagKeys": ["a"]}, "user bob"),
    ("CreateLoginProfile", {**USER, "Password": "x"}, "user bob"),
    ("GetLoginProfile", USER, "user bob"),
    ("DeleteLoginProfile", USER, "user bob"),
    ("CreateGroup", {"GroupName": "g", "Path": "/x/"}, f"{ARN}:group/x/g"),
    ("GetGroup", GROUP, "group nothing"),
    ("UpdateGroup", GROUP, "group nothing"),
    ("DeleteGroup", GROUP, "group nothing"),
    ("ListGroups", {}, f"{ARN}:group/"),
    ("ListGroupsForUser", USER, "user bob"),
    ("AddUserToGroup", {**GROUP, **USER}, "group nothing"),
    ("RemoveUserFromGroup", {**GROUP, **USER}, "group nothing"),
    ("CreatePolicy", {**NAMED, "PolicyDocument": DOCUMENT}, "policy p"),
    ("GetPolicy", ON_POLICY, f"policy {POLICY}"),
    ("DeletePolicy", ON_POLICY, f"policy {POLICY}"),
    ("ListPolicies", {}, "policy path /"),
    ("CreatePolicyVersion", {**ON_POLICY, "PolicyDocument": DOCUMENT}, f"policy {POLICY}"),
    ("ListPolicyVersions", ON_POLICY, f"policy {POLICY}"),
    ("GetPolicyVersion", {**ON_POLICY, "VersionId": "v1"}, f"policy {POLICY}"),
    ("ListEntitiesForPolicy", ON_POLICY, f"policy {POLICY}"),
    ("AttachUserPolicy", {**USER, **ON_POLICY}, "user bob"),
    ("DetachUserPolicy", {**USER, **ON_POLICY}, "user bob"),
    ("ListAttachedUserPolicies", USER, "user bob"),
    ("AttachGroupPolicy", {**GROUP, **ON_POLICY}, "group nothing"),
    ("ListAttachedGroupPolicies", GROUP, "group nothing"),
    ("PutUserPermissionsBoundary", {**USER, "PermissionsBoundary": POLICY}, "user bob"),
    ("DeleteUserPermissionsBoundary", USER, "user bob"),
    ("PutUserPolicy", {**USER, **NAMED, "PolicyDocument": DOCUMENT}, "user bob"),
    ("GetUserPolicy", {**USER, **NAMED}, "user bob"),
    ("PutGroupPolicy", {**GROUP, **NAMED, "PolicyDocument": DOCUMENT}, "group nothing"),
    ("ListGroupPolicies", GROUP, "group nothing"),
    ("CreateAccountAlias", {"AccountAlias": "abc"}, "*"),
    ("ListAccountAliases", {}, "*"),
    ("GetAccountSummary", {}, "*"),
    ("GenerateCredentialReport", {}, "*"),
    ("GetCredentialReport", {}, "*"),
    ("SimulateCustomPolicy", {"PolicyInputList": [DOCUMENT], "ActionNames": ["a:b"]}, "*"),
]


@pytest.mark.parametrize(("name", "sent", "printed"), PRINTED, ids=[name for name, _, _ in PRINTED])
def test_the_resource_that_is_printed(
    world: World, connect: Connect, name: str, sent: dict[str, Any], printed: str
):
    with refused(
        "AccessDenied",
        f"User: {ARN}:user/carol is not authorized to perform: iam:{name} on resource: {printed} "
        f"because no identity-based policy allows the iam:{name} action",
        403,
    ):
        getattr(connect(world.carol), xform_name(name))(**sent)


def test_the_tags_of_policies_and_devices_decide(world: World, connect: Connect):
    admin, carol = connect(world.admin), connect(world.carol)
    tags = [{"Key": "Team", "Value": "red"}]
    red = admin.create_policy(PolicyName="Red", PolicyDocument=DOCUMENT, Tags=tags)["Policy"]["Arn"]
    device = admin.create_virtual_mfa_device(VirtualMFADeviceName="red", Tags=tags)
    serial = device["VirtualMFADevice"]["SerialNumber"]
    other = admin.create_virtual_mfa_device(VirtualMFADeviceName="blue")["VirtualMFADevice"]
    wanted = {"StringEquals": {"aws:ResourceTag/team": "red"}}
    statement = {"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": wanted}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    admin.put_user_policy(UserName="carol", PolicyName="p", PolicyDocument=document)
    assert carol.get_policy(PolicyArn=red)["Policy"]["Tags"] == tags
    assert carol.list_mfa_device_tags(SerialNumber=serial)["Tags"] == tags
    carol.untag_mfa_device(SerialNumber=serial, TagKeys=["x"])
    for call in (
        lambda: carol.get_policy(PolicyArn=POLICY),
        lambda: carol.list_mfa_device_tags(SerialNumber=other["SerialNumber"]),
        lambda: carol.tag_mfa_device(SerialNumber=other["SerialNumber"], Tags=tags),
    ):
        with pytest.raises(ClientError, match="because no identity-based policy allows"):
            call()
