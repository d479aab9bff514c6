"""AWS's tutorial, step for step, and the pictures of it in docs/tutorial.md."""

import re
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import tutorial
from tests.browser.looks import looks
from tests.browser.server import ROOT, served
from tests.browser.visitor import Visitor

TEXT = (ROOT / "docs/tutorial.md").read_text()


@looks()
def test_awss_tutorial(browser: Browser, tmp_path: Path, scheme: str, width: int):
    shown: list[str] = []
    with served(tmp_path / "data", "--no-demo") as server:
        visitor = Visitor(browser, server.address, scheme=scheme, width=width)
        tutorial.walk(visitor, server, shown.append)
    assert re.findall(r"\]\(tutorial/(.+)\.png\)", TEXT) == shown
    assert all((ROOT / f"docs/tutorial/{name}.png").is_file() for name in shown)
