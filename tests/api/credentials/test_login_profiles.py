"""Login profiles through boto3."""

from tests.api.conftest import Connect
from tests.api.refusals import missing, refused
from tests.world import World

GOOD = "Correct-horse-1"
NONE = "Login Profile for User Dave cannot be found."


def test_the_life_of_a_login_profile(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_user(UserName="Dave")
    made = iam.create_login_profile(UserName="dave", Password=GOOD, PasswordResetRequired=True)
    profile = made["LoginProfile"]
    assert set(profile) == {"UserName", "CreateDate", "PasswordResetRequired"}
    assert (profile["UserName"], profile["PasswordResetRequired"]) == ("Dave", True)
    assert iam.get_login_profile(UserName="DAVE")["LoginProfile"] == profile
    with refused("EntityAlreadyExists", "Login Profile for user Dave already exists.", 409):
        iam.create_login_profile(UserName="dave", Password=GOOD)
    with refused("DeleteConflict", "Cannot delete entity, must delete login profile first.", 409):
        iam.delete_user(UserName="dave")
    iam.delete_login_profile(UserName="dave")
    with missing(NONE):
        iam.get_login_profile(UserName="dave")
    with missing(NONE):
        iam.delete_login_profile(UserName="dave")
    iam.delete_user(UserName="dave")


def test_what_is_refused_of_login_profiles(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_user(UserName="Dave")
    with refused("PasswordPolicyViolation", "Password should have a minimum length of 8", 400):
        iam.create_login_profile(UserName="Dave", Password="Short-1")
    with refused(
        "ValidationError",
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member "
        "must not be null",
        400,
    ):
        iam.create_login_profile(UserName="Dave")
    with refused("ValidationError", "MaxSigninSessionDuration is not supported.", 400):
        iam.create_login_profile(UserName="Dave", Password=GOOD, MaxSigninSessionDuration=3600)
    for call in (iam.get_login_profile, iam.delete_login_profile, iam.create_login_profile):
        with missing("The user with name nobody cannot be found."):
            call(UserName="nobody")
