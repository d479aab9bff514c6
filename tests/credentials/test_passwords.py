"""ChangePassword and UpdateLoginProfile under the default and custom policies."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.errors import (
    AccessDenied,
    NoSuchEntity,
    PasswordPolicyViolation,
    ServiceError,
    ValidationError,
)
from accounts.models import User
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from credentials.models import PreviousPassword
from credentials.operations import passwords
from tests.world import PASSWORD, World

NEW = "Str0nger!"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
REUSED = "Policy constraint violation with password reuse prevention during password change."


def fresh(user: User) -> User:
    return User.objects.select_related("account__password_policy").get(pk=user.pk)


def change(user: User, new: str, *, old: str = PASSWORD, now: datetime = NOW) -> None:
    made(fresh(user), new, old=old, now=now)


def made(user: User, new: str, *, old: str = PASSWORD, now: datetime = NOW) -> None:
    """The user's own change, checked and then made, as pages and the API do it."""
    checked = passwords.check_change(user=user, old_password=old, new_password=new)
    passwords.change_password(checked, now=now)


def custom(world: World, **settings: object) -> None:
    update_account_password_policy(
        account=world.account,
        settings=PasswordPolicySettings(**settings),
    )


def refused(user: User, error: type[ServiceError], new: str, *, old: str = PASSWORD) -> str:
    """The refusal's text; nothing was written."""
    with pytest.raises(error) as caught:
        change(user, new, old=old)
    assert fresh(user).password == user.password
    assert not PreviousPassword.objects.exists()
    return str(caught.value)


def test_a_change(world: World):
    world.alice.password_reset_required = True
    world.alice.save()
    change(world.alice, NEW)
    alice = fresh(world.alice)
    assert alice.check_password(NEW)
    assert not alice.password_reset_required
    assert alice.password_last_changed == NOW
    kept = PreviousPassword.objects.get(user=alice)
    assert kept.password == world.alice.password
    assert kept.replaced_at == NOW


def test_the_callers_object_goes_with_the_row(world: World):
    alice = fresh(world.alice)
    made(alice, NEW)
    assert alice.get_session_auth_hash() == fresh(alice).get_session_auth_hash()


def test_a_wrong_old_password(world: World):
    assert refused(world.alice, AccessDenied, NEW, old="wrong") == "The old password was incorrect."


def test_a_wrong_old_password_is_told_before_a_weak_new_one(world: World):
    refused(world.alice, AccessDenied, "weak", old="wrong")


def test_a_user_without_a_password(world: World):
    world.alice.set_unusable_password()
    world.alice.save()
    text = refused(world.alice, NoSuchEntity, NEW)
    assert text == "Login Profile for User alice cannot be found."


PATTERN = r"Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+"


@pytest.mark.parametrize(
    ("password", "constraint"),
    [
        ("", "Member must have length greater than or equal to 1"),
        ("Aa1!" * 32 + "x", "Member must have length less than or equal to 128"),
        ("Aa1!\x00bcdef", PATTERN),
        ("Aa1!\u0100bcde", PATTERN),
        ("Aa1!\ud800bcde", PATTERN),
    ],
)
def test_what_no_password_may_be(world: World, password: str, constraint: str):
    text = "1 validation error detected: Value at '{}' failed to satisfy constraint: " + constraint
    new = refused(world.alice, ValidationError, password)
    assert new == text.format("newPassword")
    old = refused(world.alice, ValidationError, NEW, old=password)
    assert old == text.format("oldPassword")
    assert password not in new or not password


def test_both_passwords_may_break_a_constraint(world: World):
    text = refused(world.alice, ValidationError, "", old="")
    assert text.startswith("2 validation errors detected: Value at 'oldPassword' failed")


def test_the_longest_password(world: World):
    change(world.alice, "Aa1!" * 32)
    assert fresh(world.alice).check_password("Aa1!" * 32)


def test_blanks_are_part_of_a_password(world: World):
    change(world.alice, " Str0nger! ")
    assert not fresh(world.alice).check_password("Str0nger!")


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("Shor7!", "Password should have a minimum length of 8"),
        (
            "password1",
            "Password should meet 1 more of the following requirements: Password should have at "
            "least one uppercase letter, Password should have at least one symbol",
        ),
    ],
)
def test_the_default_policy(world: World, password: str, text: str):
    assert refused(world.alice, PasswordPolicyViolation, password) == text


def test_the_default_policy_refuses_the_accounts_name(world: World):
    world.account.alias = "class-7-room-b"
    world.account.save()
    text = refused(world.alice, PasswordPolicyViolation, "CLASS-7-Room-b")
    assert text == "Password does not conform to the account password policy."


def test_a_custom_policy(world: World):
    custom(world, minimum_password_length=12, require_symbols=True)
    text = refused(world.alice, PasswordPolicyViolation, "Password1234")
    assert text == "Password should have at least one symbol"
    change(world.alice, "password_____")


