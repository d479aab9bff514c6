"""`manage.py lab check`: what is wrong with a lab, for its author."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from console.training.labs.labs import SHIPPED, all_labs
from tests.training.test_lab_files import SMALL


def checked(*files: Path) -> str:
    out = StringIO()
    call_command("lab", "check", *map(str, files), stdout=out)
    return out.getvalue()


def written(folder: Path, text: str = SMALL) -> Path:
    (folder / "some").mkdir(exist_ok=True)
    file = folder / "some" / "lab.yaml"
    file.write_text(text)
    return file


def test_a_good_lab(tmp_path: Path):
    assert "Small, 1 steps, is a lab." in checked(written(tmp_path))
    assert "is a lab." in checked(written(tmp_path).parent)


def test_every_lab_that_ships():
    checked(*(SHIPPED / lab.slug for lab in all_labs()))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("minutes: 1", "minutes: many", "minutes: 'many' is not of type 'integer'"),
        ("Sign in.", '"[x](page:nowhere)"', "step one: no page is named nowhere."),
        (
            "{event: {name: ConsoleLogin}}",
            "{decision: {user: a, action: iam:CreateAcessKey, expect: allow}}",
            "step one: no action is named iam:CreateAcessKey.",
        ),
        (
            "check: {event",
            "solution: [{open: {page: user}}]\n    check: {event",
            "no page is named user, or it takes other arguments.",
        ),
    ],
)
def test_a_wrong_one(tmp_path: Path, old: str, new: str, says: str):
    with pytest.raises(CommandError, match=r"lab\.yaml: ") as caught:
        checked(written(tmp_path, SMALL.replace(old, new)))
    assert says in str(caught.value)


def test_what_is_no_file_of_a_lab(tmp_path: Path):
    for path in (tmp_path / "gone" / "lab.yaml", tmp_path, written(tmp_path).with_name("other.md")):
        with pytest.raises(CommandError):
            checked(path)


def test_the_system_check_names_a_broken_one(tmp_path: Path, settings):
    written(tmp_path, "broken")
    settings.LABS_DIR = tmp_path
    assert [each.id for each in run_checks() if "some" in str(each.msg)] == ["console.W001"]
