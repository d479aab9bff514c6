"""Check a lab that somebody writes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from console.training.labs.labs import lab_in
from console.training.labs.mentions import unknown_mentions
from console.training.labs.reading import LabError


class Command(BaseCommand):
    help = "Check a lab: its shape, and what its texts and checks name. docs/labs.md says how."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check"], help="check")
        parser.add_argument("files", nargs="+", help="a lab.yaml, or its folder")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        wrong = [found for name in files for found in self._check(name)]
        if wrong:
            raise CommandError("\n".join(wrong))

    def _check(self, name: str) -> list[str]:
        path = Path(name).absolute()
        folder = path if path.is_dir() else path.parent
        if folder == path.parent and path.name != "lab.yaml":
            return [f"{name}: a lab's file is named lab.yaml."]
        try:
            lab = lab_in(folder)
        except LabError as error:
            return [f"{name}: {error}"]
        wrong = [f"{name}: {found}" for found in unknown_mentions(lab)]
        if not wrong:
            self.stdout.write(f"{name}: {lab.title}, {len(lab.steps)} steps, is a lab.")
        return wrong
