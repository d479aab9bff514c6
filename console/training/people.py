"""The people of a new account: users with a console password and a published version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.editions import BY_NAME
from accounts.models import Account, User
from accounts.operations.policies.editions import apply_edition
from accounts.operations.users import create_user

ADMINISTRATOR = "administrator-access"


@dataclass(frozen=True, slots=True)
class Person:
    """A user to be made: the name, the password, and the name of the published version."""

    user_name: str
    password: str
    edition: str


def hashed(people: Sequence[Person]) -> dict[str, str]:
    """The hashes of their passwords by user name: some 40 ms each, so outside of a transaction.

    Throttling where too many passwords are being hashed at this moment.
    """
    return {person.user_name: make_password(person.password) for person in people}


@transaction.atomic
def make_people(
    *, account: Account, people: Sequence[Person], now: datetime, hashes: dict[str, str]
) -> list[User]:
    """Make the users in this account, each with the hash of the password and its policy."""
    return [_make(account, person, hashes[person.user_name], now) for person in people]


def _make(account: Account, person: Person, encoded: str, now: datetime) -> User:
    user = create_user(account=account, user_name=person.user_name, now=now)
    user.password = encoded
    user.login_profile_created_at = user.password_last_changed = now
    user.save(update_fields=["password", "login_profile_created_at", "password_last_changed"])
    apply_edition(account=account, to=user, applied=BY_NAME[person.edition], now=now)
    return user
