"""Panels: rows, page by page, or a refusal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from accounts.actions import Action
from console.gate.gate import Gate
from console.pages.components.tables import page_number
from console.refusals import Refusal, refusal_of

ROWS = 20


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel shows of a reading action: a value, or why it is refused."""

    value: Any = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class ListPanel:
    """A list's page, with the name of the query parameter that turns it, or why it is refused.

    `count` counts all rows; `full` says that the quota allows no more.
    """

    page: Page[Any] | None = None
    page_parameter: str = ""
    count: int = 0
    full: bool = False
    refusal: Refusal | None = None


def panel(gate: Gate, action: Action, value: Callable[[], Any]) -> Panel:
    """A panel of one value."""
    judgement = gate.show(action)
    if judgement.allowed:
        return Panel(value=value())
    return Panel(refusal=refusal_of(gate, judgement))


def list_panel(
    gate: Gate, action: Action, rows: Callable[[], Sequence[Any]], *, name: str, quota: int
) -> ListPanel:
    """A panel of rows; the query parameter `<name>_page` turns its pages."""
    judgement = gate.show(action)
    if not judgement.allowed:
        return ListPanel(refusal=refusal_of(gate, judgement))
    found, parameter = rows(), f"{name}_page"
    page = Paginator(found, ROWS).get_page(page_number(gate.request, parameter))
    return ListPanel(page, parameter, len(found), len(found) >= quota)
