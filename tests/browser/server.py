"""The console as `make run` serves it, on a free port with data of its own."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database(environment: dict[str, str]) -> Iterator[None]:
    """With DATABASE_URL a database of our own on that server; else SQLite in DATA_DIR."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield
        return
    import psycopg

    name = f"console_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        environment["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
        try:
            yield
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass(frozen=True)
class Server:
    """A running console: its address, its process, and the environment that its commands need."""

    address: str
    pid: int
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints for these arguments, on the server's own data."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout


@contextmanager
def served(
    data_dir: Path,
    *arguments: str,
    root: Path = ROOT,
    python: str = sys.executable,
    **more: str,
) -> Iterator[Server]:
    """A server, while it runs; `more` stands in its environment, `root` is where its code is."""
    port = free_port()
    environment = os.environ | {
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "console.settings",
    }
    environment.pop("BASE_URL", None)
    environment |= more
    command = [python, "manage.py", "serve", "--port", str(port), *arguments]
    with database(environment), tempfile.TemporaryFile() as log:  # a pipe that nobody reads fills
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
        address = f"http://localhost:{port}"
        try:
            wait_for(address, process, log)
            yield Server(address, process.pid, environment)
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(
    address: str, process: "subprocess.Popen[bytes]", log: IO[bytes] | None = None
) -> None:
    until = time.monotonic() + 120  # on a busy machine
    while time.monotonic() < until:
        if process.poll() is not None:
            if log:
                log.seek(0)
            raise RuntimeError(f"the server stopped: {log.read().decode() if log else ''}")
        try:
            with urllib.request.urlopen(f"{address}/signin/", timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
