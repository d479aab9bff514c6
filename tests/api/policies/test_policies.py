"""Managed policies, their versions and attachments, through boto3."""

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from tests.accounts.policies.test_policies import of_size
from tests.api.conftest import Connect
from tests.api.refusals import missing, refused
from tests.world import OF_AWS, World

ARN = "arn:aws:iam::123456789012"
ALLOW = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:List*","Resource":"*"}}'
)
DENY = ALLOW.replace("Allow", "Deny")
MEMBERS = {
    "PolicyName", "PolicyId", "Arn", "Path", "DefaultVersionId", "AttachmentCount",
    "PermissionsBoundaryUsageCount", "IsAttachable", "CreateDate", "UpdateDate",
}  # fmt: skip


def test_the_life_of_a_policy(world: World, connect: Connect):
    iam = connect(world.admin)
    tags = [{"Key": "Team", "Value": "1"}, {"Key": "team", "Value": "2"}]
    made = iam.create_policy(
        PolicyName="Lister", Path="/a/", PolicyDocument=ALLOW, Description="Lists", Tags=tags
    )["Policy"]
    assert set(made) == MEMBERS | {"Tags"}
    assert (made["Arn"], made["DefaultVersionId"]) == (f"{ARN}:policy/a/Lister", "v1")
    found = iam.get_policy(PolicyArn=made["Arn"])["Policy"]
    assert found == {**made, "Description": "Lists", "Tags": tags}
    bare = iam.create_policy(PolicyName="Bare", PolicyDocument=ALLOW)["Policy"]
    assert set(bare) == MEMBERS
    assert iam.get_policy(PolicyArn=bare["Arn"])["Policy"]["Tags"] == []
    listed = iam.list_policies(Scope="Local", PathPrefix="/a/")["Policies"]
    assert [set(policy) for policy in listed] == [MEMBERS]
    iam.delete_policy(PolicyArn=made["Arn"])
    with missing(f"Policy {made['Arn']} was not found."):
        iam.get_policy(PolicyArn=made["Arn"])


def test_policies_by_scope_use_and_page(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_policy(PolicyName="Unused", PolicyDocument=ALLOW)

    def names(**filters: object) -> list[str]:
        pages = iam.get_paginator("list_policies").paginate(
            **filters, PaginationConfig={"PageSize": 1}
        )
        return sorted(policy["PolicyName"] for page in pages for policy in page["Policies"])

    assert names() == sorted([*OF_AWS, "Force_MFA", "Self_manage", "Unused"])
    assert names(Scope="AWS") == sorted(OF_AWS)
    assert names(Scope="Local", OnlyAttached=True) == ["Force_MFA", "Self_manage"]
    assert names(OnlyAttached=True, PolicyUsageFilter="PermissionsBoundary") == []
    assert len(names(PolicyUsageFilter="PermissionsBoundary")) == len(names())


def test_a_new_default_version_bites_at_once(world: World, connect: Connect):
    iam, carol = connect(world.admin), connect(world.carol)
    arn = iam.create_policy(PolicyName="P", PolicyDocument=ALLOW)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="CAROL", PolicyArn=arn)
    assert carol.list_users()["Users"]
    made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=DENY, SetAsDefault=True)
    assert made["PolicyVersion"]["VersionId"] == "v2"
    assert made["PolicyVersion"]["IsDefaultVersion"] is True
    with pytest.raises(ClientError, match=f"explicit deny in an identity-based policy: {arn}. Go"):
        carol.list_users()
    version = iam.get_policy_version(PolicyArn=arn, VersionId="v2")["PolicyVersion"]
    assert version["Document"] == json.loads(DENY)
    with refused("DeleteConflict", "Cannot delete the default version of a policy.", 409):
        iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    assert carol.list_users()["Users"]
    listed = iam.list_policy_versions(PolicyArn=arn, MaxItems=1)
    assert [version["VersionId"] for version in listed["Versions"]] == ["v2"]
    rest = iam.list_policy_versions(PolicyArn=arn, Marker=listed["Marker"])["Versions"]
    assert [(each["VersionId"], each["IsDefaultVersion"]) for each in rest] == [("v1", True)]
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v1"


