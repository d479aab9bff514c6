"""Users."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import EntityAlreadyExists, InvalidInput
from accounts.models import Account, User

NAME_MAX = 64


def create_user(
    *, account: Account, user_name: str, now: datetime, password: str | None = None, path: str = "/"
) -> User:
    """Make a user, with a console password or without one.

    EntityAlreadyExists when the account has a user of that name, whatever the case of its letters.
    """
    user = User(account=account, user_name=user_name, path=path, created_at=now)
    user.set_password(password)
    if password is not None:
        user.login_profile_created_at = user.password_last_changed = now
    try:
        user.clean_fields(exclude=["account"])
    except ValidationError as error:
        raise InvalidInput(
            f"A user name has 1 to {NAME_MAX} letters, digits and characters of +=,.@-_"
        ) from error
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise EntityAlreadyExists(f"User with name {user_name} already exists.") from error
    return user
