"""Reset a user for the next class or the next test."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.actions import UPDATE_LOGIN_PROFILE
from accounts.errors import ServiceError
from accounts.models import User
from console.gate.operator import perform_all_as_operator, perform_as_operator
from console.management.accounts import account_of, add_account_option, user_of
from console.requests import time_of
from credentials.operations.maintenance.resetting import Removed, steps_to_reset
from credentials.operations.maintenance.unlocking import unlock_user

COMMAND = "reset_user"
WORDS = {
    "mfa_devices": "MFA devices",
    "access_keys": "Access keys",
    "signing_certificates": "Signing certificates",
    "ssh_public_keys": "SSH public keys",
    "service_specific_credentials": "Service-specific credentials",
}


class Command(BaseCommand):
    help = (
        "Remove a user's MFA devices, access keys, signing certificates, SSH public keys and "
        "service-specific credentials, and let the user sign in again at once after too many "
        "attempts; with --password also set the console password, which ends "
        "the user's sessions. Policies and groups stay. Asks nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user_name")
        parser.add_argument("--password", help="the console password from now on")
        add_account_option(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, user_name: str, **options: Any) -> None:
        user = user_of(account_of(options["account"]), user_name)
        try:
            removed = _reset(user, options["password"])
        except ServiceError as error:
            raise CommandError(str(error)) from error
        found = removed.as_dict()
        if options["json"]:
            self.stdout.write(json.dumps({"user_name": user.user_name} | found))
            return
        self.stdout.write(f"{user.user_name} starts again.")
        for name, title in WORDS.items():
            self.stdout.write(f"{title} removed: {', '.join(getattr(removed, name)) or 'none'}")
        self.stdout.write(f"Password: {'set' if removed.password_set else 'as it was'}")
        self.stdout.write(f"Attempts at signing in forgotten: {removed.attempts_forgotten}")


@transaction.atomic
def _reset(user: User, password: str | None) -> Removed:
    now = time_of(user.account)
    steps = steps_to_reset(user=user, password=password, now=now)
    with perform_as_operator(
        user.account, UPDATE_LOGIN_PROFILE, command=COMMAND, now=now, userName=user.user_name
    ):
        forgotten = unlock_user(user=user)
    perform_all_as_operator(user.account, steps, command=COMMAND, now=now)
    return Removed.by(steps, forgotten)