def test_what_is_refused_of_versions(world: World, connect: Connect):
    iam = connect(world.admin)
    arn = f"{ARN}:policy/Force_MFA"
    text = f"Policy {arn} version v9 does not exist or is not attachable."
    for call in (
        iam.get_policy_version,
        iam.set_default_policy_version,
        iam.delete_policy_version,
    ):
        with missing(text):
            call(PolicyArn=arn, VersionId="v9")
    none = f"{ARN}:policy/none"
    for call in (iam.get_policy_version, iam.set_default_policy_version):
        with missing(f"Policy {none} version v1 does not exist or is not attachable."):
            call(PolicyArn=none, VersionId="v1")
    with refused(
        "ValidationError",
        "1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member "
        r"must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?",
        400,
    ):
        iam.get_policy_version(PolicyArn=arn, VersionId="x")
    with refused("MalformedPolicyDocument", "Syntax errors in policy.", 400):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument="{")
    with refused("LimitExceeded", "Cannot exceed quota for PolicySize: 6144", 409):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=of_size(6145))
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW)
    with refused(
        "LimitExceeded",
        "A managed policy can have up to 5 versions. Before you create a new version, you must "
        "delete an existing version.",
        409,
    ):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW)
    iam.detach_user_policy(UserName="alice", PolicyArn=arn)
    with refused(
        "DeleteConflict",
        "This policy has more than one version. Before you delete a policy, you must delete the "
        "policy's versions. The default version is deleted with the policy.",
        409,
    ):
        iam.delete_policy(PolicyArn=arn)


def test_what_is_refused_of_policies(world: World, connect: Connect):
    iam = connect(world.admin)
    with refused(
        "EntityAlreadyExists",
        "A policy called FORCE_mfa already exists. Duplicate names are not allowed.",
        409,
    ):
        iam.create_policy(PolicyName="FORCE_mfa", PolicyDocument=ALLOW)
    with refused("MalformedPolicyDocument", "Policy document should not specify a principal.", 400):
        iam.create_policy(
            PolicyName="p", PolicyDocument=ALLOW.replace('"Effect"', '"Principal":"*","Effect"')
        )
    with refused("LimitExceeded", "Cannot exceed quota for PolicySize: 6144", 409):
        iam.create_policy(PolicyName="p", PolicyDocument=of_size(6145))
    with refused("InvalidInput", "Duplicate tag keys found.", 400):
        twice = [{"Key": "a", "Value": ""}] * 2
        iam.create_policy(PolicyName="p", PolicyDocument=ALLOW, Tags=twice)
    with refused("DeleteConflict", "Cannot delete a policy attached to entities.", 409):
        iam.delete_policy(PolicyArn=f"{ARN}:policy/Force_MFA")
    none = f"{ARN}:policy/none"
    for call in (
        lambda: iam.get_policy(PolicyArn=none),
        lambda: iam.delete_policy(PolicyArn=none),
        lambda: iam.create_policy_version(PolicyArn=none, PolicyDocument=ALLOW),
        lambda: iam.list_policy_versions(PolicyArn=none),
        lambda: iam.detach_user_policy(UserName="alice", PolicyArn=none),
    ):
        with missing(f"Policy {none} was not found."):
            call()
    with missing(f"Policy {none} does not exist or is not attachable."):
        iam.list_entities_for_policy(PolicyArn=none)


@pytest.mark.parametrize("name", ["AdministratorAccess", "NotShippedHere"])
def test_awss_own_policies_are_outside(world: World, connect: Connect, name: str):
    iam, arn = connect(world.admin), f"arn:aws:iam::aws:policy/{name}"
    tags = [{"Key": "k", "Value": "v"}]
    for what, call in (
        ("delete policies", lambda: iam.delete_policy(PolicyArn=arn)),
        (
            "create versions for policies",
            lambda: iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW),
        ),
        (
            "update policies",
            lambda: iam.set_default_policy_version(PolicyArn=arn, VersionId="v2"),
        ),
        (
            "delete policy versions for policies",
            lambda: iam.delete_policy_version(PolicyArn=arn, VersionId="v2"),
        ),
        ("update policies", lambda: iam.tag_policy(PolicyArn=arn, Tags=tags)),
        ("update policies", lambda: iam.untag_policy(PolicyArn=arn, TagKeys=["k"])),
    ):
        with refused("AccessDenied", f"Cannot {what} outside your own account.", 403):
            call()


OWN = "arn:aws:iam::123456789012:policy/Force_MFA"
BAD_ARNS = [
    ("longpolicynamebutnoarn", "ValidationError", ""),
    ("ARN:aws:iam::123456789012:policy/a", "ValidationError", ""),
    (OWN.replace("aws", "aws-cn"), "ValidationError", "Invalid ARN partition"),
    (OWN.replace("aws", "aws-us-gov"), "ValidationError", "Invalid ARN partition"),
    (OWN.replace("aws", "x"), "ValidationError", "Invalid ARN partition"),
    (OWN.replace("aws", ""), "ValidationError", "Invalid ARN partition"),
    (OWN.replace("iam", "sts"), "InvalidInput", ""),
    (OWN.replace("::", ":us-east-1:"), "InvalidInput", ""),
    (OWN.replace("123456789012", "12345"), "InvalidInput", ""),
    (OWN.replace("123456789012", ""), "InvalidInput", ""),
    (OWN.replace("policy", "not_a_policy"), "InvalidInput", ""),
    (OWN.replace("policy", "user"), "InvalidInput", ""),
    (OWN.replace("/Force_MFA", ""), "InvalidInput", ""),
    (OWN.replace("Force_MFA", ""), "InvalidInput", ""),
    (OWN + " ", "InvalidInput", ""),
]


