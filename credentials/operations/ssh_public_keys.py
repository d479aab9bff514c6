"""Upload, get, list, update and delete SSH public keys for CodeCommit."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from accounts.constraints import PRINTABLE_LATIN_1, check_text, database_safe
from accounts.errors import (
    DuplicateSSHPublicKey,
    InvalidPublicKey,
    LimitExceeded,
    NoSuchEntity,
    UnrecognizedPublicKeyEncoding,
)
from accounts.models import User
from accounts.operations.locks import locked_user
from accounts.values.ids import unique_id
from credentials import ssh
from credentials.models import SSHPublicKey
from credentials.operations.statuses import switch
from credentials.pem import BODY_MAX, holds_private_key

PER_USER = 5


@transaction.atomic
def upload_ssh_public_key(*, user: User, body: str, now: datetime) -> SSHPublicKey:
    """Keep an RSA public key of 2048 to 16384 bits, an OpenSSH line or PEM.

    UnrecognizedPublicKeyEncoding for any other text, InvalidPublicKey for another type or size,
    DuplicateSSHPublicKey for one that the user has in either form, LimitExceeded for a sixth.
    """
    key = _accepted(body)
    locked_user(user)
    own = SSHPublicKey.objects.filter(user=user)
    if own.filter(sha256=key.sha256).exists():
        raise DuplicateSSHPublicKey("Duplicate SSH public key uploaded.")
    if own.count() >= PER_USER:
        raise LimitExceeded(f"Cannot exceed quota for SSHPublicKeysPerUser: {PER_USER}")
    return SSHPublicKey.objects.create(
        user=user,
        ssh_public_key_id=unique_id("APKA", 16),
        body=key.line,
        fingerprint=key.md5,
        sha256=key.sha256,
        created_at=now,
    )


def list_ssh_public_keys(*, user: User) -> QuerySet[SSHPublicKey]:
    """A user's SSH public keys, by id."""
    return SSHPublicKey.objects.filter(user=user).order_by("ssh_public_key_id")


def get_ssh_public_key(*, user: User, ssh_public_key_id: str) -> SSHPublicKey:
    """One of a user's keys; NoSuchEntity in two texts, for unknown and for somebody else's.

    A key of another account is as unknown as one that does not exist.
    """
    known = SSHPublicKey.objects.filter(user__account=user.account)
    key = known.filter(ssh_public_key_id=database_safe(ssh_public_key_id)).first()
    if key is None:
        raise NoSuchEntity(f"The Public Key with id {ssh_public_key_id} cannot be found.")
    if key.user_id != user.pk:
        raise NoSuchEntity(f"User has no Public Key with id {ssh_public_key_id}.")
    return key


def update_ssh_public_key(*, user: User, ssh_public_key_id: str, status: str) -> None:
    """Activate or deactivate a key."""
    switch(partial(get_ssh_public_key, user=user, ssh_public_key_id=ssh_public_key_id), status)


def delete_ssh_public_key(*, user: User, ssh_public_key_id: str) -> None:
    """Delete a key, active or not."""
    get_ssh_public_key(user=user, ssh_public_key_id=ssh_public_key_id).delete()


def _accepted(body: str) -> ssh.PublicKey:
    if holds_private_key(body):
        raise UnrecognizedPublicKeyEncoding("Invalid public key uploaded.")
    check_text("sSHPublicKeyBody", body, maximum=BODY_MAX, pattern=PRINTABLE_LATIN_1)
    try:
        return ssh.read(body)
    except ssh.UnrecognizedEncoding as error:
        raise UnrecognizedPublicKeyEncoding("Invalid public key uploaded.") from error
    except ssh.UnsupportedKey as error:
        raise InvalidPublicKey("Invalid body for public key") from error
