"""An account's password policy."""

from dataclasses import dataclass

from accounts.constraints import raise_breaches, range_breaches
from accounts.errors import NoSuchEntity, no_such
from accounts.models import Account, PasswordPolicy
from accounts.values.password_rules import CLASSES, DEFAULT, PasswordRules

LENGTHS = range(6, 129)  # of which the minimum length may be one
REMEMBERED = range(1, 25)  # passwords that may not be used again
AGES = range(1, 1096)  # days until a password expires


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicySettings:
    """What UpdateAccountPasswordPolicy takes; what is left out takes its default, as on AWS."""

    minimum_password_length: int = LENGTHS[0]
    require_symbols: bool = False
    require_numbers: bool = False
    require_uppercase_characters: bool = False
    require_lowercase_characters: bool = False
    allow_users_to_change_password: bool = False
    max_password_age: int | None = None
    password_reuse_prevention: int | None = None
    hard_expiry: bool | None = None


def custom_policy(account: Account) -> PasswordPolicy | None:
    """The account's own policy, or None; no query where it was selected with the account."""
    return getattr(account, "password_policy", None)


def rules_of(policy: PasswordPolicy | None) -> PasswordRules:
    """The rules of a custom policy, which replaces the default one altogether, or the default."""
    if policy is None:
        return DEFAULT
    wanted = (
        policy.require_uppercase_characters,
        policy.require_lowercase_characters,
        policy.require_numbers,
        policy.require_symbols,
    )
    return PasswordRules(
        minimum_length=policy.minimum_password_length,
        required=tuple(name for name, on in zip(CLASSES, wanted, strict=True) if on),
        of_four=0,
        refuses_names=False,
        reuse_prevention=policy.password_reuse_prevention or 0,
        max_age=policy.max_password_age,
        hard_expiry=bool(policy.hard_expiry),
    )


def get_account_password_policy(*, account: Account) -> PasswordPolicy:
    """The account's own policy; NoSuchEntity where AWS's default rules apply."""
    policy = PasswordPolicy.objects.filter(account=account).first()
    if policy is None:
        raise NoSuchEntity(
            f"The Password Policy with domain name {account.account_id} cannot be found."
        )
    return policy


def update_account_password_policy(*, account: Account, settings: PasswordPolicySettings) -> None:
    """Replace the account's policy altogether. ValidationError names every number out of range."""
    numbers = (
        ("minimumPasswordLength", settings.minimum_password_length, LENGTHS),
        ("passwordReusePrevention", settings.password_reuse_prevention, REMEMBERED),
        ("maxPasswordAge", settings.max_password_age, AGES),
    )
    raise_breaches(
        [
            breach
            for member, value, allowed in numbers
            for breach in range_breaches(member, value, minimum=allowed[0], maximum=allowed[-1])
        ]
    )
    values = {name: getattr(settings, name) for name in PasswordPolicySettings.__slots__}
    PasswordPolicy.objects.update_or_create(account=account, defaults=values)


def delete_account_password_policy(*, account: Account) -> None:
    """Back to AWS's default rules."""
    deleted, _ = PasswordPolicy.objects.filter(account=account).delete()
    if not deleted:
        raise no_such("account policy", "PasswordPolicy")
