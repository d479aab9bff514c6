"""The demo account of the walk-through: alice, bob, admin, and a hardware token."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Account
from accounts.operations.accounts import create_account
from console.authentication.sign_in import sign_in_url_for
from console.requests import real_now
from console.training.people import Person, hashed, make_people
from credentials.operations.mfa.hardware_tokens import import_tokens
from credentials.token_files import Token
from credentials.totp import new_seed

ACCOUNT_ID, ALIAS = "123456789012", "training"
SERIAL_NUMBER = "GAHT12345678"
ALICE, BOB, ADMIN = (
    "2019-01-31-mfa-self-manage",
    "2019-01-31-self-manage-no-mfa",
    "administrator-access",
)
PEOPLE = (
    ("alice", "alice-training-1", ALICE, "Force_MFA: AWS's self-manage policy (MFA required)"),
    ("bob", "bob-training-1", BOB, "Self_manage_no_MFA: self-manage, no MFA"),
    ("admin", "admin-training-1", ADMIN, "AdministratorAccess"),
)


class Command(BaseCommand):
    help = "Make the demo account if it is not there, and print its sign-in sheet."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Account.objects.filter(account_id=ACCOUNT_ID).exists():
            self._make()
        self._print_sheet()

    @transaction.atomic
    def _make(self) -> None:
        now = real_now()
        account = create_account(account_id=ACCOUNT_ID, alias=ALIAS, now=now)
        people = [Person(name, password, edition) for name, password, edition, _ in PEOPLE]
        make_people(account=account, people=people, now=now, hashes=hashed(people))
        token = Token(SERIAL_NUMBER, new_seed())
        import_tokens(account=account, tokens=[token], now=now, in_software=True)

    def _print_sheet(self) -> None:
        rows = "\n".join(f"  {name:<7} {password:<18} {what}" for name, password, _, what in PEOPLE)
        self.stdout.write(
            f"""
  My Security Credentials: a training mock of the AWS console. Not AWS.

  Open      {sign_in_url_for(ALIAS)}
  Account   {ALIAS} (or {ACCOUNT_ID})

  User    Password           Policy
{rows}

  Hardware token {SERIAL_NUMBER}, to be assigned: its code by `manage.py token {SERIAL_NUMBER}`

  The data stays until `make reset`. A password that was changed is not printed.
"""
        )
