"""Bring the database up to date, seed the demo account, and serve it with granian or gunicorn."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from console.installation.addresses import in_url
from console.installation.data_dir import remember_url
from console.management import addresses, preparation

APPLICATION = "console.wsgi:application"


class Command(BaseCommand):
    help = "Migrate, seed the demo account, print the sign-in sheet and serve."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000", help="0 takes a free one and prints it")
        parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
        parser.add_argument(
            "--server",
            choices=("granian", "gunicorn"),
            default="granian",
            help="gunicorn is for behind a proxy: it waits for whoever connects and says nothing",
        )
        parser.add_argument("--no-demo", action="store_true", help="make no demo account")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["workers"] < 1:
            raise CommandError("A server has at least one worker.")
        host = options["host"].strip("[]")
        port = addresses.free_port(host, options["port"])
        self._set_base_url(host, port)
        with preparation.one_at_a_time():
            if not preparation.is_up_to_date():
                self.stdout.write(f"Preparing the database of {_printable(settings.DATA_DIR)}")
                self.stdout.flush()
            preparation.bring_up_to_date()
            call_command("collectstatic", verbosity=0, interactive=False)
            if not options["no_demo"]:
                call_command("demo")
        self.stdout.flush()
        command = _granian if options["server"] == "granian" else _gunicorn
        os.execv(  # noqa: S606
            sys.executable, [sys.executable, "-m", *command(host, port, options["workers"])]
        )

    def _set_base_url(self, host: str, port: int) -> None:
        """Unless BASE_URL says otherwise, the address is the one that is served.

        On this machine alone that is localhost, where browsers make passkeys.
        """
        names = addresses.names_of(host)
        os.environ["ALLOWED_HOSTS"] = ",".join([*settings.ALLOWED_HOSTS, *names])
        if not os.environ.get("BASE_URL"):
            settings.BASE_URL = os.environ["BASE_URL"] = f"http://{names[0]}:{port}"
        elif settings.BASE_URL.startswith("https:") and not os.environ.get("TRUSTED_PROXIES"):
            self.stderr.write(
                "BASE_URL is https: of proxies, those of this machine are believed about their "
                "clients. TRUSTED_PROXIES names others."
            )
        remember_url(settings.DATA_DIR, settings.BASE_URL)


def _granian(host: str, port: int, workers: int) -> list[str]:
    return ["console.serving.granian", host, str(port), str(workers)]


def _gunicorn(host: str, port: int, workers: int) -> list[str]:
    return [
        "gunicorn", APPLICATION, "--config", "python:console.serving.gunicorn_hooks",
        "--bind", f"{in_url(host)}:{port}",
        "--workers", str(workers), "--worker-class", "gthread", "--threads", "1", "--preload",
        "--log-level", "warning",
    ]  # fmt: skip


def _printable(path: object) -> str:
    """A path on one line, whatever its bytes."""
    return str(path).encode("utf-8", "backslashreplace").decode().replace("\n", "\\n")
