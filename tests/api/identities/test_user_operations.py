"""Users and their tags through boto3."""

import pytest
from botocore.exceptions import ClientError

from tests.api.conftest import Connect
from tests.api.refusals import missing, refused
from tests.world import World

ARN = "arn:aws:iam::123456789012"
NOBODY = "The user with name nobody cannot be found."
DUPLICATE = "Duplicate tag keys found. Please note that Tag keys are case insensitive."


def test_the_life_of_a_user(world: World, connect: Connect):
    iam = connect(world.admin)
    made = iam.create_user(UserName="Dave", Path="/a/", Tags=[{"Key": "Team", "Value": "One"}])[
        "User"
    ]
    assert made["Arn"] == f"{ARN}:user/a/Dave"
    assert made["Tags"] == [{"Key": "Team", "Value": "One"}]
    assert set(made) == {"Path", "UserName", "UserId", "Arn", "CreateDate", "Tags"}
    assert iam.get_user(UserName="DAVE")["User"] == made
    iam.update_user(UserName="dave", NewUserName="David", NewPath="/b/")
    moved = iam.get_user(UserName="david")["User"]
    assert (moved["Arn"], moved["UserId"]) == (f"{ARN}:user/b/David", made["UserId"])
    with missing("The user with name dave cannot be found."):
        iam.get_user(UserName="dave")
    iam.delete_user(UserName="DAVID")
    with missing("The user with name David cannot be found."):
        iam.delete_user(UserName="David")


def test_grants_follow_the_stored_arn(world: World, connect: Connect):
    bob = connect(world.bob)
    assert bob.list_access_keys()["AccessKeyMetadata"]
    connect(world.admin).update_user(UserName="bob", NewPath="/moved/")
    with pytest.raises(ClientError, match="not authorized to perform: iam:ListAccessKeys"):
        bob.list_access_keys()


def test_users_in_pages_and_under_a_path(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_user(UserName="zed", Path="/a/b/")
    pages = iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 2})
    found = [user for page in pages for user in page["Users"]]
    assert [user["UserName"] for user in found] == ["admin", "alice", "bob", "carol", "zed"]
    assert all("Tags" not in user for user in found)
    under = iam.list_users(PathPrefix="/a/")
    assert [user["UserName"] for user in under["Users"]] == ["zed"]
    assert under["IsTruncated"] is False


def test_what_is_refused_of_users(world: World, connect: Connect):
    iam = connect(world.admin)
    with refused("EntityAlreadyExists", "User with name ALICE already exists.", 409):
        iam.create_user(UserName="ALICE")
    with refused("EntityAlreadyExists", "User with name Alice already exists.", 409):
        iam.update_user(UserName="bob", NewUserName="Alice")
    with refused(
        "ValidationError",
        "1 validation error detected: Value at 'userName' failed to satisfy constraint: "
        "Member must have length less than or equal to 64",
        400,
    ):
        iam.create_user(UserName="x" * 65)
    with missing(NOBODY):
        iam.update_user(UserName="nobody", NewPath="/x/")
    with refused("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409):
        iam.delete_user(UserName="alice")
    with missing("The user with name stranger cannot be found."):
        iam.get_user(UserName="stranger")


def test_tags_of_a_user(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.tag_user(
        UserName="BOB", Tags=[{"Key": "Team", "Value": "One"}, {"Key": "b", "Value": "aws:x"}]
    )
    iam.tag_user(UserName="bob", Tags=[{"Key": "team", "Value": "Two"}])
    both = [{"Key": "b", "Value": "aws:x"}, {"Key": "team", "Value": "Two"}]
    assert iam.list_user_tags(UserName="bob")["Tags"] == both
    assert iam.get_user(UserName="bob")["User"]["Tags"] == both
    first = iam.list_user_tags(UserName="bob", MaxItems=1)
    assert (first["Tags"], first["IsTruncated"]) == (both[:1], True)
    rest = iam.list_user_tags(UserName="bob", Marker=first["Marker"])
    assert (rest["Tags"], rest["IsTruncated"]) == (both[1:], False)
    iam.untag_user(UserName="bob", TagKeys=["TEAM", "none"])
    iam.untag_user(UserName="bob", TagKeys=[])
    assert iam.list_user_tags(UserName="bob")["Tags"] == both[:1]


def test_what_is_refused_of_tags(world: World, connect: Connect):
    iam = connect(world.admin)
    tag = {"Key": "a", "Value": "b"}
    with refused("InvalidInput", DUPLICATE, 400):
        iam.tag_user(UserName="bob", Tags=[tag, {"Key": "A", "Value": ""}])
    with refused("InvalidInput", "Tag keys beginning with aws: are reserved for system use.", 400):
        iam.tag_user(UserName="bob", Tags=[{"Key": "aws:a", "Value": "b"}])
    with refused("InvalidInput", "The provided tag map must not be null/empty.", 400):
        iam.tag_user(UserName="bob", Tags=[])
    with pytest.raises(ClientError, match=r"Value at 'tags' .* less than or equal to 50"):
        iam.tag_user(UserName="bob", Tags=[{"Key": f"k{n}", "Value": ""} for n in range(51)])
    iam.tag_user(UserName="bob", Tags=[{"Key": f"k{n}", "Value": ""} for n in range(50)])
    with refused("LimitExceeded", "Cannot exceed quota for TagsPerUser: 50", 409):
        iam.tag_user(UserName="bob", Tags=[tag])
    for call in (
        lambda: iam.tag_user(UserName="nobody", Tags=[tag]),
        lambda: iam.untag_user(UserName="nobody", TagKeys=["a"]),
        lambda: iam.list_user_tags(UserName="nobody"),
    ):
        with missing(NOBODY):
            call()


def test_markers_of_long_tag_keys_are_taken_back(world: World, connect: Connect):
    iam = connect(world.admin)
    keys = [end.rjust(128, "鍵") for end in "ab"]
    iam.tag_user(UserName="bob", Tags=[{"Key": key, "Value": "v"} for key in keys])
    pages = iam.get_paginator("list_user_tags").paginate(
        UserName="bob", PaginationConfig={"PageSize": 1}
    )
    assert [tag["Key"] for page in pages for tag in page["Tags"]] == keys
