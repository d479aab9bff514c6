"""Make an account with an administrator, for a person or a script to start from."""

import json
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.editions import BY_NAME
from accounts.errors import ServiceError
from accounts.operations.accounts import create_account
from accounts.operations.editions import apply_edition
from accounts.operations.users import create_user
from console.requests import now as the_time
from console.sign_in import address_for
from credentials.operations.access_keys import create_access_key


class Command(BaseCommand):
    help = "Make an account with an administrator and print how to get in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account-id", required=True, help="12 digits")
        parser.add_argument("--alias", help="the account's alias")
        parser.add_argument("--user", default="admin", help="the administrator's user name")
        parser.add_argument("--password", help="made up and printed if not given")
        parser.add_argument("--access-key", action="store_true", help="make an access key too")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sheet = self._make(options)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(sheet))
            return
        width = max(map(len, sheet))
        for name, value in sheet.items():
            self.stdout.write(f"{name:<{width}}  {value}")

    @transaction.atomic
    def _make(self, options: dict[str, Any]) -> dict[str, str]:
        now = the_time()
        password = options["password"] or secrets.token_urlsafe(15)
        account = create_account(account_id=options["account_id"], alias=options["alias"], now=now)
        user = create_user(account=account, user_name=options["user"], password=password, now=now)
        administrator = BY_NAME["administrator-access"]
        apply_edition(account=account, to=user, applied=administrator, now=now)
        sheet = {
            "account_id": account.account_id,
            "alias": account.alias or "",
            "sign_in_url": address_for(str(account)),
            "user_name": user.user_name,
            "password": password,
        }
        if options["access_key"]:
            access_key, secret = create_access_key(user=user, now=now)
            sheet |= {"access_key_id": access_key.access_key_id, "secret_access_key": secret}
        return sheet
