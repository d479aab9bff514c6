"""Refused, why, what would allow it, tried in the simulator, applied, allowed, found in history."""

import re

from playwright.sync_api import Browser

from tests.browser import explanations
from tests.browser.looks import looks
from tests.browser.server import ROOT
from tests.browser.visitor import Visitor

TEXT = (ROOT / "docs/explanations.md").read_text()


@looks()
def test_from_a_refusal_to_its_end(browser: Browser, address: str, scheme: str, width: int):
    shown: list[str] = []
    alice = Visitor(browser, address, scheme=scheme, width=width)
    administrator = Visitor(browser, address, scheme=scheme, width=width)
    explanations.walk(alice, administrator, lambda name, page: shown.append(name))
    assert re.findall(r"\]\(explanations/(.+)\.png\)", TEXT) == shown
    assert all((ROOT / f"docs/explanations/{name}.png").is_file() for name in shown)
