"""Labs as files: what is read, and what is refused, in a sentence."""

import os
from pathlib import Path

import pytest

from console.training.labs import labs
from console.training.labs.reading import LabError
from console.training.labs.texts import html_of, unknown_pages

SMALL = """
version: 1
title: Small
minutes: 1
level: beginner
summary: One step.
steps:
  - id: one
    title: One
    text: Sign in.
    check: {event: {name: ConsoleLogin}}
"""
PAST = SMALL + "start: {users: {bob: {}}, history: [%s]}"
TWO_STEPS = "  - &a {id: one, title: t, text: t, check: {device: {}}}\n"
BOMB = "version: &a [x, x]\n" + "\n".join(f"k{n}: &b{n} [*a, *a]" for n in range(9))


def lab_of(folder: Path, text: str, name: str = "small") -> labs.Lab:
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "lab.yaml").write_text(text)
    return labs.lab_in(folder / name)


def test_a_lab_is_read(tmp_path: Path):
    lab = lab_of(tmp_path, SMALL)
    assert (lab.slug, lab.title, lab.minutes, lab.start) == ("small", "Small", 1, {})
    assert [step.id for step in lab.steps] == ["one"]


def test_a_text_may_stand_in_a_file_and_nowhere_else(tmp_path: Path):
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "one.md").write_text("A *long* text.")
    lab = lab_of(tmp_path, SMALL.replace("Sign in.", "one.md"))
    assert lab.steps[0].text == "A *long* text."
    (tmp_path / "secret.txt").write_text("not for learners")
    os.symlink(tmp_path / "secret.txt", tmp_path / "small" / "out.md")
    with pytest.raises(LabError, match="does not stand in the lab's folder"):
        lab_of(tmp_path, SMALL.replace("Sign in.", "out.md"))
    assert (
        lab_of(tmp_path, SMALL.replace("Sign in.", "../secret.md")).steps[0].text.startswith("..")
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "alias"),
        (PAST % "{as: carol, call: iam:GetUser, ago: 1d}", "no user is named carol"),
        (PAST % "{as: bob, call: iam:GetUsers, ago: 1d}", "no action is named iam:GetUsers"),
        (PAST % "{as: bob, call: iam:GetUser, ago: 1d}", "bob has no such access key"),
        (PAST % "{as: bob, call: iam:GetUser, ago: 1d, times: 11}", "maximum"),
        (SMALL + "x: " + "[" * 40 + "]" * 40, "too many parts"),
        (SMALL + "x: [" + "a," * 6000 + "]", "too many parts"),
        (SMALL + "#" * 70_000, "larger than 64 KB"),
        (SMALL + "--- \nmore: 1", "too many parts"),
        ("x: !!python/object/apply:os.system [true]", "tag"),
        (SMALL + "title: Again", "stands twice"),
        (SMALL + "other: 1", "other"),
        (SMALL + "? [a, b]\n: 1", "no text"),
        ("", "None is not of type"),
        ("just words", "is not of type"),
        ("a: [", "no YAML"),
        ("\0", "no YAML"),
        (SMALL.replace("minutes: 1", "minutes: 99999"), "minutes"),
        (SMALL.replace("id: one", "id: ../one"), "id"),
        (SMALL + "  - {id: one, title: t, text: t, check: {device: {}}}", "Two steps"),
        (SMALL.replace("{event: {name: ConsoleLogin}}", "{}"), "a check has one of"),
        (SMALL.replace("{event: {name: ConsoleLogin}}", "{device: {}, user: {name: a}}"), "one of"),
        (SMALL.replace("{event: {name: ConsoleLogin}}", "{device: {colour: red}}"), "colour"),
        (
            SMALL.replace(
                "{event: {name: ConsoleLogin}}",
                "{not: {not: {not: {not: {device: {}}}}}}",
            ),
            "too deep",
        ),
        (SMALL + "start: {users: {alice: {edition: nothing}}}", "no published version"),
        (SMALL + "start: {users: {alice: {groups: [nobody]}}}", "no group is named"),
        (SMALL + "start: {users: {alice: {boundary: None}}}", "no policy is named"),
    ],
)
def test_what_is_no_lab_is_said_in_a_sentence(tmp_path: Path, text: str, says: str):
    with pytest.raises(LabError, match=says):
        lab_of(tmp_path, text)


def test_words_stay_words(tmp_path: Path):
    lab = lab_of(
        tmp_path, SMALL.replace("title: One", "title: no").replace("Sign in.", "2026-12-01")
    )
    assert (lab.steps[0].title, lab.steps[0].text) == ("no", "2026-12-01")


def test_a_folder_of_ones_own(tmp_path: Path, settings):
    lab_of(tmp_path, SMALL, "mine")
    lab_of(tmp_path, SMALL, "first-day")  # a name that ships already
    with pytest.raises(LabError):
        lab_of(tmp_path, "broken", "broken")
    settings.LABS_DIR = tmp_path
    found = {lab.slug: lab for lab in labs.all_labs()}
    assert found["mine"].title == "Small"
    assert found["first-day"].title != "Small"
    assert "broken" not in found
    assert [problem.partition(": ")[0] for problem in labs.problems()] == [str(tmp_path / "broken")]
    assert labs.find_lab("../mine") is labs.find_lab("..") is None


def test_a_changed_file_is_read_again(tmp_path: Path):
    assert lab_of(tmp_path, SMALL).title == "Small"
    assert lab_of(tmp_path, SMALL.replace("title: Small", "title: Other")).title == "Other"


def test_what_ships_can_be_read():
    assert labs.problems() == []
    for lab in labs.all_labs():
        texts = [lab.story, lab.teacher, *(step.text + step.learnt for step in lab.steps)]
        assert not [page for text in texts for page in unknown_pages(text)], lab.slug


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** `b`", "<p><strong>a</strong> <code>b</code></p>"),
        ("<b onclick=x>a</b>", "&lt;b onclick=x&gt;a&lt;/b&gt;"),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("[a](data:text/html,x)", "[a](data:text/html,x)"),
        ("![a](javascript:b)", "![a](javascript:b)"),
        ("[a](page:sign_in)", '<a href="/signin/">a</a>'),
        ("[a](page:user?user_name=alice)", '<a href="/iam/users/details/alice/">a</a>'),
        ("[a](page:nothing)", "<p>a</p>"),
    ],
)
def test_markdown(text: str, html: str):
    assert html in html_of(text)
