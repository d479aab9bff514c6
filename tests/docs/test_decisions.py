"""Each decision has the same parts, and a row in the index."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.browser.server import ROOT

FOLDER = ROOT / "docs/decisions"
INDEX = (FOLDER / "README.md").read_text()
FILES = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Context", "Decision", "Alternatives considered", "Consequences"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_decision_has_its_parts(path: Path):
    title, dated, *_ = (text := path.read_text()).split("\n\n")
    assert re.fullmatch(rf"# {int(path.name[:4])}\. \S.+", title)
    assert date.fromisoformat(dated.removeprefix("Date: "))
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    parts = re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]
    assert all(part.strip() for part in parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_decision_is_in_the_index(path: Path):
    text = path.read_text()
    number, title = re.findall(r"\A# (\d+)\. (.+)", text)[0]
    dated = re.findall(r"^Date: (.+)$", text, re.MULTILINE)[0]
    assert f"| [{number}]({path.name}) | {title} | {dated} |" in INDEX


def test_the_numbers_go_on_without_a_gap():
    assert [int(path.name[:4]) for path in FILES] == list(range(1, len(FILES) + 1))
