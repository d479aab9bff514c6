"""Bring the database up to date, seed the demo account, and serve it with granian or gunicorn."""

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.operations.managed_policies import ship_managed_policies

APPLICATION = "console.wsgi:application"


class Command(BaseCommand):
    help = "Migrate, seed the demo account, print the sign-in sheet and serve."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
        parser.add_argument(
            "--server",
            choices=("granian", "gunicorn"),
            default="granian",
            help="gunicorn is for behind a proxy: it waits for whoever connects and says nothing",
        )
        parser.add_argument("--no-demo", action="store_true", help="make no demo account")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"].strip("[]"), options["port"]
        self._check_port(host, port)
        self._name_the_address(host, port)
        call_command("migrate", verbosity=0)
        ship_managed_policies()
        call_command("collectstatic", verbosity=0, interactive=False)
        if not options["no_demo"]:
            call_command("demo")
        self.stdout.flush()
        command = _granian if options["server"] == "granian" else _gunicorn
        os.execv(  # noqa: S606
            sys.executable, [sys.executable, "-m", *command(host, port, options["workers"])]
        )

    def _check_port(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"{host}:{port} cannot be used ({error.strerror}). "
                    "Choose another one: make run PORT=8001"
                ) from error

    def _name_the_address(self, host: str, port: int) -> None:
        """Unless BASE_URL says otherwise, the address is the one that is served.

        On this machine alone that is localhost, where browsers make passkeys.
        """
        everywhere = host in ("0.0.0.0", "::")  # noqa: S104
        names = own_addresses() if everywhere else [_in_address(host)]
        os.environ["ALLOWED_HOSTS"] = ",".join([*settings.ALLOWED_HOSTS, *names])
        if not os.environ.get("BASE_URL"):
            shown = "localhost" if host == "127.0.0.1" else names[0]
            settings.BASE_URL = os.environ["BASE_URL"] = f"http://{shown}:{port}"


def _granian(host: str, port: int, workers: int) -> list[str]:
    return ["console.serving.granian", host, str(port), str(workers)]


def _gunicorn(host: str, port: int, workers: int) -> list[str]:
    return [
        "gunicorn", APPLICATION, "--config", "python:console.serving.gunicorn_hooks",
        "--bind", f"{_in_address(host)}:{port}",
        "--workers", str(workers), "--worker-class", "gthread", "--threads", "1", "--preload",
        "--log-level", "warning",
    ]  # fmt: skip


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def own_addresses() -> list[str]:
    """This machine's name and addresses, the one that others in the room would type first."""
    name = socket.gethostname()
    addresses = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; asks which address would be used
            addresses.append(probe.getsockname()[0])
        except OSError:
            pass
    return [*addresses, name, f"{name}.local"]
