"""Passwords and the account's rules for them over the wire."""

from accounts.actions import (
    CHANGE_PASSWORD,
    DELETE_ACCOUNT_PASSWORD_POLICY,
    GET_ACCOUNT_PASSWORD_POLICY,
    UPDATE_ACCOUNT_PASSWORD_POLICY,
    UPDATE_LOGIN_PROFILE,
)
from accounts.operations import password_policy
from accounts.operations.password_policy import PasswordPolicySettings
from console import targets as own
from console.api import targets
from console.api.calls import Answer, ApiCall
from console.guards import performs
from credentials.operations import passwords

SETTINGS = {
    "MinimumPasswordLength": "minimum_password_length",
    "RequireSymbols": "require_symbols",
    "RequireNumbers": "require_numbers",
    "RequireUppercaseCharacters": "require_uppercase_characters",
    "RequireLowercaseCharacters": "require_lowercase_characters",
    "AllowUsersToChangePassword": "allow_users_to_change_password",
    "MaxPasswordAge": "max_password_age",
    "PasswordReusePrevention": "password_reuse_prevention",
    "HardExpiry": "hard_expiry",
}


@performs(CHANGE_PASSWORD, on=targets.caller)
def change_password(call: ApiCall) -> Answer:
    passwords.change_password(
        user=call.user,
        old_password=call["OldPassword"],
        new_password=call["NewPassword"],
        now=call.now,
    )
    return None


@performs(UPDATE_LOGIN_PROFILE, on=targets.named_user)
def update_login_profile(call: ApiCall) -> Answer:
    passwords.update_login_profile(
        user=call.user,
        password=call.get("Password"),
        reset_required=call.get("PasswordResetRequired"),
        now=call.now,
    )
    return None


@performs(GET_ACCOUNT_PASSWORD_POLICY, on=own.account)
def get_account_password_policy(call: ApiCall) -> Answer:
    """What is not set is absent; whether passwords expire follows from their age."""
    policy = password_policy.get_account_password_policy(account=call.account)
    held = {member: getattr(policy, field) for member, field in SETTINGS.items()}
    expires = policy.max_password_age is not None
    return {"PasswordPolicy": {**held, "ExpirePasswords": expires}}


@performs(UPDATE_ACCOUNT_PASSWORD_POLICY, on=own.account)
def update_account_password_policy(call: ApiCall) -> Answer:
    sent = {field: call[member] for member, field in SETTINGS.items() if member in call}
    password_policy.update_account_password_policy(
        account=call.account, settings=PasswordPolicySettings(**sent)
    )
    return None


@performs(DELETE_ACCOUNT_PASSWORD_POLICY, on=own.account)
def delete_account_password_policy(call: ApiCall) -> Answer:
    password_policy.delete_account_password_policy(account=call.account)
    return None
