"""Policies embedded in users and groups, through boto3."""

import json

from tests.accounts.policies.test_policies import of_size
from tests.api.conftest import Connect
from tests.api.refusals import missing, refused
from tests.world import World

ALLOW = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:List*","Resource":"*"}}'
)
NO_USER = "The user with name nobody cannot be found."
NO_GROUP = "The group with name nothing cannot be found."


def test_a_users_policy_in_any_case(world: World, connect: Connect):
    iam, carol = connect(world.admin), connect(world.carol)
    iam.put_user_policy(UserName="Carol", PolicyName="MixedName", PolicyDocument=ALLOW)
    assert carol.list_users()["Users"]
    iam.put_user_policy(UserName="carol", PolicyName="mixedname", PolicyDocument=f"{ALLOW} ")
    found = iam.get_user_policy(UserName="CAROL", PolicyName="MIXEDNAME")
    assert (found["UserName"], found["PolicyName"]) == ("carol", "MIXEDNAME")
    assert found["PolicyDocument"] == json.loads(ALLOW)
    assert iam.list_user_policies(UserName="carol")["PolicyNames"] == ["MixedName"]
    iam.put_user_policy(UserName="carol", PolicyName="a", PolicyDocument=ALLOW)
    first = iam.list_user_policies(UserName="carol", MaxItems=1)
    rest = iam.list_user_policies(UserName="carol", Marker=first["Marker"])
    assert sorted(first["PolicyNames"] + rest["PolicyNames"]) == ["MixedName", "a"]
    iam.delete_user_policy(UserName="carol", PolicyName="mixedNAME")
    with missing("The user policy with name MixedName cannot be found."):
        iam.get_user_policy(UserName="carol", PolicyName="MixedName")


def test_a_groups_policy_in_any_case(world: World, connect: Connect):
    iam, carol = connect(world.admin), connect(world.carol)
    iam.create_group(GroupName="Students")
    iam.add_user_to_group(GroupName="Students", UserName="carol")
    iam.put_group_policy(GroupName="STUDENTS", PolicyName="MixedName", PolicyDocument=ALLOW)
    assert carol.list_users()["Users"]
    found = iam.get_group_policy(GroupName="students", PolicyName="mixedname")
    assert (found["GroupName"], found["PolicyName"]) == ("Students", "mixedname")
    assert found["PolicyDocument"] == json.loads(ALLOW)
    assert iam.list_group_policies(GroupName="students")["PolicyNames"] == ["MixedName"]
    with refused(
        "DeleteConflict", "Cannot delete entity, must remove users from group first.", 409
    ):
        iam.delete_group(GroupName="Students")
    iam.delete_group_policy(GroupName="students", PolicyName="MIXEDNAME")
    with missing("The group policy with name x cannot be found."):
        iam.get_group_policy(GroupName="students", PolicyName="x")


def test_what_is_refused_of_inline_policies(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_group(GroupName="Students")
    with refused("MalformedPolicyDocument", "Syntax errors in policy.", 400):
        iam.put_user_policy(UserName="bob", PolicyName="p", PolicyDocument="{}")
    with refused(
        "MalformedPolicyDocument", "Policy document must be version 2012-10-17 or greater.", 400
    ):
        iam.put_group_policy(
            GroupName="Students", PolicyName="p", PolicyDocument=ALLOW.replace("2012", "2008")
        )
    with refused("LimitExceeded", "Maximum policy size of 2048 bytes exceeded for user bob", 409):
        iam.put_user_policy(UserName="BOB", PolicyName="p", PolicyDocument=of_size(2049))
    with refused(
        "LimitExceeded", "Maximum policy size of 5120 bytes exceeded for group Students", 409
    ):
        iam.put_group_policy(GroupName="students", PolicyName="p", PolicyDocument=of_size(5121))
    user, group = {"UserName": "nobody"}, {"GroupName": "nothing"}
    for who, text, calls in (
        (user, NO_USER, (iam.get_user_policy, iam.delete_user_policy)),
        (group, NO_GROUP, (iam.get_group_policy, iam.delete_group_policy)),
    ):
        for call in calls:
            with missing(text):
                call(**who, PolicyName="p")
    with missing(NO_USER):
        iam.put_user_policy(**user, PolicyName="p", PolicyDocument=ALLOW)
    with missing(NO_GROUP):
        iam.put_group_policy(**group, PolicyName="p", PolicyDocument=ALLOW)
    with missing(NO_USER):
        iam.list_user_policies(**user)
    with missing(NO_GROUP):
        iam.list_group_policies(**group)
    with missing("The user policy with name p cannot be found."):
        iam.delete_user_policy(UserName="bob", PolicyName="p")
    with missing("The group policy with name p cannot be found."):
        iam.delete_group_policy(GroupName="students", PolicyName="p")
