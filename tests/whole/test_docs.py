"""The documents name what there is, and what they name is there."""

import re
import tomllib

import pytest

from accounts import actions
from tests.browser.server import ROOT

DOCUMENTS = {
    str(path.relative_to(ROOT)): path.read_text()
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if path.name != "CHANGELOG.md"  # it names what there was
}
PATH_OF_OURS = re.compile(r"`((?:accounts|credentials|console|docs|templates|tests)/[\w/.]+)`")
DECISIONS = (ROOT / "docs/decisions/0002-dependencies.md").read_text()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_that_a_document_names_exists(name: str):
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"(?:`|^)make (\w+)", DOCUMENTS[name], re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_dependency_has_its_reason():
    direct = (ROOT / "requirements.txt").read_text().split("\n\n")[0]
    development = (ROOT / "requirements-dev.txt").read_text()
    for name in re.findall(r"^([\w-]+)(?:\[.*\])?==", direct + development, re.MULTILINE):
        assert name in DECISIONS, name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_names_exists(name: str):
    folder = (ROOT / name).parent
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", DOCUMENTS[name]):
        assert (folder / link).exists(), link
    for path in PATH_OF_OURS.findall(DOCUMENTS[name]):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_heading_that_a_link_leads_to_exists(name: str):
    headings = re.findall(r"^#+ (.+)$", DOCUMENTS[name], re.MULTILINE)
    known = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", DOCUMENTS[name])) <= known


def test_the_index_names_every_document():
    index = DOCUMENTS["docs/README.md"]
    linked = {(ROOT / "docs" / link).resolve() for link in re.findall(r"\]\(([^)#:]+)\)", index)}
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.*")]:
        assert path in linked or path == ROOT / "docs/README.md", path
    assert ROOT / "docs/decisions/README.md" in linked


@pytest.mark.parametrize("action", actions.ALL, ids=lambda action: action.name)
def test_every_action_is_documented(action: actions.Action):
    row = f"| `{action.id}` | {action.does} | {action.resource} | {action.access_level} |"
    assert row in (ROOT / "docs/actions.md").read_text()


def test_the_actions_are_in_order():
    assert [a.name for a in actions.ALL] == sorted(a.name for a in actions.ALL)


def test_the_layers_are_drawn_as_they_are_kept():
    lines = DOCUMENTS["docs/architecture.md"].splitlines()
    drawn = "\n".join(re.split(" {2,}", line)[1] for line in lines if re.match(r"\S* {3,}\S", line))
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for contract in configuration["tool"]["importlinter"]["contracts"]:
        if contract.get("exhaustive"):
            assert "\n".join(contract["layers"]) in drawn, contract["name"]


def test_every_module_stands_in_a_row():
    """A row of "Where things live" names it, or a folder that it is in."""
    text = DOCUMENTS["docs/architecture.md"]
    rows = text.partition("## Where things live")[2].partition("## Glossary")[0]
    named = set(PATH_OF_OURS.findall(rows))
    for package in ("accounts", "credentials", "console"):
        for path in (ROOT / package).rglob("*.py"):
            module = path.relative_to(ROOT)
            if path.name != "__init__.py" and "migrations" not in module.parts:
                folders = {f"{folder}/" for folder in module.parents}
                assert str(module) in named or folders & named, module
