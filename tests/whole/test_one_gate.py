"""There is one gate, made in two places, and nobody goes past it."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from accounts.actions import TAG_USER, UPDATE_USER
from accounts.errors import AccessDenied
from accounts.principals import Principal
from console.gate.requests import with_gate
from console.models import Event
from console.requests import with_caller
from console.targets import Target
from tests.browser.server import ROOT
from tests.pages.helpers import allow
from tests.world import World


def places_of_calls(name: str) -> set[str]:
    """The modules of the product that call a function or a class of this name."""
    return {
        str(path.relative_to(ROOT))
        for folder in ("accounts", "credentials", "console")
        for path in (ROOT / folder).rglob("*.py")
        if name in _called(path)
    }


def _called(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", None) or getattr(node.func, "id", "")


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Gate", {"console/gate/requests.py"}),
        ("with_gate", {"console/api/endpoint.py", "console/middleware.py"}),
        # A lab may begin with a history: events of days that nobody lived.
        ("record_calls", {"console/gate/recording.py", "console/training/starts/history.py"}),
        ("record_command", {"console/gate/operator.py"}),
        ("record_sign_in_event", {"console/authentication/events.py"}),
    ],
)
def test_only_these_places_decide_and_record(name: str, places: set[str]):
    assert places_of_calls(name) == places


MINE, OTHER = (Target(arn, arn) for arn in ("arn:aws:iam::1:user/mine", "arn:aws:iam::1:user/b"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("own", "more", "allowed"),
    [
        (MINE, {"also": OTHER}, False),
        (MINE, {"also": MINE}, True),
        (OTHER, {"otherwise": MINE}, True),
        (OTHER, {"otherwise": OTHER}, False),
        (MINE, {"tagging": TAG_USER}, False),
        (OTHER, {"any_of": lambda: [OTHER, MINE]}, True),
        (Target("arn:aws:iam::1:user/*", ""), {"unnamed": True}, True),
    ],
)
def test_a_row_is_offered_where_its_call_is_performed(
    world: World, own: Target, more: dict[str, Any], allowed: bool
):
    """Whatever else the row's target asks for counts in both."""
    now = datetime.now(tz=UTC)
    allow(world.carol, UPDATE_USER.id, resource=MINE.arn)
    principal = Principal(world.carol, mfa=None, mfa_at=None, issued_at=None)
    gate = with_gate(with_caller(RequestFactory().get("/"), principal, real_now=now)).gate
    gate.for_each[UPDATE_USER] = lambda row: row
    row = replace(own, **more)
    assert gate.allows_for(UPDATE_USER, row) is allowed
    performed = True
    try:
        with gate.perform_for(UPDATE_USER, row):
            pass
    except AccessDenied:
        performed = False
    assert performed is allowed
    assert (Event.objects.get().error_code == "") is allowed
