"""Each page, operation and command leaves the events that tests/golden/events.txt prints."""

import re
from collections.abc import Iterator
from difflib import unified_diff

import pytest

from console.api.catalogue import CATALOGUE
from console.checks import views
from console.gate.decorators import mark_of
from tests.api.visits import operations
from tests.console import visits as of_commands
from tests.console.visits import commands
from tests.events import INTRODUCTION, PATH, Visit, section
from tests.pages.visits import AREAS, pages, titled

AGAIN = "if this is meant, python -m tests.events writes tests/golden/events.txt anew"
# These lead to another page that performs the action, or show what it needs.
STEPS = {
    "assign_mfa_device",
    "choose_use_case",
    "create_user",
    "create_user_copy",
    "create_user_groups",
    "create_user_policies",
    "qr_code",
    "qr_code_large",
    "token_codes",
}
OF_A_LAB = {"leak_key"}  # there is no such page outside of its lab, and nobody calls anything
# Nobody has such a thing here, so that its reading never succeeds.
ABSENT = re.compile(
    "AssumeRole|Role|InstanceProfile|OpenIDConnectProvider|SAMLProvider|ServerCertificate"
    "|Organization|DelegationRequest|WebIdentity|AuthorizationMessage"
)


Walk = Iterator[tuple[str, list[Visit]]]


def test_the_file_has_every_section_and_no_other():
    head, *sections = PATH.read_text().split("\n\n")
    assert head.splitlines() == INTRODUCTION
    assert [section.split("\n")[0].removeprefix("== ") for section in sections] == [
        *(titled(view) for view in sorted(views(), key=lambda view: str(view.pattern))),
        *map(":".join, sorted(CATALOGUE)),
        *(f"manage.py {name}" for name in of_commands.SENT),
    ], AGAIN


@pytest.mark.django_db
@pytest.mark.parametrize("area", AREAS)
def test_the_pages_leave_the_events_that_are_printed(area: str):
    found = as_printed(pages(area))
    for view in views():
        own, title = mark_of(view.callback).performs, titled(view)
        if own and title in found and view.name not in STEPS:
            assert any(one.succeeds(own[0].operation) for one in found[title]), title
        for one in found.get(title, ()):  # what was sent about nobody's id was called, and failed
            called = not mark_of(view.callback).public and view.name not in OF_A_LAB
            assert one.events or not called or (one.method, one.status) != ("POST", 404), title


@pytest.mark.django_db
def test_the_operations_leave_the_events_that_are_printed():
    for title, visits in as_printed(operations()).items():
        name = title.partition(":")[2]
        assert ABSENT.search(name) or any(one.succeeds(name) for one in visits), title


@pytest.mark.django_db
def test_the_commands_leave_the_events_that_are_printed():
    as_printed(commands())
    assert of_commands.SENT.keys() | of_commands.OTHERS == of_commands.EVERY


def as_printed(walk: Walk) -> dict[str, list[Visit]]:
    """What a walk leaves, which is what the file prints."""
    found = dict(walk)
    lines = [line for title, visits in found.items() for line in section(title, visits)]
    known = {one.partition("\n")[0]: one.splitlines() for one in PATH.read_text().split("\n\n")}
    expected = [line for title in found for line in ["", *known.get(f"== {title}", [])]]
    difference = "\n".join(unified_diff(expected, lines, lineterm=""))
    assert not difference, f"{AGAIN}:\n{difference}"
    return found
