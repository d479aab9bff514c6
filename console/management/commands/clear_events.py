"""Delete old events."""

import argparse
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from console.installation.housekeeping import clear_events
from console.requests import real_now

DAYS_MAX = 36_500


def _days(text: str) -> int:
    """A whole number of days; argparse says what is wrong with any other text."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 5 or int(text) > DAYS_MAX:
        raise argparse.ArgumentTypeError(f"{text[:20]} is not a number of days up to {DAYS_MAX}")
    return int(text)


class Command(BaseCommand):
    help = "Delete the events that are older than a number of days, in small steps."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--older-than", type=_days, required=True, metavar="DAYS")

    def handle(self, *args: Any, older_than: int, **options: Any) -> None:
        number = clear_events(before=real_now() - timedelta(days=older_than))
        self.stdout.write(f"Events deleted: {number}.")
