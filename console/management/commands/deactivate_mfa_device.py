"""Take MFA devices away from a user, for example after a lost phone."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.actions import DEACTIVATE_MFA_DEVICE
from accounts.errors import ServiceError
from accounts.models import User
from console.gate.operator import perform_as_operator
from console.management.accounts import account_of, add_account_option, user_of
from console.requests import time_of
from credentials.operations.mfa.mfa_devices import deactivate_mfa_device, list_mfa_devices


class Command(BaseCommand):
    help = (
        "Take an MFA device away from a user: the named one, or all of them. Afterwards the user "
        "signs in without it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user_name")
        parser.add_argument("serial_number", nargs="?", help="left out: all of the user's devices")
        add_account_option(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, user_name: str, **options: Any) -> None:
        user = user_of(account_of(options["account"]), user_name)
        serial_numbers = (
            [options["serial_number"]]
            if options["serial_number"]
            else [device.serial_number for device in list_mfa_devices(user=user)]
        )
        if not serial_numbers:
            raise CommandError(f"{user.user_name} has no MFA device.")
        try:
            with transaction.atomic():
                for serial_number in serial_numbers:
                    _deactivate(user, serial_number)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(
                json.dumps({"user_name": user.user_name, "serial_numbers": serial_numbers})
            )
            return
        for serial_number in serial_numbers:
            self.stdout.write(f"{serial_number} no longer belongs to {user.user_name}.")


def _deactivate(user: User, serial_number: str) -> None:
    with perform_as_operator(
        user.account,
        DEACTIVATE_MFA_DEVICE,
        command="deactivate_mfa_device",
        now=time_of(user.account),
        userName=user.user_name,
        serialNumber=serial_number,
    ):
        deactivate_mfa_device(caller=None, user=user, serial_number=serial_number)