def test_the_present_password_is_refused_even_without_a_reuse_rule(world: World):
    change(world.alice, NEW)
    with pytest.raises(PasswordPolicyViolation) as caught:
        change(world.alice, NEW, old=NEW)
    assert str(caught.value) == REUSED
    custom(world)
    change(world.alice, PASSWORD, old=NEW)


@pytest.mark.parametrize("remembered", [1, 2, 3, 24])
def test_reuse(world: World, remembered: int):
    custom(world, password_reuse_prevention=remembered)
    history = [PASSWORD]
    for number in range(remembered + 1):
        change(world.alice, f"password-{number}", old=history[-1])
        history.append(f"password-{number}")
    for old in history[-remembered:]:
        with pytest.raises(PasswordPolicyViolation) as caught:
            change(world.alice, old, old=history[-1])
        assert str(caught.value) == REUSED
    change(world.alice, history[-remembered - 1], old=history[-1])


def test_no_more_than_twenty_four_passwords_are_remembered(world: World):
    old = PASSWORD
    for number in range(30):
        change(world.alice, f"Password-{number}", old=old)
        old = f"Password-{number}"
    change_of_bob = "Password-0"
    change(world.bob, change_of_bob)
    assert PreviousPassword.objects.filter(user=world.alice).count() == 23
    assert PreviousPassword.objects.filter(user=world.bob).count() == 1
    custom(world, password_reuse_prevention=24)
    with pytest.raises(PasswordPolicyViolation):
        change(world.alice, "Password-6", old=old)
    change(world.alice, "Password-5", old=old)


def test_somebody_elses_passwords_do_not_count(world: World):
    custom(world, password_reuse_prevention=24)
    change(world.bob, NEW)
    change(world.bob, "other-password", old=NEW)
    change(world.alice, NEW)


def test_no_password_is_kept_in_clear(world: World):
    change(world.alice, NEW)
    kept = [*PreviousPassword.objects.values_list("password", flat=True), world.alice.password]
    assert all(PASSWORD not in text and NEW not in text for text in kept)


def test_update_login_profile_demands_a_change(world: World):
    passwords.update_login_profile(user=world.alice, reset_required=True, now=NOW)
    alice = fresh(world.alice)
    assert alice.password_reset_required
    assert alice.check_password(PASSWORD)
    passwords.update_login_profile(user=alice, password=NEW, now=NOW)
    alice = fresh(world.alice)
    assert alice.password_reset_required
    assert alice.check_password(NEW)
    passwords.update_login_profile(user=alice, now=NOW)
    passwords.update_login_profile(user=alice, reset_required=False, now=NOW)
    assert not fresh(world.alice).password_reset_required


def test_update_login_profile_keeps_the_rules(world: World):
    with pytest.raises(PasswordPolicyViolation):
        passwords.update_login_profile(user=world.alice, password="weak", now=NOW)
    with pytest.raises(ValidationError, match="Value at 'password' failed"):
        passwords.update_login_profile(user=world.alice, password="\x00", now=NOW)
    world.alice.set_unusable_password()
    world.alice.save()
    with pytest.raises(NoSuchEntity) as caught:
        passwords.update_login_profile(user=world.alice, password=NEW, now=NOW)
    assert str(caught.value) == "Login Profile for User alice cannot be found."


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def test_a_password_never_expires_by_default(world: World):
    change(world.alice, NEW)
    assert passwords.expires_at(fresh(world.alice)) is None
    assert not passwords.has_expired(fresh(world.alice), now=days(4000))
    assert passwords.days_to_warn_of(fresh(world.alice), now=days(4000)) is None


@pytest.mark.parametrize(
    ("day", "warning", "expired"),
    [
        (0, None, False),
        (74.99, None, False),
        (75, 15, False),
        (75.5, 15, False),
        (89, 1, False),
        (89.99, 1, False),
        (90, None, True),
        (500, None, True),
    ],
)
def test_expiry_and_its_warning(world: World, day: float, warning: int | None, expired: bool):
    change(world.alice, NEW)
    custom(world, max_password_age=90)
    alice = fresh(world.alice)
    assert passwords.expires_at(alice) == days(90)
    assert passwords.days_to_warn_of(alice, now=days(day)) == warning
    assert passwords.has_expired(alice, now=days(day)) is expired


def test_hard_expiry_does_not_close_the_operation(world: World):
    custom(world, max_password_age=1, hard_expiry=True)
    assert passwords.rules_for(fresh(world.alice)).hard_expiry
    change(world.alice, "other-password", now=days(300))
    assert not passwords.has_expired(fresh(world.alice), now=days(300.5))


def test_a_password_from_before_its_age_was_kept_is_as_old_as_its_user(world: World):
    custom(world, max_password_age=90)
    User.objects.filter(pk=world.alice.pk).update(password_last_changed=None)
    alice = fresh(world.alice)
    assert passwords.expires_at(alice) == alice.created_at + timedelta(days=90)


def test_a_user_without_a_password_has_none_to_expire(world: World):
    custom(world, max_password_age=1)
    world.alice.set_unusable_password()
    world.alice.save()
    assert passwords.expires_at(fresh(world.alice)) is None
