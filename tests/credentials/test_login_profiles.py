"""Login profiles: create, look up, delete."""

from datetime import UTC, datetime

import pytest

from accounts.errors import (
    EntityAlreadyExists,
    NoSuchEntity,
    PasswordPolicyViolation,
    ValidationError,
)
from accounts.models import User
from accounts.operations.users import create_user
from credentials.models import PreviousPassword
from credentials.operations import passwords
from tests.support.parallel import at_once
from tests.support.refusals import refused
from tests.world import PASSWORD, World, make_world

NOW = datetime.now(tz=UTC)
GOOD = "Correct-horse-1"


def dave(world: World) -> User:
    return create_user(account=world.account, user_name="Dave", now=NOW)


def test_a_login_profile_is_made_once(world: World):
    user = dave(world)
    with refused(NoSuchEntity, "Login Profile for User Dave cannot be found."):
        passwords.get_login_profile(user=user)
    passwords.create_login_profile(user=user, password=GOOD, now=NOW, reset_required=True)
    user.refresh_from_db()
    assert user.check_password(GOOD)
    assert passwords.get_login_profile(user=user).login_profile_created_at == NOW
    assert user.password_last_changed == NOW
    assert user.password_reset_required
    assert not PreviousPassword.objects.exists()
    with refused(EntityAlreadyExists, "Login Profile for user Dave already exists."):
        passwords.create_login_profile(user=user, password=GOOD, now=NOW)


def test_a_password_that_is_refused(world: World):
    user = dave(world)
    with refused(PasswordPolicyViolation, "Password should have a minimum length of 8"):
        passwords.create_login_profile(user=user, password="Short1", now=NOW)
    with pytest.raises(ValidationError, match=r"Value at 'password'"):
        passwords.create_login_profile(user=user, password="", now=NOW)


def test_a_login_profile_goes_with_all_that_is_remembered(world: World):
    user = world.bob
    user.password_last_used = NOW
    user.save()
    checked = passwords.check_change(user=user, old_password=PASSWORD, new_password=GOOD)
    passwords.change_password(checked, now=NOW)
    passwords.delete_login_profile(user=user)
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert user.login_profile_created_at is None
    assert user.password_last_changed is None
    assert user.password_last_used is None
    assert not PreviousPassword.objects.filter(user=user).exists()
    with refused(NoSuchEntity, "Login Profile for User bob cannot be found."):
        passwords.delete_login_profile(user=user)
    passwords.create_login_profile(user=user, password=GOOD, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_ten_login_profiles_at_once_and_one_is_made():
    world = make_world()
    user = dave(world)
    outcomes = at_once(
        10, lambda: passwords.create_login_profile(user=user, password=GOOD, now=NOW)
    )
    assert outcomes.count(EntityAlreadyExists) == 9
