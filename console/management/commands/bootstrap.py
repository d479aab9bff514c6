"""Make an account with an administrator, for a person or a script to start from."""

import json
import secrets
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.editions import BY_NAME
from accounts.errors import ServiceError
from accounts.models import Account, User
from accounts.operations.accounts import create_account
from accounts.operations.policies.editions import apply_edition
from accounts.operations.users import create_user, find_user
from console.authentication.sign_in import sign_in_url_for
from console.management import preparation
from console.requests import real_now
from credentials.operations.access_keys import create_access_key
from credentials.operations.passwords import check_text


class Command(BaseCommand):
    help = (
        "Make an account with an administrator and print how to get in. The database is made if "
        "it is not there. What exists already stays as it is and is printed, without its password; "
        "--access-key makes another key for its user."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account-id", required=True, help="12 digits")
        parser.add_argument("--alias", help="the account's alias")
        parser.add_argument("--user", default="admin", help="the administrator's user name")
        parser.add_argument("--password", help="made up and printed if not given")
        parser.add_argument("--access-key", action="store_true", help="make an access key too")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with preparation.one_at_a_time():
                preparation.bring_up_to_date()
                sheet = self._make(options)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(sheet))
            return
        width = max(map(len, sheet))
        for name, value in sheet.items():
            said = "(as it was)" if value is None else value
            self.stdout.write(f"{name:<{width}}  {said}")

    @transaction.atomic
    def _make(self, options: dict[str, Any]) -> dict[str, str | None]:
        account = _account(options["account_id"], options["alias"], real_now())
        now = account.time_at(real_now())
        user, password = _administrator(account, options["user"], options["password"], now)
        sheet = {
            "account_id": account.account_id,
            "alias": account.alias or "",
            "sign_in_url": sign_in_url_for(str(account)),
            "user_name": user.user_name,
            "password": password,
        }
        if options["access_key"]:
            access_key, secret = create_access_key(user=user, now=now)
            sheet |= {"access_key_id": access_key.access_key_id, "secret_access_key": secret}
        return sheet


def _account(account_id: str, alias: str | None, now: datetime) -> Account:
    """The account of this id; it must have this alias, if one is named."""
    account = Account.objects.filter(account_id=account_id).first()
    if account is None:
        return create_account(account_id=account_id, alias=alias, now=now)
    if alias and account.alias != alias:
        raise CommandError(f"The account {account_id} exists, with the alias {account.alias}.")
    return account


def _administrator(
    account: Account, name: str, password: str | None, now: datetime
) -> tuple[User, str | None]:
    """The user of this name, and the password as far as it is known.

    A new user is made an administrator; one that exists keeps password and policies.
    """
    user = find_user(account=account, user_name=name)
    if user is not None:
        if password and not user.check_password(password):
            raise CommandError(
                f"The user {name} exists, with another password. "
                f"manage.py reset_user {name} --password sets it."
            )
        return user, password
    password = password or secrets.token_urlsafe(15)
    check_text(password)
    user = create_user(account=account, user_name=name, password=password, now=now)
    apply_edition(account=account, to=user, applied=BY_NAME["administrator-access"], now=now)
    return user, password
