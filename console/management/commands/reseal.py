"""Seal every stored secret again: the middle step of rotating the sealing keys."""

from typing import Any

from django.core.management.base import BaseCommand

from credentials.operations.maintenance.resealing import reseal_everything


class Command(BaseCommand):
    help = "Seal every stored secret again under the first of SEALING_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reseal_everything()} secrets are under the first key.")
