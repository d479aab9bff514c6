"""Shift the time of an account, for training."""

import json
from argparse import ArgumentTypeError
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import SHIFT_CLOCK
from accounts.errors import ServiceError
from accounts.models import Account
from accounts.values.times import in_iso
from console.gate.operator import perform_as_operator
from console.management.accounts import account_of, add_account_option
from console.requests import real_now, time_of
from console.training.clock import ahead, said, seconds_of, set_clock, shift_clock

BACK = "back"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of the clock: `seconds` more, or, `whole`, so many ahead of real time."""

    seconds: int
    whole: bool


def _change(text: str) -> Change:
    if text == BACK:
        return Change(0, whole=True)
    try:
        return Change(seconds_of(text), whole=False)
    except ValueError:
        return Change(ahead(_time(text), real_now()), whole=True)


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            f"{text[:20]!r} is no shift: write +30s, +12h, +90d, back or 2026-12-24T18:00"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Command(BaseCommand):
    help = (
        "Shift the time of an account: its sessions, passwords and keys grow older. Phones, tokens "
        "and the signatures of clients keep the real time. Without a shift: print the time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "change",
            nargs="?",
            type=_change,
            metavar="shift",
            help="+30s, +5m, +12h or +90d; a time in UTC such as 2026-12-24T18:00; back, to the "
            "real time",
        )
        add_account_option(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, change: Change | None, **options: Any) -> None:
        account = account_of(options["account"])
        if change is not None:
            try:
                _perform(account, change)
            except ServiceError as error:
                raise CommandError(str(error)) from error
        time, shift = in_iso(time_of(account)), account.clock_shift
        if options["json"]:
            found = {"account_id": account.account_id, "time": time, "clock_shift": shift}
            self.stdout.write(json.dumps(found))
            return
        self.stdout.write(f"In account {account} it is {time}: the clock {said(shift)}.")


def _perform(account: Account, change: Change) -> None:
    operation = set_clock if change.whole else shift_clock
    named: dict[str, Any] = {"clockShift" if change.whole else "seconds": change.seconds}
    with perform_as_operator(account, SHIFT_CLOCK, command="clock", now=time_of(account), **named):
        operation(account=account, seconds=change.seconds)
