"""The bare Django views of bare_view.py, by two workers of four threads, as `make run` has them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser.server import ROOT, free_port, wait_for


@contextmanager
def bare() -> Iterator[tuple[str, int]]:
    """The address and the process of the bare views, while they are served."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "tests.bench.bare_view:application", "--port", str(port),
        "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--http", "1",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()
