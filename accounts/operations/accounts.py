"""Accounts and how they begin."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction

from accounts.errors import EntityAlreadyExists, InvalidInput
from accounts.models import Account

alias_validator = RegexValidator(r"\A(?![0-9]{12}\Z)[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]\Z")
account_id_validator = RegexValidator(r"\A[0-9]{12}\Z")


def create_account(*, account_id: str, alias: str | None, now: datetime) -> Account:
    """Make an account: a 12-digit id, and an alias of 3 to 63 characters or none."""
    try:
        account_id_validator(account_id)
        if alias:
            alias_validator(alias)
    except ValidationError as error:
        raise InvalidInput(
            "An account ID has 12 digits; an alias has 3 to 63 lower-case letters, digits and "
            "single hyphens."
        ) from error
    try:
        with transaction.atomic():
            return Account.objects.create(
                account_id=account_id, alias=alias or None, created_at=now
            )
    except IntegrityError as error:
        taken = (
            f"The account {account_id} already exists."
            if Account.objects.filter(account_id=account_id).exists()
            else f"The account alias {alias} already exists."
        )
        raise EntityAlreadyExists(taken) from error
