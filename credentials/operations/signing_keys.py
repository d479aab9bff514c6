"""Who signs: the access key behind a signature, its user, and when it was last used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Q

from accounts.models import User
from credentials import sealing
from credentials.models import AccessKey, Status

LAST_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An active long-term access key with its secret and its user (the account selected too)."""

    pk: int
    secret: str
    user: User
    last_used_at: datetime | None


def find_signing_key(access_key_id: str) -> SigningKey | None:
    """The active access key of this id; None for an unknown, a deleted and an inactive one."""
    row = (
        AccessKey.objects.select_related("user__account__password_policy")
        .filter(access_key_id=access_key_id, status=Status.ACTIVE)
        .first()
    )
    if row is None:
        return None
    return SigningKey(row.pk, _unsealed(row.sealed_secret), row.user, row.last_used_at)


def record_use(key: SigningKey, *, service: str, region: str, now: datetime) -> None:
    """Remember that the key was used, once a minute at most whoever is in line."""
    due = now - LAST_USED_EVERY
    if key.last_used_at is not None and key.last_used_at > due:
        return
    AccessKey.objects.filter(Q(last_used_at=None) | Q(last_used_at__lte=due), pk=key.pk).update(
        last_used_at=now, last_used_service=service, last_used_region=region
    )


@lru_cache(maxsize=1024)
def _unsealed(sealed_secret: str) -> str:
    return sealing.unseal(sealed_secret)
