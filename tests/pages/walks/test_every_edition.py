"""What every page offers and refuses under every edition is printed, and is what the gate says."""

import re
from collections.abc import Callable, Iterator
from difflib import unified_diff
from functools import cache, partial
from itertools import product

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.editions import BY_NAME, EDITIONS, Edition
from tests.pages.editions import (
    INTRODUCTION,
    PATH,
    SESSIONS,
    Seen,
    Stage,
    lines_of,
    seen,
)
from tests.support.controls import Control
from tests.world import make_world

AGAIN = "if this is meant, python -m tests.pages.editions writes tests/golden/pages.txt anew"
Pages = dict[str, dict[str, Seen]]
# Controls that may be missing where the gate would let one in, and why.
MORE = {
    "Assign MFA device": "who has a device assigns no further one to oneself without MFA, as on "
    "AWS, whatever the policies say",
    "Enable console access": "who has a password has access",
}
OF_ONE_POLICY = re.compile("Edit .+ in the sandbox")  # each edition comes with policies of its own


def may_be_missing(control: Control) -> bool:
    return control.text in MORE or OF_ONE_POLICY.fullmatch(control.text) is not None


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """One for all editions that a worker looks at; it leaves nothing in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage(make_world())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walk(stage: Stage) -> Callable[[Edition], Pages]:
    """All pages under an edition, looked at once."""
    return cache(partial(seen, stage))


@pytest.fixture(scope="module")
def known(walk: Callable[[Edition], Pages]) -> dict[str, list[Control]]:
    """Each page's controls that lead somewhere, as one finds them who may do everything."""
    pages = walk(BY_NAME["administrator-access"])
    return {path: _that_are_on(by_session) for path, by_session in pages.items()}


def test_every_edition_is_printed():
    head, *sections = PATH.read_text().split("\n\n")
    assert head.splitlines() == INTRODUCTION
    assert [section.split()[1] for section in sections] == [one.name for one in EDITIONS]


@pytest.mark.django_db
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_the_pages_are_as_the_gate_says_and_as_printed(
    stage: Stage,
    walk: Callable[[Edition], Pages],
    known: dict[str, list[Control]],
    edition: Edition,
):
    """A control that is on leads into a view, one that is off or not drawn to a refusal."""
    pages, wrong = walk(edition), []
    with stage.under(edition):
        for path, session in product(pages, SESSIONS):
            one, enters = pages[path][session], partial(stage.enters, session)
            found = [*_offered_in_vain(one, enters), *_hidden(one, known[path], enters)]
            wrong += [f"{session}, {path}: {each}" for each in found]
        for path, by_session in pages.items():
            wrong += [f"{path}: {each}" for each in _unknown(by_session, known[path])]
    assert not wrong, "\n".join(wrong)
    difference = "\n".join(unified_diff(_printed(edition), lines_of(edition, pages), lineterm=""))
    assert not difference, f"{AGAIN}:\n{difference}"


def _printed(edition: Edition) -> list[str]:
    """The edition's section of the file, as `lines_of` gives it."""
    _, *sections = PATH.read_text().split("\n\n")
    return ["", *next(one for one in sections if one.split()[1] == edition.name).splitlines()]


def _offered_in_vain(one: Seen, enters: Callable[[str], bool]) -> Iterator[str]:
    for control in one.page.controls:
        if control.on and not enters(control.url):
            yield f"{control.panel}: {control.text} is on and refused"


def _hidden(one: Seen, known: list[Control], enters: Callable[[str], bool]) -> Iterator[str]:
    for control in known if one.status == 200 else ():
        drawn = one.has(control)
        if drawn is None and not _must_be_drawn(control, one):
            continue
        if drawn is not None and (drawn.on or not drawn.needs):
            continue
        if enters(control.url):
            how = "off" if drawn else "not drawn"
            yield f"{control.panel}: {control.text} is {how} and allowed"


def _unknown(by_session: dict[str, Seen], known: list[Control]) -> Iterator[str]:
    """What is on here and not for an administrator would escape the other checks."""
    everywhere = {(control.panel, control.text) for control in known}
    for control in _that_are_on(by_session):
        if (control.panel, control.text) not in everywhere and not may_be_missing(control):
            yield f"{control.panel}: {control.text} is not on for an administrator"


def _that_are_on(by_session: dict[str, Seen]) -> list[Control]:
    """The controls that lead somewhere in one of the sessions, each once."""
    found = {
        (control.panel, control.text): control
        for one in by_session.values()
        for control in one.page.controls
        if control.on
    }
    return list(found.values())


def _must_be_drawn(control: Control, one: Seen) -> bool:
    """Whether nothing but a decision can keep it from the page: its panel shows its rows."""
    refused = {panel for panel, _ in one.page.refusals}
    return control.panel not in refused and not may_be_missing(control)
