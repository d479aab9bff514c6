"""Idempotency: one form makes one credential, however often it is sent."""

import uuid

from accounts.models import User
from credentials.models import UsedToken


class AlreadyCreated(Exception):
    """The form with this client token has made its credential; its secret was shown then."""


def consume(client_token: uuid.UUID | None, *, user: User) -> None:
    """Consume a form's token; AlreadyCreated if the user has used it before. Call this in the
    operation's transaction, with the user's row locked, so that a refused operation leaves the
    token unused.
    """
    if client_token and not UsedToken.objects.get_or_create(user=user, token=client_token)[1]:
        raise AlreadyCreated
