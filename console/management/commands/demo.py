"""The demo account of the walk-through: alice, bob, admin, and a hardware token."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Account
from console.authentication.sign_in import sign_in_url_for
from console.installation.demo import ACCOUNT_ID, ALIAS, PEOPLE, SERIAL_NUMBER, make_demo
from console.requests import real_now


class Command(BaseCommand):
    help = "Make the demo account if it is not there, and print its sign-in sheet."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Account.objects.filter(account_id=ACCOUNT_ID).exists():
            make_demo(now=real_now())
        self._print_sheet()

    def _print_sheet(self) -> None:
        rows = "\n".join(
            f"  {person.made.user_name:<7} {person.made.password:<18} {person.policy}"
            for person in PEOPLE
        )
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
