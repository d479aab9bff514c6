"""Unlock a user who tried too many passwords or codes."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.actions import UPDATE_LOGIN_PROFILE
from console.gate.operator import perform_as_operator
from console.management.accounts import account_of, add_account_option, user_of
from console.requests import time_of
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
        with perform_as_operator(
            user.account,
            UPDATE_LOGIN_PROFILE,
            command="unlock_user",
            now=time_of(user.account),
            userName=user.user_name,
        ):
            forgotten = unlock_user(user=user)
        if options["json"]:
            self.stdout.write(json.dumps({"user_name": user.user_name} | asdict(forgotten)))
            return
        self.stdout.write(f"{user.user_name} can try again.")
        self.stdout.write(f"Attempts at the password forgotten: {forgotten.passwords}")
        self.stdout.write(f"Attempts at MFA codes forgotten: {forgotten.codes}")
