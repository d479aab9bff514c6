"""The console as `make run` serves it, on a free port with data of its own."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database(environment: dict[str, str], template: str = "template1") -> Iterator[None]:
    """With DATABASE_URL a database of our own on that server, a copy of `template`; else SQLite in
    DATA_DIR."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield
        return
    import psycopg

    name = f"console_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
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
    """A server, while it runs, with data as a first start leaves it; `more` stands in its
    environment, `root` is where its code is."""
    command = (python, "manage.py", "serve", *arguments)
    kept = first_start(root, python, demo="--no-demo" not in arguments)
    shutil.copytree(kept.environment["DATA_DIR"], data_dir)
    template = urlsplit(kept.environment.get("DATABASE_URL", "")).path.strip("/")
    environment = environment_for(data_dir)
    with database(environment, template), running(root, command, environment | more) as server:
        yield server


def environment_for(data_dir: Path) -> dict[str, str]:
    """What a server and the commands beside it need to know."""
    kept = {name: value for name, value in os.environ.items() if name != "BASE_URL"}
    return kept | {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "console.settings"}


@cache
def first_start(root: Path, python: str, *, demo: bool) -> Server:
    """A server that has prepared its data and stopped; each process of a test run makes it once,
    as migrating takes as long as all else of a start, and takes its data away at its end."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    environment = environment_for(Path(folder) / "data")
    stack.enter_context(database(environment))
    command = (python, "manage.py", "serve", *([] if demo else ["--no-demo"]))
    with running(root, command, environment) as server:
        return server


@contextmanager
def running(root: Path, command: tuple[str, ...], environment: dict[str, str]) -> Iterator[Server]:
    """What the command serves on a free port, while it runs."""
    port = free_port()
    command = (*command, "--port", str(port))
    with tempfile.TemporaryFile() as log:  # a pipe that nobody reads fills
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
