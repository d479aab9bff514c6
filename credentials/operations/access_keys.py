"""Create, list, update and delete access keys."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from accounts.database.prepared import NUMBER, Prepared, remove, store
from accounts.errors import AccessDenied, LimitExceeded, NoSuchEntity
from accounts.models import User
from accounts.operations.locks import lock_user
from accounts.principals import Principal
from credentials import ids, sealing
from credentials.models import AccessKey
from credentials.operations.idempotency import consume
from credentials.operations.statuses import switch

PER_USER = 2
DESCRIPTION_MAX = 256
_keys_by_user_id: Prepared[AccessKey] = Prepared(
    lambda user_id: AccessKey.objects.filter(user=user_id).order_by("created_at", "pk"), NUMBER
)
_numbers_by_user_id: Prepared[tuple[int]] = Prepared(
    lambda user_id: AccessKey.objects.filter(user=user_id).values_list("pk"), NUMBER
)


def create_access_key(
    *, user: User, now: datetime, client_token: uuid.UUID | None = None
) -> tuple[AccessKey, str]:
    """Make an access key; gives the row and its secret, which is never to be had again.

    LimitExceeded when the user has two, inactive ones included. AlreadyCreated when the same
    client token has made one.
    """
    secret = ids.secret_access_key()
    access_key = AccessKey(
        user=user,
        access_key_id=ids.access_key_id(user.account.account_id),
        sealed_secret=sealing.seal(secret),
        created_at=now,
    )
    with transaction.atomic(savepoint=False):
        lock_user(user)
        consume(client_token, user=user)
        if len(_numbers_by_user_id(user.pk)) >= PER_USER:
            raise LimitExceeded(f"Cannot exceed quota for AccessKeysPerUser: {PER_USER}")
        store(access_key)
    return access_key, secret


def list_access_keys(*, user: User) -> QuerySet[AccessKey]:
    """A user's access keys, oldest first."""
    return AccessKey.objects.filter(user=user).order_by("created_at", "pk")


def access_keys_of(user: User) -> list[AccessKey]:
    """The same rows at once."""
    return _keys_by_user_id(user.pk)


def access_keys_of_each(users: Iterable[User]) -> dict[int, list[AccessKey]]:
    """The same for several users, by the user's key; in one query."""
    found: dict[int, list[AccessKey]] = {}
    for row in AccessKey.objects.filter(user__in=users).order_by("created_at", "pk"):
        found.setdefault(row.user_id, []).append(row)
    return found


def get_access_key(*, user: User, access_key_id: str) -> AccessKey:
    """One of a user's access keys; NoSuchEntity for any other id, another user's included."""
    for access_key in access_keys_of(user):
        if access_key.access_key_id == access_key_id:
            return access_key
    raise _no_key(access_key_id)


def get_access_key_last_used(*, caller: Principal, access_key_id: str) -> AccessKey:
    """A key of any user of the caller's account, with its user.

    AWS refuses an unknown key as if the caller lacked the permission, an administrator too.
    """
    known = AccessKey.objects.select_related("user__account")
    access_key = known.filter(user__account=caller.account, access_key_id=access_key_id).first()
    if access_key is None:
        raise AccessDenied(
            f"User: {caller.arn} is not authorized to perform iam:GetAccessKeyLastUsed "
            f"on resource: access key {access_key_id}"
        )
    return access_key


def update_access_key(*, user: User, access_key_id: str, status: str) -> None:
    """Activate or deactivate an access key."""
    switch(partial(get_access_key, user=user, access_key_id=access_key_id), status)


def delete_access_key(*, user: User, access_key_id: str) -> None:
    """Delete an access key. A tag of the user that describes it stays."""
    if not remove(AccessKey, user=user.pk, access_key_id=access_key_id):
        raise _no_key(access_key_id)


def _no_key(access_key_id: str) -> NoSuchEntity:
    return NoSuchEntity(f"The Access Key with id {access_key_id} cannot be found.")
