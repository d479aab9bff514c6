"""Seal every stored secret again: the middle step of rotating the sealing keys."""

from typing import Any

from django.core.management.base import BaseCommand

from console.training.resealing import reseal_seats, reseal_snapshots
from credentials.operations.maintenance.resealing import reseal_everything


class Command(BaseCommand):
    help = "Seal every stored secret again under the first of SEALING_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        count = reseal_everything() + reseal_seats() + reseal_snapshots()
        self.stdout.write(f"{count} secrets are under the first key.")
