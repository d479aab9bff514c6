"""A permissions boundary grants nothing and bounds what the policies grant, through boto3."""

import json
from typing import Any

import pytest

from accounts.models import User
from tests.api.conftest import Connect
from tests.api.refusals import missing, refused
from tests.support.rows import rows
from tests.world import World

ARN = "arn:aws:iam::123456789012"
BOB = f"{ARN}:user/bob"


def document(effect: str, *actions: str, **more: Any) -> str:
    statement = {"Effect": effect, "Action": actions, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


@pytest.fixture
def administrator(world: World, connect: Connect):
    return connect(world.admin)


@pytest.fixture
def lister(administrator: Any) -> str:
    """Create a policy that allows to list things; returns its ARN."""
    made = administrator.create_policy(
        PolicyName="Lister", PolicyDocument=document("Allow", "iam:List*", "iam:GetUser")
    )
    return made["Policy"]["Arn"]


def test_a_user_made_with_a_boundary(world: World, administrator: Any, lister: str):
    made = administrator.create_user(UserName="eve", PermissionsBoundary=lister)["User"]
    boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": lister}
    assert made["PermissionsBoundary"] == boundary
    assert administrator.get_user(UserName="eve")["User"]["PermissionsBoundary"] == boundary
    assert all("PermissionsBoundary" not in user for user in administrator.list_users()["Users"])
    nowhere = f"{ARN}:policy/Nothing"
    foreign = "arn:aws:iam::210987654321:policy/Lister"
    before = User.objects.count()
    for arn in (nowhere, foreign):
        with missing(f"Scope ARN: {arn} does not exist or is not attachable."):
            administrator.create_user(UserName="mallory", PermissionsBoundary=arn)
    with refused("ValidationError", f"ARN {'x' * 20} is not valid.", 400):
        administrator.create_user(UserName="mallory", PermissionsBoundary="x" * 20)
    assert User.objects.count() == before
    administrator.delete_user(UserName="eve")


def test_the_life_of_a_boundary(world: World, administrator: Any, connect: Connect, lister: str):
    administrator.attach_user_policy(
        UserName="carol", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    carol = connect(world.carol)
    assert carol.list_groups()["Groups"] == []
    carol.create_group(GroupName="before")
    administrator.put_user_permissions_boundary(UserName="CAROL", PermissionsBoundary=lister)
    before = rows()
    with refused(
        "AccessDenied",
        f"User: {ARN}:user/carol is not authorized to perform: iam:CreateGroup on resource: "
        f"{ARN}:group/after because no permissions boundary allows the iam:CreateGroup action",
        403,
    ):
        carol.create_group(GroupName="after")
    assert rows() == before
    assert [group["GroupName"] for group in carol.list_groups()["Groups"]] == ["before"]
    administrator.create_policy_version(
        PolicyArn=lister, SetAsDefault=True, PolicyDocument=document("Deny", "iam:ListGroups")
    )
    with refused(
        "AccessDenied",
        f"User: {ARN}:user/carol is not authorized to perform: iam:ListGroups on resource: "
        f"{ARN}:group/ with an explicit deny in a permissions boundary: {lister}",
        403,
    ):
        carol.list_groups()
    administrator.delete_user_permissions_boundary(UserName="carol")
    with missing("The user with name carol has no permissions boundary."):
        administrator.delete_user_permissions_boundary(UserName="carol")
    carol.create_group(GroupName="after")


def test_a_boundary_grants_nothing(world: World, administrator: Any, connect: Connect, lister: str):
    administrator.put_user_permissions_boundary(UserName="carol", PermissionsBoundary=lister)
    with refused(
        "AccessDenied",
        f"User: {ARN}:user/carol is not authorized to perform: iam:ListUsers on resource: "
        f"{ARN}:user/ because no identity-based policy allows the iam:ListUsers action",
        403,
    ):
        connect(world.carol).list_users()


def test_a_policy_that_bounds_somebody(world: World, administrator: Any, lister: str):
    administrator.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=lister)
    counts = administrator.get_policy(PolicyArn=lister)["Policy"]
    assert (counts["AttachmentCount"], counts["PermissionsBoundaryUsageCount"]) == (0, 1)

    def listed(**filters: Any) -> list[str]:
        found = administrator.list_policies(Scope="Local", OnlyAttached=True, **filters)
        return sorted(policy["PolicyName"] for policy in found["Policies"])

    def whom(**filters: Any) -> list[str]:
        found = administrator.list_entities_for_policy(PolicyArn=lister, **filters)
        return [user["UserName"] for user in found["PolicyUsers"]]

    assert listed(PolicyUsageFilter="PermissionsBoundary") == ["Lister"]
    assert "Lister" in listed()
    assert "Lister" not in listed(PolicyUsageFilter="PermissionsPolicy")
    assert whom() == whom(PolicyUsageFilter="PermissionsBoundary") == ["bob"]
    assert whom(PolicyUsageFilter="PermissionsPolicy") == whom(EntityFilter="Group") == []
    with refused("DeleteConflict", "Cannot delete a policy attached to entities.", 409):
        administrator.delete_policy(PolicyArn=lister)
    administrator.delete_user_permissions_boundary(UserName="bob")
    administrator.delete_policy(PolicyArn=lister)


def test_an_administrator_who_may_only_make_bounded_users(
    world: World, administrator: Any, connect: Connect, lister: str
):
    administrator.put_user_policy(
        UserName="carol",
        PolicyName="Delegated",
        PolicyDocument=document(
            "Allow", "iam:CreateUser", "iam:PutUserPolicy", "iam:PutUserPermissionsBoundary",
            Condition={"StringEquals": {"iam:PermissionsBoundary": lister}},
        ),
    )  # fmt: skip
    carol = connect(world.carol)
    with pytest.raises(carol.exceptions.ClientError):
        carol.get_user()
    before = rows()
    for call, sent in (
        ("create_user", {"UserName": "eve"}),
        ("create_user", {"UserName": "eve", "PermissionsBoundary": f"{ARN}:policy/Force_MFA"}),
        ("put_user_policy", {"UserName": "bob", "PolicyName": "p", "PolicyDocument": "x"}),
    ):
        with pytest.raises(carol.exceptions.ClientError) as caught:
            getattr(carol, call)(**sent)
        assert caught.value.response["Error"]["Code"] == "AccessDenied"
    assert rows() == before
    carol.create_user(UserName="eve", PermissionsBoundary=lister)
    carol.put_user_policy(UserName="eve", PolicyName="p", PolicyDocument=document("Allow", "iam:*"))


def test_simulating_a_bounded_user(world: World, administrator: Any, lister: str):
    for name in ("bob", "admin"):
        administrator.put_user_permissions_boundary(UserName=name, PermissionsBoundary=lister)

    def simulated(action: str, **more: Any) -> tuple[str, bool]:
        [result] = administrator.simulate_principal_policy(
            PolicySourceArn=BOB,
            ActionNames=[action],
            PolicyInputList=[document("Allow", "iam:*")],
            **more,
        )["EvaluationResults"]
        detail = result["PermissionsBoundaryDecisionDetail"]
        return result["EvalDecision"], detail["AllowedByPermissionsBoundary"]

    with refused(
        "AccessDenied",
        f"User: {ARN}:user/admin is not authorized to perform: iam:SimulatePrincipalPolicy on "
        f"resource: {BOB} because no permissions boundary allows the iam:SimulatePrincipalPolicy "
        "action",
        403,
    ):
        simulated("iam:ListUsers")
    User.objects.filter(pk=world.admin.pk).update(permissions_boundary=None)
    assert simulated("iam:ListUsers") == ("allowed", True)
    assert simulated("iam:CreateUser") == ("implicitDeny", False)
    wide = {"PermissionsBoundaryPolicyInputList": [document("Allow", "*")]}
    assert simulated("iam:CreateUser", **wide) == ("allowed", True)
