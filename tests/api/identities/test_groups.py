"""Groups and their members through boto3."""

from tests.api.conftest import Connect
from tests.api.refusals import missing, refused
from tests.pages.helpers import allow
from tests.world import World

ARN = "arn:aws:iam::123456789012"
NO_GROUP = "The group with name nothing cannot be found."
NO_USER = "The user with name nobody cannot be found."


def test_the_life_of_a_group(world: World, connect: Connect):
    iam = connect(world.admin)
    made = iam.create_group(GroupName="Students", Path="/a/")["Group"]
    assert made["Arn"] == f"{ARN}:group/a/Students"
    assert set(made) == {"Path", "GroupName", "GroupId", "Arn", "CreateDate"}
    for _ in range(2):
        iam.add_user_to_group(GroupName="students", UserName="ALICE")
    iam.add_user_to_group(GroupName="students", UserName="bob")
    found = iam.get_group(GroupName="STUDENTS", MaxItems=1)
    assert (found["Group"], found["IsTruncated"]) == (made, True)
    rest = iam.get_group(GroupName="STUDENTS", Marker=found["Marker"])
    names = [user["UserName"] for user in found["Users"] + rest["Users"]]
    assert names == ["alice", "bob"]
    assert iam.list_groups_for_user(UserName="alice")["Groups"] == [made]
    iam.update_group(GroupName="students", NewGroupName="Pupils", NewPath="/b/")
    moved = iam.list_groups(PathPrefix="/b/")["Groups"]
    assert [group["Arn"] for group in moved] == [f"{ARN}:group/b/Pupils"]
    with refused(
        "DeleteConflict", "Cannot delete entity, must remove users from group first.", 409
    ):
        iam.delete_group(GroupName="pupils")
    for name in ("alice", "alice", "bob"):
        iam.remove_user_from_group(GroupName="pupils", UserName=name)
    iam.delete_group(GroupName="pupils")
    assert iam.list_groups()["Groups"] == []


def test_what_is_refused_of_groups(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_group(GroupName="g")
    iam.create_group(GroupName="h")
    with refused("EntityAlreadyExists", "Group with name G already exists.", 409):
        iam.create_group(GroupName="G")
    with refused("EntityAlreadyExists", "Group with name G already exists.", 409):
        iam.update_group(GroupName="h", NewGroupName="G")
    for call in (iam.get_group, iam.delete_group, iam.update_group):
        with missing(NO_GROUP):
            call(GroupName="nothing")
    with missing(NO_GROUP):
        iam.add_user_to_group(GroupName="nothing", UserName="nobody")
    with missing(NO_USER):
        iam.remove_user_from_group(GroupName="nothing", UserName="nobody")
    with missing(NO_GROUP):
        iam.remove_user_from_group(GroupName="nothing", UserName="bob")
    with missing(NO_USER):
        iam.add_user_to_group(GroupName="g", UserName="nobody")
    with missing(NO_USER):
        iam.list_groups_for_user(UserName="nobody")


def test_ten_groups_for_a_user(world: World, connect: Connect):
    iam = connect(world.admin)
    for number in range(11):
        iam.create_group(GroupName=f"g{number}")
    for number in range(10):
        iam.add_user_to_group(GroupName=f"g{number}", UserName="bob")
    with refused("LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10", 409):
        iam.add_user_to_group(GroupName="g10", UserName="bob")


def test_renaming_asks_about_both_groups(world: World, connect: Connect):
    connect(world.admin).create_group(GroupName="Students")
    allow(world.carol, "iam:UpdateGroup", resource=f"{ARN}:group/Students")
    iam = connect(world.carol)
    denied = (
        f"User: {world.carol.arn} is not authorized to perform: iam:UpdateGroup on resource: "
        "group Pupils because no identity-based policy allows the iam:UpdateGroup action"
    )
    with refused("AccessDenied", denied, 403):
        iam.update_group(GroupName="students", NewGroupName="Pupils")
    allow(world.carol, "iam:UpdateGroup", resource=f"{ARN}:group/b/*")
    iam.update_group(GroupName="students", NewGroupName="Pupils", NewPath="/b/")
