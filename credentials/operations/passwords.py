"""The console password of a user: make, change, replace, and whether it must be changed.

The rules and texts are those of AWS's ChangePassword and login-profile operations.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts.constraints import PRINTABLE_LATIN_1, Breaches, raise_breaches, text_breaches
from accounts.errors import (
    AccessDenied,
    EntityAlreadyExists,
    NoSuchEntity,
    PasswordPolicyViolation,
    no_such,
)
from accounts.models import User
from accounts.operations.locks import locked_user
from accounts.operations.password_policies import custom_policy, rules_of
from accounts.values.password_rules import MAXIMUM_LENGTH, PasswordRules, violation
from credentials.models import PreviousPassword

PROFILE = (
    "password",
    "login_profile_created_at",
    "password_last_changed",
    "password_last_used",
    "password_reset_required",
)
REMEMBERED = 23  # with the present one 24, the most that reuse prevention can ask for
WARNING_DAYS = 15
OLD_PASSWORD_TEXT = "The old password was incorrect."  # noqa: S105
REUSE_TEXT = "Policy constraint violation with password reuse prevention during password change."


class WrongOldPassword(AccessDenied):
    """The old password was wrong: an attempt that counts."""


def rules_for(user: User) -> PasswordRules:
    """The password rules of the user's account."""
    return rules_of(custom_policy(user.account))


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """A change that was checked: for whom, the hash that the old password proved, the new hash."""

    user: User
    proved: str
    encoded: str


def check_change(*, user: User, old_password: str, new_password: str) -> PasswordChange:
    """What a user's change of the own password comes to; `change_password` then makes it.

    Call it outside of a transaction: up to 26 passwords are hashed, some 40 ms each, while nobody
    may wait for a row. WrongOldPassword for a wrong old password, NoSuchEntity for a user without
    one, PasswordPolicyViolation for a new one that breaks the account's rules or was used before.
    """
    raise_breaches(_breaches("oldPassword", old_password) + _breaches("newPassword", new_password))
    row = _with_password(User.objects.filter(pk=user.pk).first(), user)
    if not check_password(old_password, row.password):
        raise WrongOldPassword(OLD_PASSWORD_TEXT)
    _check_rules(user, new_password)
    if _is_reused(row, new_password, rules_for(user)):
        raise PasswordPolicyViolation(REUSE_TEXT)
    return PasswordChange(user, row.password, make_password(new_password))


@transaction.atomic
def change_password(change: PasswordChange, *, now: datetime) -> None:
    """Change one's own password as it was checked; a demanded change is thereby made.

    WrongOldPassword when the old password is no longer the user's: it was changed meanwhile.
    """
    row = _locked_with_password(change.user)
    if row.password != change.proved:
        raise WrongOldPassword(OLD_PASSWORD_TEXT)
    _replace(change.user, row, change.encoded, reset_required=False, now=now)


def check_text(password: str) -> None:
    """ValidationError for what is no password at all, under whatever rules: over 128 characters,
    or others than those of Latin-1 that can be printed."""
    raise_breaches(_breaches("password", password))


def check_first_password(*, user: User, password: str) -> None:
    """The error that `create_login_profile` would raise for this password, if any; the user may be
    one who is still to be made."""
    check_text(password)
    _check_rules(user, password)


@transaction.atomic
def create_login_profile(
    *, user: User, password: str, now: datetime, reset_required: bool = False
) -> None:
    """Give a user without one a console password.

    EntityAlreadyExists for a user that has one, PasswordPolicyViolation for a password that breaks
    the account's rules.
    """
    check_text(password)
    encoded = make_password(password)  # before the first query, which begins the transaction
    row = locked_user(user)
    if row.has_usable_password():
        raise EntityAlreadyExists(f"Login Profile for user {user.user_name} already exists.")
    _check_rules(user, password)
    row.password = encoded
    row.login_profile_created_at = row.password_last_changed = now
    row.password_reset_required = reset_required
    _save(user, row)


def get_login_profile(*, user: User) -> User:
    """The user, who has a console password; NoSuchEntity for one who has none."""
    if not user.has_usable_password():
        raise _no_login_profile(user)
    return user


