"""Account, user name and password -> a user, in the same time whether they exist or not."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, user_login_failed
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from accounts.constraints import ACCOUNT_ID
from accounts.models import Account, User
from accounts.operations.users import find_user
from console.requests import client_address

COOL_OFF = timedelta(minutes=5)
NO_ACCOUNT = Account(pk=0)  # it has no users, and asking for one takes as long as in any other


def cool_off(_request: HttpRequest | None = None) -> timedelta:
    """How long the failed sign-ins of one account, user and address count."""
    return COOL_OFF


@lru_cache(maxsize=1)
def _nobodys_password() -> str:
    """A hash that no password matches, made like the others so that checking it costs the same."""
    return make_password("")


class AccountBackend:
    """django.contrib.auth backend: a user of an account, by name and password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str = "",
        password: str = "",
        account: Account | None = None,
        user_name: str = "",
    ) -> User | None:
        user = find_user(account=account or NO_ACCOUNT, user_name=user_name)
        usable = user is not None and user.has_usable_password()
        matches = check_password(
            password, user.password if user and usable else _nobodys_password()
        )
        return user if usable and matches else None

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.select_related("account__password_policy").filter(pk=user_id).first()


def address_for(identifier: str) -> str:
    """Where the users of the account of this id or alias sign in: the page is filled in with it."""
    return f"{settings.BASE_URL}/signin/?account={identifier}"


def find_account(identifier: str) -> Account | None:
    """The account of this id or alias."""
    field = "account_id" if re.fullmatch(ACCOUNT_ID, identifier) else "alias"
    return Account.objects.filter(**{field: identifier}).first()


def check(
    request: HttpRequest, *, account: Account | None, identifier: str, user_name: str, password: str
) -> User | None:
    """The user if the password is right and attempts are left; a failure is counted."""
    user = authenticate(
        request,
        username=attempt_name(account, identifier, user_name),
        password=password,
        account=account,
        user_name=user_name,
    )
    return user if isinstance(user, User) else None


def attempt_name(account: Account | None, identifier: str, user_name: str) -> str:
    """What attempts are counted under: the account's id, however it was called, and the user."""
    return f"{account.account_id if account else identifier}/{user_name}".lower()[:255]


def seconds_to_wait(request: HttpRequest, name: str, *, now: datetime) -> int:
    """How long this caller must wait before another attempt; 0 if none was refused."""
    if AxesProxyHandler.is_allowed(request, {"username": name}):
        return 0
    last = (
        AccessAttempt.objects.filter(username=name, ip_address=client_address(request))
        .order_by("-attempt_time")
        .first()
    )
    left = (last.attempt_time + COOL_OFF - now).total_seconds() if last else 0
    return max(1, int(left) + 1)


def count_failure(request: HttpRequest, user: User) -> None:
    """A wrong password given outside of the sign-in page counts like one given there."""
    credentials = {"username": attempt_name(user.account, "", user.user_name)}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


def forget_failures(request: HttpRequest, user: User) -> None:
    """After a full sign-in the failures before it no longer count."""
    name = attempt_name(user.account, "", user.user_name)
    AxesProxyHandler.reset_attempts(username=name, ip_address=client_address(request))
