"""Accounts: create one, and manage its alias."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction

from accounts.constraints import ALIAS_MAX, ALIAS_MIN, ALIAS_RULE, invalid_value
from accounts.errors import EntityAlreadyExists, InvalidInput, NoSuchEntity
from accounts.models import Account, account_id_validator
from accounts.operations.locks import lock_account
from accounts.operations.policies.managed_policies import ship_managed_policies

WITHIN = f"(?:[a-z0-9]|-(?!-)){{{ALIAS_MIN - 2},{ALIAS_MAX - 2}}}"  # between its ends
alias_validator = RegexValidator(rf"\A(?![0-9]{{12}}\Z)[a-z0-9]{WITHIN}[a-z0-9]\Z")


def create_account(*, account_id: str, alias: str | None, now: datetime) -> Account:
    """Make an account: a 12-digit id, and an alias of 3 to 63 characters or none.

    AWS's own policies, which no account has and every account uses, are there with the first.
    """
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
            account = Account.objects.create(
                account_id=account_id, alias=alias or None, created_at=now
            )
    except IntegrityError as error:
        taken = (
            f"The account {account_id} already exists."
            if Account.objects.filter(account_id=account_id).exists()
            else f"The account alias {alias} already exists."
        )
        raise EntityAlreadyExists(taken) from error
    ship_managed_policies()
    return account


@transaction.atomic
def create_account_alias(*, account: Account, alias: str) -> None:
    """Give the account an alias, in place of the one that it had.

    EntityAlreadyExists for an alias that any account has, this one included: no two are alike.
    """
    try:
        alias_validator(alias)
    except ValidationError as error:
        raise invalid_value("accountAlias", ALIAS_RULE) from error
    lock_account(account)
    try:
        with transaction.atomic():
            taken = Account.objects.filter(alias=alias).exists()
            if not taken:
                Account.objects.filter(pk=account.pk).update(alias=alias)
    except IntegrityError:
        taken = True
    if taken:
        raise EntityAlreadyExists(f"The account alias {alias} already exists.")
    account.alias = alias


@transaction.atomic
def delete_account_alias(*, account: Account, alias: str) -> None:
    """Take the account's alias away; NoSuchEntity when it has another one or none."""
    if not Account.objects.filter(pk=account.pk, alias=alias).update(alias=None):
        raise NoSuchEntity(f"The account alias {alias} cannot be found.")
    account.alias = None


def list_account_aliases(*, account: Account) -> list[str]:
    """The account's alias: one or none."""
    aliases = Account.objects.filter(pk=account.pk).values_list("alias", flat=True)
    return [alias for alias in aliases if alias]
