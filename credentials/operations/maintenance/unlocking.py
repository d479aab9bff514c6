"""Unlock a user who tried too many passwords or MFA codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from credentials.operations import password_attempts
from credentials.operations.mfa import mfa_codes


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many attempts no longer count."""

    passwords: int
    codes: int


@transaction.atomic
def unlock_user(*, user: User) -> Forgotten:
    """Forget the attempts at the user's password, from everywhere, and at the codes of the user's
    MFA devices. The password and the devices stay as they are."""
    return Forgotten(
        passwords=password_attempts.forget_all_attempts(user=user),
        codes=mfa_codes.forget_all_attempts(user=user),
    )


def locked_until(*, user: User, real_now: datetime) -> datetime | None:
    """When the last wait of the user ends, of passwords and codes; None where there is none."""
    ends = [
        password_attempts.locked_until(user=user, real_now=real_now),
        mfa_codes.locked_until(user=user),
    ]
    return max((end for end in ends if end is not None), default=None)


def locks_of(*, users: Sequence[User], real_now: datetime) -> dict[int, datetime]:
    """Of several users, those that wait, by primary key, with the end of the last wait. Two
    queries, however many users there are; their accounts must be loaded."""
    ends = password_attempts.locked_users(users=users, real_now=real_now)
    for user, end in mfa_codes.locked_users(users=users).items():
        ends[user] = max(end, ends.get(user, end))
    return ends
