"""Users through boto3."""

import json

from accounts.models import User, UserPolicy
from tests.api.conftest import Connect, refused
from tests.world import World

NO_USER = (404, "NoSuchEntity", "The user with name nobody cannot be found.")
DUPLICATE = "Duplicate tag keys found. Please note that Tag keys are case insensitive."


def test_getting_a_user(world: World, connect: Connect):
    iam = connect(world.admin)
    own = iam.get_user()["User"]
    assert own["UserName"] == "admin"
    assert set(own) == {"Path", "UserName", "UserId", "Arn", "CreateDate"}
    User.objects.filter(pk=world.bob.pk).update(
        path="/team/", tags={"env": "test"}, password_last_used=world.bob.created_at
    )
    other = iam.get_user(UserName="BoB")["User"]
    assert other["UserName"] == "bob"
    assert other["Arn"].endswith(":user/team/bob")
    assert other["Tags"] == [{"Key": "env", "Value": "test"}]
    assert other["PasswordLastUsed"] == other["CreateDate"]
    assert refused(iam.get_user, UserName="nobody") == NO_USER
    assert refused(iam.get_user, UserName="stranger")[1] == "NoSuchEntity"
    denied = refused(connect(world.carol).get_user)
    assert "on resource: user carol because" in denied[2]


def test_the_stored_path_counts_not_the_requested_name(world: World, connect: Connect):
    statement = {"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*:user/bob"}
    statement["Resource"] = f"arn:aws:iam::{world.account.account_id}:user/team/bob"
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    UserPolicy.objects.create(user=world.carol, policy_name="Bob", document=document)
    iam = connect(world.carol)
    assert refused(iam.get_user, UserName="bob")[1] == "AccessDenied"
    User.objects.filter(pk=world.bob.pk).update(path="/team/")
    assert iam.get_user(UserName="bob")


def test_tagging_a_user(world: World, connect: Connect):
    iam = connect(world.admin)
    tags = [{"Key": "env", "Value": "test"}, {"Key": "Größe", "Value": ""}]
    iam.tag_user(UserName="bob", Tags=tags)
    assert User.objects.get(pk=world.bob.pk).tags == {"env": "test", "Größe": ""}
    iam.tag_user(UserName="bob", Tags=[{"Key": "ENV", "Value": "other"}])
    assert User.objects.get(pk=world.bob.pk).tags == {"Größe": "", "ENV": "other"}
    one = {"Value": "x"}

    def answer(*keys: str) -> tuple[int, str, str]:
        return refused(iam.tag_user, UserName="bob", Tags=[{"Key": key, **one} for key in keys])

    assert answer("a", "A") == (400, "InvalidInput", DUPLICATE)
    reserved = "Tag keys beginning with aws: are reserved for system use."
    assert answer("aws:x") == (400, "InvalidInput", reserved)
    empty = (400, "InvalidInput", "The provided tag map must not be null/empty.")
    assert answer() == empty
    many = answer(*(f"k{n}" for n in range(51)))
    assert many == (
        400,
        "ValidationError",
        "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must "
        "have length less than or equal to 50",
    )
    assert answer(*(f"k{n}" for n in range(49)))[1] == "LimitExceeded"
    assert "'tags.1.member.key' failed to satisfy constraint" in answer("a!b")[2]
    assert refused(iam.tag_user, UserName="nobody", Tags=tags) == NO_USER


def test_the_condition_keys_of_tags(world: World, connect: Connect):
    statement = {
        "Effect": "Allow",
        "Action": "iam:TagUser",
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:RequestTag/env": "test", "aws:ResourceTag/team": "red"},
            "ForAllValues:StringEquals": {"aws:TagKeys": ["env"]},
        },
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    UserPolicy.objects.create(user=world.carol, policy_name="Tags", document=document)
    iam = connect(world.carol)
    tags = [{"Key": "env", "Value": "test"}]
    assert refused(iam.tag_user, UserName="bob", Tags=tags)[1] == "AccessDenied"
    User.objects.filter(pk=world.bob.pk).update(tags={"team": "red"})
    iam.tag_user(UserName="bob", Tags=tags)
    more = [*tags, {"Key": "x", "Value": "y"}]
    assert refused(iam.tag_user, UserName="bob", Tags=more)[1] == "AccessDenied"
