"""Load hardware TOTP tokens into an account, for its users to assign."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import ServiceError
from console.management.accounts import account_of, add_account_option
from console.requests import time_of
from credentials import token_files
from credentials.operations.mfa.hardware_tokens import import_tokens


class Command(BaseCommand):
    help = (
        "Load hardware TOTP tokens from a CSV file (serial number, seed in hexadecimal or base32) "
        "or a PSKC file (RFC 6030), all or none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        add_account_option(parser)
        parser.add_argument(
            "--password-file", type=Path, help="holds the password of an encrypted PSKC file"
        )
        parser.add_argument(
            "--key-file", type=Path, help="holds the pre-shared key of a PSKC file, hexadecimal"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        account = account_of(options["account"])
        try:
            tokens = token_files.read(
                file.read_bytes(),
                password=_text(options["password_file"]),
                key=bytes.fromhex(_text(options["key_file"])),
            )
            serial_numbers = import_tokens(account=account, tokens=tokens, now=time_of(account))
        except (OSError, ValueError, ServiceError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(
                json.dumps({"account_id": account.account_id, "serial_numbers": serial_numbers})
            )
            return
        for serial_number in serial_numbers:
            self.stdout.write(serial_number)


def _text(path: Path | None) -> str:
    return path.read_text().strip() if path else ""
