"""Delete a virtual MFA device that a cancelled set-up left behind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import DELETE_VIRTUAL_MFA_DEVICE
from accounts.errors import ServiceError
from accounts.models import Account
from accounts.policy import split_arn
from console.gate.operator import perform_as_operator
from console.requests import time_of
from credentials.operations.mfa.mfa_devices import delete_virtual_mfa_device


class Command(BaseCommand):
    help = "Delete an unassigned virtual MFA device, so that its name can be used again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("serial_number", help="arn:aws:iam::123456789012:mfa/alice")

    def handle(self, *args: Any, serial_number: str, **options: Any) -> None:
        parts = split_arn(serial_number)
        account = Account.objects.filter(account_id=parts[4] if parts else "").first()
        if account is None:
            raise CommandError(f"No account has a device {serial_number}.")
        try:
            with perform_as_operator(
                account,
                DELETE_VIRTUAL_MFA_DEVICE,
                command="delete_virtual_mfa_device",
                now=time_of(account),
                serialNumber=serial_number,
            ):
                delete_virtual_mfa_device(account=account, serial_number=serial_number)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{serial_number} is deleted.")
