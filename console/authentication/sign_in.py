"""Check account, user name and password, in the same time whether they exist or not."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from accounts.constraints import ACCOUNT_ID
from accounts.errors import ServiceError
from accounts.models import Account, User
from accounts.operations.users import find_user
from console.requests import CallerRequest, client_address
from credentials.operations import password_attempts
from credentials.operations.password_attempts import Attempt
from credentials.operations.passwords import WrongOldPassword

NO_ACCOUNT = Account(pk=0)  # it has no users, and asking for one takes as long as in any other


class AccountBackend:
    """django.contrib.auth's way to the user of a session."""

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.select_related("account__password_policy").filter(pk=user_id).first()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt to sign in with a password.

    user     whose password was right, or None
    known    the user of that name, whatever the password; for the event alone
    attempt  how it was counted; one that must wait was not checked
    """

    user: User | None
    known: User | None
    attempt: Attempt


@lru_cache(maxsize=1)
def _nobodys_password() -> str:
    """A hash that no password matches, made like the others, so that checking it takes as long."""
    return make_password("")


def sign_in_url_for(identifier: str) -> str:
    """Where the users of the account of this id or alias sign in: the page is filled in with it."""
    return f"{settings.BASE_URL}/signin/?account={identifier}"


def find_account(identifier: str) -> Account | None:
    """The account of this id or alias."""
    field = "account_id" if re.fullmatch(ACCOUNT_ID, identifier) else "alias"
    return Account.objects.filter(**{field: identifier}).first()


def only_account() -> str:
    """The alias or id of the account, where the server has one account alone; else ""."""
    accounts = list(Account.objects.all()[:2])
    return str(accounts[0]) if len(accounts) == 1 else ""


def check(
    request: CallerRequest,
    *,
    account: Account | None,
    identifier: str,
    user_name: str,
    password: str,
) -> Outcome:
    """Try a password: counted first, then checked, and given back if it was right.

    Throttling where too many passwords are being checked at this moment.
    """
    known = find_user(account=account or NO_ACCOUNT, user_name=user_name)
    attempt = password_attempts.count_attempt(
        account=account.account_id if account else identifier,
        user_name=known.user_name if known else user_name,
        address=client_address(request),
        real_now=request.real_now,
    )
    if attempt.wait:
        return Outcome(None, known, attempt)
    usable = known is not None and known.has_usable_password()
    encoded = known.password if known and usable else _nobodys_password()
    if check_password(password, encoded) and usable:
        password_attempts.give_back(attempt, real_now=request.real_now)
        return Outcome(known, known, attempt)
    return Outcome(None, known, attempt)


@contextmanager
def counted(request: CallerRequest, user: User) -> Iterator[Attempt]:
    """An operation in here tries a known user's old password: `with counted(...) as attempt:`.

    It is counted beforehand, in a transaction of its own, and given back unless the password was
    wrong. Within, `attempt.must_be_allowed()` or `attempt.wait` must be asked.
    """
    attempt = password_attempts.count_attempt(
        account=user.account.account_id,
        user_name=user.user_name,
        address=client_address(request),
        real_now=request.real_now,
    )
    try:
        yield attempt
    except WrongOldPassword:
        raise
    except ServiceError:
        password_attempts.give_back(attempt, real_now=request.real_now)
        raise
    else:
        password_attempts.give_back(attempt, real_now=request.real_now)


def forget_failures(request: CallerRequest, user: User) -> None:
    """After a full sign-in the failures before it no longer count."""
    password_attempts.forget_attempts(user=user, address=client_address(request))
