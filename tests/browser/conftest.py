from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import chromium
from tests.browser.looks import on_postgresql
from tests.browser.rows import Rows, put_back, rows_of
from tests.browser.server import Server, served

CLASSROOM = "classroom.example"  # this machine, by a name that browsers do not trust
ARGUMENTS = [
    f"--host-resolver-rules=MAP {CLASSROOM} 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Scripts, styles and templates know no database: on PostgreSQL two stories are told again. What the
# pages ask it is tested by the tests that need no browser, on both.
TOLD_TWICE = ("test_story.py", "test_event_history_story.py")
collect_ignore = [
    str(path)
    for path in Path(__file__).parent.rglob("test_*.py")
    if on_postgresql() and path.name not in TOLD_TWICE
]
expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Rows]]:
    """A server with the demo account, and the rows that it has at first."""
    with served(tmp_path_factory.mktemp("demo") / "data") as found:
        yield found, rows_of(found)


@pytest.fixture
def server(demo: tuple[Server, Rows], browser: Browser) -> Iterator[Server]:
    """The server of all stories of this process. Each finds the demo account as it was at first."""
    found, rows = demo
    yield found
    for context in browser.contexts:  # their pages would go on to ask
        context.close()
    put_back(found, rows)


@pytest.fixture
def address(server: Server) -> str:
    return server.address
