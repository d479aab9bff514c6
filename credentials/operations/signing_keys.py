"""The access key or the user behind a signature, and when a key was last used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import F, Q

from accounts.database.prepared import TEXT, Prepared
from accounts.models import User
from credentials import sealing
from credentials.models import AccessKey, Status

LAST_USED_EVERY = timedelta(minutes=1)
NEEDED = (
    "account__account_id",
    "account__alias",
    "account__clock_shift",
    "account__password_policy__allow_users_to_change_password",
    "created_at",
    "password_last_used",
    "path",
    "permissions_boundary_id",
    "tags",
    "user_id",
    "user_name",
)
_holders: Prepared[User] = Prepared(
    lambda access_key_id: (
        User.objects.select_related("account__password_policy")
        .only(*NEEDED)
        .filter(accesskey__access_key_id=access_key_id, accesskey__status=Status.ACTIVE)
        .annotate(
            key_pk=F("accesskey__pk"),
            key_sealed_secret=F("accesskey__sealed_secret"),
            key_last_used_at=F("accesskey__last_used_at"),
        )
    ),
    TEXT,
)
_users: Prepared[User] = Prepared(
    lambda user_id: (
        User.objects.select_related("account__password_policy")
        .only(*NEEDED)
        .filter(user_id=user_id)
    ),
    TEXT,
)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An active long-term access key with its secret and its user.

    Of the user and its account is there what NEEDED names; the rest is read when it is requested.
    """

    pk: int
    secret: str
    user: User
    last_used_at: datetime | None


def find_signing_key(access_key_id: str) -> SigningKey | None:
    """The active access key of this id; None for an unknown, a deleted and an inactive one."""
    for user in _holders(access_key_id):
        held: Any = user
        secret = _unsealed(held.key_sealed_secret)
        return SigningKey(held.key_pk, secret, user, held.key_last_used_at)
    return None


def find_session_user(user_id: str) -> User | None:
    """The user of a session, by unique id; None for a deleted user, even if another user has the
    name now.
    """
    return next(iter(_users(user_id)), None)


def record_use(key: SigningKey, *, service: str, region: str, now: datetime) -> None:
    """Store that the key was used, at most once a minute.

    `now` is the account's time; a use after it was before the clock was set back.
    """
    due = now - LAST_USED_EVERY
    if key.last_used_at is not None and due < key.last_used_at <= now:
        return
    is_due = Q(last_used_at=None) | Q(last_used_at__lte=due) | Q(last_used_at__gt=now)
    AccessKey.objects.filter(is_due, pk=key.pk).update(
        last_used_at=now, last_used_service=service, last_used_region=region
    )


@lru_cache(maxsize=1024)
def _unsealed(sealed_secret: str) -> str:
    return sealing.unseal(sealed_secret)
