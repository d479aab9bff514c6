"""The documents name what there is, and what they name is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from accounts import actions
from console import settings
from tests.browser.server import ROOT

README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()
DECISIONS = (ROOT / "docs/decisions/0002-dependencies.md").read_text()
OURS = [name for name, app in get_commands().items() if app == "console"]


@pytest.mark.parametrize("command", OURS)
def test_every_command_is_documented(command: str):
    assert command in README or command in ARCHITECTURE
    assert command in ARCHITECTURE


def test_every_setting_is_documented():
    source = Path(settings.__file__).read_text()
    names = set(re.findall(r'_(?:given|listed)\("([A-Z_]+)"', source))
    assert names
    for name in names:
        assert re.search(rf"^{name} ", settings.__doc__ or "", re.MULTILINE), name
        assert f"`{name}`" in README, name


def test_every_make_target_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"make (\w+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_dependency_has_its_reason():
    direct = (ROOT / "requirements.txt").read_text().split("\n\n")[0]
    development = (ROOT / "requirements-dev.txt").read_text()
    for name in re.findall(r"^([\w-]+)(?:\[.*\])?==", direct + development, re.MULTILINE):
        assert name in DECISIONS, name


def test_every_file_that_the_documents_name_exists():
    for text in (README, ARCHITECTURE):
        for name in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / name).exists(), name
    for name in re.findall(
        r"`((?:accounts|credentials|console|templates|tests)/[\w/.]+)`", ARCHITECTURE
    ):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("action", actions.ALL, ids=lambda action: action.name)
def test_every_action_is_documented(action: actions.Action):
    row = f"| `{action.id}` | {action.does} | {action.resource} | {action.access_level} |"
    assert row in (ROOT / "docs/actions.md").read_text()


def test_the_actions_are_in_order():
    assert [a.name for a in actions.ALL] == sorted(a.name for a in actions.ALL)
