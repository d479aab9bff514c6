"""Passwords and the account's rules for them through boto3."""

from django.test import Client

from accounts.models import PasswordPolicy, User
from console.models import Event
from tests.api.conftest import Connect, refused
from tests.world import ACCOUNT_ID, PASSWORD, World, sign_in

NEW = "Another-horse-1"
NO_PROFILE = (404, "NoSuchEntity", "Login Profile for User {} cannot be found.")


def test_changing_one_s_own_password(world: World, connect: Connect):
    iam = connect(world.bob)
    iam.change_password(OldPassword=PASSWORD, NewPassword=NEW)
    assert User.objects.get(pk=world.bob.pk).check_password(NEW)
    record = Event.objects.get().record
    assert record["requestParameters"] is None
    assert record["responseElements"] is None
    wrong = (403, "AccessDenied", "The old password was incorrect.")
    assert refused(iam.change_password, OldPassword=PASSWORD, NewPassword=NEW + "2") == wrong
    short = (400, "PasswordPolicyViolation", "Password should have a minimum length of 8")
    assert refused(iam.change_password, OldPassword=NEW, NewPassword="Ab1!") == short
    reused = refused(iam.change_password, OldPassword=NEW, NewPassword=NEW)
    assert reused[:2] == (400, "PasswordPolicyViolation")
    assert NEW not in str([event.record for event in Event.objects.all()])


def test_a_user_without_a_password_has_none_to_change(world: World, connect: Connect):
    world.admin.set_unusable_password()
    world.admin.save()
    iam = connect(world.admin)
    status, code, text = NO_PROFILE
    expected = (status, code, text.format("admin"))
    assert refused(iam.change_password, OldPassword=PASSWORD, NewPassword=NEW) == expected
    assert refused(iam.update_login_profile, UserName="admin", Password=NEW) == expected


def test_a_changed_password_ends_the_sessions_of_the_page(world: World, connect: Connect):
    client = sign_in(Client(), world.bob)
    connect(world.bob).change_password(OldPassword=PASSWORD, NewPassword=NEW)
    assert client.get("/iam/security-credentials/").url.startswith("/signin/")


def test_an_administrator_gives_another_password(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.update_login_profile(UserName="bob", Password=NEW, PasswordResetRequired=True)
    bob = User.objects.get(pk=world.bob.pk)
    assert bob.check_password(NEW)
    assert bob.password_reset_required
    iam.update_login_profile(UserName="bob")
    bob.refresh_from_db()
    assert bob.password_reset_required
    weak = refused(iam.update_login_profile, UserName="bob", Password="weak")
    assert weak[:2] == (400, "PasswordPolicyViolation")
    unknown = refused(iam.update_login_profile, UserName="nobody", Password=NEW)
    assert unknown == (404, "NoSuchEntity", "The user with name nobody cannot be found.")
    assert NEW not in str([event.record for event in Event.objects.all()])


def test_the_account_s_rules(world: World, connect: Connect):
    iam = connect(world.admin)
    text = f"The Password Policy with domain name {ACCOUNT_ID} cannot be found."
    assert refused(iam.get_account_password_policy) == (404, "NoSuchEntity", text)
    text = "The account policy with name PasswordPolicy cannot be found."
    assert refused(iam.delete_account_password_policy) == (404, "NoSuchEntity", text)
    iam.update_account_password_policy()
    flags = dict.fromkeys(
        (
            "RequireSymbols",
            "RequireNumbers",
            "RequireUppercaseCharacters",
            "RequireLowercaseCharacters",
            "AllowUsersToChangePassword",
            "ExpirePasswords",
        ),
        False,
    )
    found = iam.get_account_password_policy()["PasswordPolicy"]
    assert found == {**flags, "MinimumPasswordLength": 6}
    everything = {
        "MinimumPasswordLength": 12,
        **dict.fromkeys(flags, True),
        "MaxPasswordAge": 90,
        "PasswordReusePrevention": 24,
        "HardExpiry": True,
    }
    sent = {name: value for name, value in everything.items() if name != "ExpirePasswords"}
    iam.update_account_password_policy(**sent)
    assert iam.get_account_password_policy()["PasswordPolicy"] == everything
    iam.delete_account_password_policy()
    assert not PasswordPolicy.objects.exists()
    denied = refused(connect(world.carol).get_account_password_policy)
    assert "iam:GetAccountPasswordPolicy on resource: * because" in denied[2]


def test_every_rule_out_of_range_is_named(world: World, connect: Connect):
    answer = refused(
        connect(world.admin).update_account_password_policy,
        MinimumPasswordLength=5, PasswordReusePrevention=25, MaxPasswordAge=1096,
    )  # fmt: skip
    assert answer == (
        400,
        "ValidationError",
        "3 validation errors detected: Value at 'minimumPasswordLength' failed to satisfy "
        "constraint: Member must have value greater than or equal to 6; Value at "
        "'passwordReusePrevention' failed to satisfy constraint: Member must have value less than "
        "or equal to 24; Value at 'maxPasswordAge' failed to satisfy constraint: Member must have "
        "value less than or equal to 1095",
    )


def test_the_account_s_rules_may_let_users_change_their_password(world: World, connect: Connect):
    iam = connect(world.carol)
    assert refused(iam.change_password, OldPassword=PASSWORD, NewPassword=NEW)[1] == "AccessDenied"
    connect(world.admin).update_account_password_policy(AllowUsersToChangePassword=True)
    iam.change_password(OldPassword=PASSWORD, NewPassword=NEW)