@pytest.mark.parametrize(("arn", "code", "text"), BAD_ARNS)
def test_arns_that_are_no_policys(world: World, connect: Connect, arn: str, code: str, text: str):
    iam = connect(world.admin)
    iam.create_group(GroupName="g")
    for call in (
        lambda: iam.get_policy(PolicyArn=arn),
        lambda: iam.delete_policy(PolicyArn=arn),
        lambda: iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW),
        lambda: iam.get_policy_version(PolicyArn=arn, VersionId="v1"),
        lambda: iam.list_policy_versions(PolicyArn=arn),
        lambda: iam.set_default_policy_version(PolicyArn=arn, VersionId="v1"),
        lambda: iam.delete_policy_version(PolicyArn=arn, VersionId="v1"),
        lambda: iam.list_policy_tags(PolicyArn=arn),
        lambda: iam.list_entities_for_policy(PolicyArn=arn),
        lambda: iam.attach_user_policy(UserName="bob", PolicyArn=arn),
        lambda: iam.detach_user_policy(UserName="bob", PolicyArn=arn),
        lambda: iam.attach_group_policy(GroupName="g", PolicyArn=arn),
        lambda: iam.detach_group_policy(GroupName="g", PolicyArn=arn),
        lambda: iam.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=arn),
        lambda: iam.create_user(UserName="eve", PermissionsBoundary=arn),
    ):
        with refused(code, text or f"ARN {arn} is not valid.", 400):
            call()


