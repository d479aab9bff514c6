"""API operations on passwords."""

from accounts.actions import (
    CHANGE_PASSWORD,
    CREATE_LOGIN_PROFILE,
    DELETE_LOGIN_PROFILE,
    GET_LOGIN_PROFILE,
    UPDATE_LOGIN_PROFILE,
)
from accounts.constraints import NOT_NULL, raise_breaches
from accounts.errors import ValidationError
from console import serializers
from console.api.call import Answer, ApiCall
from console.api.targets.users import named_user
from console.gate.decorators import performs, prepares, tries_password
from console.targets.users import own_user
from credentials.operations import passwords


def _checked_change(call: ApiCall) -> passwords.PasswordChange:
    return passwords.check_change(
        user=call.user, old_password=call["OldPassword"], new_password=call["NewPassword"]
    )


@tries_password
@prepares(_checked_change)
@performs(CHANGE_PASSWORD, on=own_user)
def change_password(call: ApiCall) -> Answer:
    passwords.change_password(call.prepared, now=call.now)
    return None


@performs(CREATE_LOGIN_PROFILE, on=named_user)
def create_login_profile(call: ApiCall) -> Answer:
    """The service model makes the password optional, for root users; here a call needs it.

    A limit on sessions that would not be kept is refused.
    """
    user = call.user
    if "Password" not in call:
        raise_breaches([("password", NOT_NULL)])
    if "MaxSigninSessionDuration" in call:
        raise ValidationError("MaxSigninSessionDuration is not supported.")
    passwords.create_login_profile(
        user=user,
        password=call["Password"],
        reset_required=call.get("PasswordResetRequired", False),
        now=call.now,
    )
    return {"LoginProfile": serializers.login_profile(user)}


@performs(GET_LOGIN_PROFILE, on=named_user)
def get_login_profile(call: ApiCall) -> Answer:
    return {"LoginProfile": serializers.login_profile(passwords.get_login_profile(user=call.user))}


@performs(DELETE_LOGIN_PROFILE, on=named_user)
def delete_login_profile(call: ApiCall) -> Answer:
    passwords.delete_login_profile(user=call.user)
    return None


@performs(UPDATE_LOGIN_PROFILE, on=named_user)
def update_login_profile(call: ApiCall) -> Answer:
    passwords.update_login_profile(
        user=call.user,
        password=call.get("Password"),
        reset_required=call.get("PasswordResetRequired"),
        now=call.now,
    )
    return None
