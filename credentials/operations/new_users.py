"""Create a user from a form, once, however often the form is sent."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.operations.locks import lock_account
from accounts.operations.users import create_user
from credentials.operations.idempotency import consume


@transaction.atomic
def create_user_once(
    *, creator: User, user_name: str, now: datetime, client_token: uuid.UUID
) -> User:
    """Make a user in its creator's account, with the errors of `create_user`.

    AlreadyCreated when the creator's form with this token has made one: with the account locked,
    this is found out before the name would be found taken.
    """
    lock_account(creator.account)
    consume(client_token, user=creator)
    return create_user(account=creator.account, user_name=user_name, now=now)
