"""Static files as they are served: each under a name with its hash, scripts included."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from console.settings import BASE_DIR, STORAGES

IMPORT = re.compile(r'\bfrom\s*"\.{1,2}/([^"]+)"')
HASHED = re.compile(r"[a-z_]+\.[0-9a-f]{12}\.js")


@pytest.fixture
def served(tmp_path: Path) -> Path:
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=STORAGES):
        call_command("collectstatic", verbosity=0, interactive=False)
    return tmp_path


def test_modules_import_each_other_by_hashed_names(served: Path):
    """Under another name a module would be a second one, which knows nothing of the page."""
    modules = [path for path in (served / "js").rglob("*.js") if HASHED.fullmatch(path.name)]
    imported = {name for path in modules for name in IMPORT.findall(path.read_text())}
    assert {name.partition(".")[0] for name in imported} == {
        "page", "menus", "accounts", "totp", "looking",
    }  # fmt: skip
    assert imported <= {path.name for path in modules}


TEMPLATES = Path(BASE_DIR, "templates")
MODULES = {
    "data-ceremony=": "passkeys",
    "data-countdown=": "countdowns",
    "data-differs=": "passwords",
    "data-full-screen": "full_screen",
    "data-json": "policy_editor",
    "data-live": "live_search",
    "data-only=": "rows",
    "data-row=": "rows",
    "data-rules=": "passwords",
    "data-seconds-left": "countdowns",
    "data-token-codes": "tokens",
}
FRAMES = ("credentials/own_page", "credentials/of_a_user")
OTHER = re.compile(r'\{% (?:extends|include) "([^"]+)"|\{% (row_control|menu_item(?=[^%]*only=)) ')


@cache
def whole(name: str, frame: str) -> str:
    """A template with those that it extends and includes; `frame` is that of credentials."""
    text = (TEMPLATES / name).read_text().replace("extends frame", f'extends "{frame}"')
    others = [file or f"components/controls/{tag}.html" for file, tag in OTHER.findall(text)]
    return text + "".join(whole(other, frame) for other in others)


@pytest.mark.parametrize("attribute", MODULES)
def test_a_page_loads_the_modules_of_what_it_shows(attribute: str):
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")]
    texts = [whole(name, f"{frame}/frame.html") for name in names for frame in FRAMES]
    users = [text for text in texts if attribute in text and "<!DOCTYPE html>" in text]
    assert users
    assert all(f"js/{MODULES[attribute]}.js" in text for text in users)
