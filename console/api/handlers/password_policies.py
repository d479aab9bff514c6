"""API operations on the account's password policy."""

from accounts.actions import (
    DELETE_ACCOUNT_PASSWORD_POLICY,
    GET_ACCOUNT_PASSWORD_POLICY,
    UPDATE_ACCOUNT_PASSWORD_POLICY,
)
from accounts.operations import password_policies
from accounts.operations.password_policies import PasswordPolicySettings
from console import targets
from console.api.call import Answer, ApiCall
from console.gate.decorators import performs

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


@performs(GET_ACCOUNT_PASSWORD_POLICY, on=targets.account)
def get_account_password_policy(call: ApiCall) -> Answer:
    """What is not set is absent; whether passwords expire follows from their age."""
    policy = password_policies.get_account_password_policy(account=call.account)
    held = {member: getattr(policy, field) for member, field in SETTINGS.items()}
    expires = policy.max_password_age is not None
    return {"PasswordPolicy": {**held, "ExpirePasswords": expires}}


@performs(UPDATE_ACCOUNT_PASSWORD_POLICY, on=targets.account)
def update_account_password_policy(call: ApiCall) -> Answer:
    sent = {field: call[member] for member, field in SETTINGS.items() if member in call}
    password_policies.update_account_password_policy(
        account=call.account, settings=PasswordPolicySettings(**sent)
    )
    return None


@performs(DELETE_ACCOUNT_PASSWORD_POLICY, on=targets.account)
def delete_account_password_policy(call: ApiCall) -> Answer:
    password_policies.delete_account_password_policy(account=call.account)
    return None