def test_attachments_of_users_and_groups(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_group(GroupName="Students", Path="/x/")
    arns = [
        iam.create_policy(PolicyName=name, Path=path, PolicyDocument=ALLOW)["Policy"]["Arn"]
        for name, path in (("A", "/"), ("B", "/p/"))
    ]
    for arn in arns:
        iam.attach_user_policy(UserName="carol", PolicyArn=arn)
        iam.attach_group_policy(GroupName="students", PolicyArn=arn)
    both = [{"PolicyName": name, "PolicyArn": arn} for name, arn in zip("AB", arns, strict=True)]
    assert iam.list_attached_user_policies(UserName="CAROL")["AttachedPolicies"] == both
    under = iam.list_attached_group_policies(GroupName="students", PathPrefix="/p/")
    assert under["AttachedPolicies"] == both[1:]
    first = iam.list_attached_group_policies(GroupName="students", MaxItems=1)
    assert (first["AttachedPolicies"], first["IsTruncated"]) == (both[:1], True)
    assert iam.get_policy(PolicyArn=arns[0])["Policy"]["AttachmentCount"] == 2
    iam.detach_user_policy(UserName="carol", PolicyArn=arns[0])
    iam.detach_group_policy(GroupName="students", PolicyArn=arns[1])
    for call in (
        lambda: iam.detach_user_policy(UserName="carol", PolicyArn=arns[0]),
        lambda: iam.detach_group_policy(GroupName="students", PolicyArn=arns[0].replace("A", "z")),
    ):
        with pytest.raises(ClientError, match=r"policy/[Az] was not found\."):
            call()


def test_whom_a_policy_is_attached_to(world: World, connect: Connect):
    iam = connect(world.admin)
    arn = f"{ARN}:policy/Force_MFA"
    iam.create_group(GroupName="Students", Path="/x/")
    iam.attach_group_policy(GroupName="Students", PolicyArn=arn)

    def entities(**filters: object) -> tuple[list[str], list[str]]:
        found = iam.list_entities_for_policy(PolicyArn=arn, **filters)
        assert (found["PolicyRoles"], found["IsTruncated"]) == ([], False)
        return (
            [group["GroupName"] for group in found["PolicyGroups"]],
            [user["UserName"] for user in found["PolicyUsers"]],
        )

    assert entities() == (["Students"], ["alice"])
    assert entities(EntityFilter="User") == ([], ["alice"])
    assert entities(EntityFilter="Group") == (["Students"], [])
    assert entities(EntityFilter="Role") == ([], [])
    assert entities(PathPrefix="/x/") == (["Students"], [])
    assert entities(PolicyUsageFilter="PermissionsPolicy") == (["Students"], ["alice"])
    assert entities(PolicyUsageFilter="PermissionsBoundary") == ([], [])
    first = iam.list_entities_for_policy(PolicyArn=arn, MaxItems=1)
    assert (first["PolicyUsers"], first["IsTruncated"]) == ([], True)
    rest = iam.list_entities_for_policy(PolicyArn=arn, Marker=first["Marker"])
    assert (rest["PolicyGroups"], rest["IsTruncated"]) == ([], False)


def test_what_is_refused_of_attachments(world: World, connect: Connect):
    iam = connect(world.admin)
    none = f"{ARN}:policy/none"
    arn = f"{ARN}:policy/Force_MFA"
    iam.create_group(GroupName="g")
    for call in (
        lambda: iam.attach_user_policy(UserName="bob", PolicyArn=none),
        lambda: iam.attach_group_policy(GroupName="g", PolicyArn=none),
    ):
        with missing(f"Policy {none} does not exist or is not attachable."):
            call()
    for call in (
        iam.attach_user_policy,
        iam.detach_user_policy,
    ):
        with missing("The user with name nobody cannot be found."):
            call(UserName="nobody", PolicyArn=none)
    for call in (
        iam.attach_group_policy,
        iam.detach_group_policy,
    ):
        with missing("The group with name nothing cannot be found."):
            call(GroupName="nothing", PolicyArn=none)
    with missing("The user with name nobody cannot be found."):
        iam.list_attached_user_policies(UserName="nobody")
    with missing("The group with name nothing cannot be found."):
        iam.list_attached_group_policies(GroupName="nothing")
    for number in range(10):
        made = iam.create_policy(PolicyName=f"p{number}", PolicyDocument=ALLOW)["Policy"]["Arn"]
        iam.attach_user_policy(UserName="carol", PolicyArn=made)
        iam.attach_group_policy(GroupName="g", PolicyArn=made)
    with refused("LimitExceeded", "Cannot exceed quota for PoliciesPerUser: 10", 409):
        iam.attach_user_policy(UserName="carol", PolicyArn=arn)
    with refused("LimitExceeded", "Cannot exceed quota for PoliciesPerGroup: 10", 409):
        iam.attach_group_policy(GroupName="g", PolicyArn=arn)


def test_who_may_attach_may_be_held_to_certain_policies(world: World, connect: Connect):
    iam, carol = connect(world.admin), connect(world.carol)
    statement = {"Effect": "Allow", "Action": "iam:AttachUserPolicy", "Resource": "*"}
    statement["Condition"] = {"ArnEquals": {"iam:PolicyARN": f"{ARN}:policy/Force_MFA"}}  # type: ignore[assignment]
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.put_user_policy(UserName="carol", PolicyName="p", PolicyDocument=document)
    carol.attach_user_policy(UserName="bob", PolicyArn=f"{ARN}:policy/Force_MFA")
    with pytest.raises(ClientError, match="on resource: user bob because"):
        carol.attach_user_policy(
            UserName="bob", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
        )


def test_markers_of_long_arns_are_taken_back(world: World, connect: Connect):
    iam, path = connect(world.admin), f"/{'p' * 510}/"
    arns = [
        iam.create_policy(PolicyName=letter * 128, Path=path, PolicyDocument=ALLOW)["Policy"]["Arn"]
        for letter in "ab"
    ]
    for arn in arns:
        iam.attach_user_policy(UserName="carol", PolicyArn=arn)
    for name, listed, sent in (
        ("list_policies", "Policies", {"Scope": "Local", "PathPrefix": path}),
        ("list_attached_user_policies", "AttachedPolicies", {"UserName": "carol"}),
    ):
        pages = iam.get_paginator(name).paginate(**sent, PaginationConfig={"PageSize": 1})
        assert len([row for page in pages for row in page[listed]]) == 2


def test_aws_s_own_policies_have_their_published_versions(world: World, connect: Connect):
    iam = connect(world.admin)
    arn = "arn:aws:iam::aws:policy/IAMUserChangePassword"
    found = iam.get_policy(PolicyArn=arn)["Policy"]
    assert found["PolicyId"] == "ANPAJ4L4MM2A7QIEB56MS"
    assert found["DefaultVersionId"] == "v5"
    assert found["CreateDate"] == datetime(2016, 11, 15, 0, 25, 16, tzinfo=UTC)
    assert found["UpdateDate"] == datetime(2026, 2, 12, 17, 58, 57, tzinfo=UTC)
    assert found["Description"].startswith("Provides the ability for an IAM user")
    listed = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert [(row["VersionId"], row["IsDefaultVersion"]) for row in listed] == [
        ("v5", True),
        ("v4", False),
        ("v3", False),
        ("v2", False),
    ]
    older = iam.get_policy_version(PolicyArn=arn, VersionId="v2")["PolicyVersion"]
    assert older["CreateDate"] == datetime(2016, 11, 15, 23, 18, 55, tzinfo=UTC)
    resources = [statement["Resource"] for statement in older["Document"]["Statement"]]
    assert resources == [["arn:aws:iam::*:user/${aws:username}"], "*"]
