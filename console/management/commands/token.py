"""Print the current code of a hardware token that exists in software."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import ServiceError
from console.management.accounts import account_of, add_account_option
from console.requests import real_now
from credentials.operations.mfa.hardware_tokens import code_of
from credentials.totp import seconds_left


class Command(BaseCommand):
    help = "Print the code that a hardware TOTP token shows now, for a demo without hardware."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("serial_number", help="GAHT12345678")
        add_account_option(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, serial_number: str, **options: Any) -> None:
        account, now = account_of(options["account"]), real_now()
        try:
            code = code_of(account=account, serial_number=serial_number, real_now=now)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        left = seconds_left(now)
        if options["json"]:
            self.stdout.write(json.dumps({"code": code, "seconds_left": left}))
            return
        self.stdout.write(f"{code}  (for {left} more seconds)")
