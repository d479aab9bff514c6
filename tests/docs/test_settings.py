"""docs/settings.md has a row for each setting, and its examples work."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.server import ROOT

ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+) \| (.+) \| `(.+)` \|$", re.MULTILINE)
ROWS = {name: cells for name, *cells in ROW.findall((ROOT / "docs/settings.md").read_text())}


def names_read(source: str) -> set[str]:
    """The environment variables that console/settings.py reads through its two functions."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        str(ast.literal_eval(call.args[0]))
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("_given", "_listed")
        if isinstance(call.args[0], ast.Constant)
    }


def test_every_setting_has_a_row():
    assert set(ROWS) == names_read((ROOT / "console/settings.py").read_text())


@pytest.mark.parametrize("folder", ["accounts", "console", "credentials"])
def test_only_the_settings_read_the_environment(folder: str):
    allowed = {
        "console/settings.py",
        "console/management/commands/serve.py",  # passes settings on to the server's process
        "console/wsgi.py",  # names the settings module
    }
    readers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob("*.py")
        if "os.environ" in path.read_text() or "os.getenv" in path.read_text()
    }
    assert readers <= allowed


def test_the_examples_work_together(tmp_path: Path):
    examples = {name: cells[2] for name, cells in ROWS.items()}
    environment = os.environ | examples | {"HOME": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "console.settings"
    show = (
        "from django.conf import settings as s;"
        "print(s.DATA_DIR, s.DATABASES['default']['NAME'], len(s.SEALING_KEYS), s.BASE_URL,"
        " len(s.TRUSTED_PROXIES), s.ALLOWED_HOSTS[-1], s.EVENT_DAYS, s.TEACH, s.DEBUG)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", show], cwd=ROOT, env=environment, check=True, capture_output=True,
        text=True,
    ).stdout.split()  # fmt: skip
    assert shown == [
        f"{tmp_path}/console-data", "console", "1", "https://iam.example.org", "2",
        ".training.example.org", "365", "False", "False",
    ]  # fmt: skip