@transaction.atomic
def delete_login_profile(*, user: User) -> None:
    """Take a user's console password away, and all that is remembered of those before it."""
    row = _locked_with_password(user)
    row.set_unusable_password()
    row.login_profile_created_at = row.password_last_changed = row.password_last_used = None
    row.password_reset_required = False
    PreviousPassword.objects.filter(user=row).delete()
    _save(user, row)


@transaction.atomic
def update_login_profile(
    *, user: User, now: datetime, password: str | None = None, reset_required: bool | None = None
) -> None:
    """Give a user another password, or demand a change at the next sign-in, or neither.

    What is left out stays as it is. Reuse is not checked: the user's own change is what it is for.
    """
    encoded = None
    if password is not None:
        check_text(password)
        encoded = make_password(password)  # before the first query, which begins the transaction
    row = _locked_with_password(user)
    flag = row.password_reset_required if reset_required is None else reset_required
    if password is None or encoded is None:
        row.password_reset_required = user.password_reset_required = flag
        row.save(update_fields=["password_reset_required"])
        return
    _check_rules(user, password)
    _replace(user, row, encoded, reset_required=flag, now=now)


def expires_at(user: User) -> datetime | None:
    """When the user's password expires under the account's policy as it is now; None for never.

    A password that was never changed is as old as its user.
    """
    max_age = rules_for(user).max_age
    if max_age is None or not user.has_usable_password():
        return None
    return (user.password_last_changed or user.created_at) + timedelta(days=max_age)


def has_expired(user: User, *, now: datetime) -> bool:
    """Whether the password is older than the account's policy lets it be."""
    end = expires_at(user)
    return end is not None and now >= end


def has_expired_for_good(user: User, *, now: datetime) -> bool:
    """Whether the password has expired where only an administrator may replace an expired one."""
    return has_expired(user, now=now) and rules_for(user).hard_expiry


def days_to_warn_of(user: User, *, now: datetime) -> int | None:
    """The days left, rounded up, once there are fifteen or fewer; None before that."""
    end = expires_at(user)
    if end is None or not now < end <= now + timedelta(days=WARNING_DAYS):
        return None
    return math.ceil((end - now) / timedelta(days=1))


def _breaches(member: str, password: str) -> Breaches:
    return text_breaches(member, password, maximum=MAXIMUM_LENGTH, pattern=PRINTABLE_LATIN_1)


def _locked_with_password(user: User) -> User:
    """The user's row, locked; NoSuchEntity for one without a console password."""
    return _with_password(locked_user(user), user)


def _with_password(row: User | None, user: User) -> User:
    """The user's row, if there is one and it has a console password; else NoSuchEntity."""
    if row is None:
        raise no_such("user", user.user_name)
    if not row.has_usable_password():
        raise _no_login_profile(user)
    return row


def _check_rules(user: User, password: str) -> None:
    account = user.account
    names = [name for name in (account.account_id, account.alias) if name]
    broken = violation(rules_for(user), password, names=names)
    if broken:
        raise PasswordPolicyViolation(broken)


def _is_reused(row: User, password: str, rules: PasswordRules) -> bool:
    """Whether it is the present password or one of those that the rules forbid."""
    count = max(rules.reuse_prevention - 1, 0)
    previous = PreviousPassword.objects.filter(user=row).order_by("-pk")[:count]
    hashes = [row.password, *(old.password for old in previous)]
    return any(check_password(password, encoded) for encoded in hashes)


def _replace(user: User, row: User, encoded: str, *, reset_required: bool, now: datetime) -> None:
    """Set the password, remember the old one's hash, forget those beyond the twenty-third."""
    PreviousPassword.objects.create(user=row, password=row.password, replaced_at=now)
    kept = PreviousPassword.objects.filter(user=row).order_by("-pk")[:REMEMBERED]
    PreviousPassword.objects.filter(user=row).exclude(pk__in=[p.pk for p in kept]).delete()
    row.password = encoded
    row.password_last_changed = now
    row.password_reset_required = reset_required
    _save(user, row)


def _save(user: User, row: User) -> None:
    """Save the login profile, and let the caller's object say the same."""
    row.save(update_fields=PROFILE)
    for field in PROFILE:
        setattr(user, field, getattr(row, field))


def _no_login_profile(user: User) -> NoSuchEntity:
    return NoSuchEntity(f"Login Profile for User {user.user_name} cannot be found.")
