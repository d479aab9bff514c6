"""There is one gate, made in two places, and nobody goes past it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.server import ROOT


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
        ("record_calls", {"console/gate/recording.py"}),
        ("record_command", {"console/gate/operator.py"}),
        ("record_sign_in_event", {"console/authentication/events.py"}),
    ],
)
def test_only_these_places_decide_and_record(name: str, places: set[str]):
    assert places_of_calls(name) == places
