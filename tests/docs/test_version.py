"""One version: of the code, of the changelog's newest release, and in the footer of every page."""

import re
import tomllib
from collections.abc import Callable

from django.test import Client

from console import __version__
from tests.browser.server import ROOT
from tests.world import PAGE, World


def test_the_changelog_s_newest_release_is_this_version():
    releases = re.findall(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", changelog(), re.MULTILINE)
    assert releases[0] == __version__


def test_the_changelog_begins_with_what_is_not_released():
    assert changelog().startswith("# Changelog\n\n## Unreleased\n")


def test_the_project_takes_its_version_from_the_code():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "console.__version__"}


def test_the_footer_shows_the_version(world: World, signed_in: Callable[..., Client]):
    page = signed_in(world.bob).get(PAGE).content.decode()
    assert f"<span>Version {__version__}</span>" in page


def changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text()
