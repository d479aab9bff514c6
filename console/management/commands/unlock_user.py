"""Unlock a user who tried too many passwords or codes."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.actions import UPDATE_LOGIN_PROFILE
from console.cloudtrail.events import Call, record_command
from console.management.accounts import account_of, add_account_option, user_of
from console.requests import now as the_time
from credentials.operations.maintenance.unlocking import unlock_user


class Command(BaseCommand):
    help = (
        "Let a user try passwords and MFA codes again at once, from every IP address. The password "
        "and the devices stay as they are. Asks nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user_name")
        add_account_option(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, user_name: str, **options: Any) -> None:
        user = user_of(account_of(options["account"]), user_name)
        forgotten = unlock_user(user=user)
        call = Call(UPDATE_LOGIN_PROFILE, {"userName": user.user_name})
        record_command(user.account, call, command="unlock_user", now=the_time())
        if options["json"]:
            self.stdout.write(json.dumps({"user_name": user.user_name} | asdict(forgotten)))
            return
        self.stdout.write(f"{user.user_name} can try again.")
        self.stdout.write(f"Attempts at the password forgotten: {forgotten.passwords}")
        self.stdout.write(f"Attempts at MFA codes forgotten: {forgotten.codes}")
