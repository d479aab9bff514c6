"""Rows with boxes to choose them by: those that were ticked, then the first that a search finds."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from accounts.models import Group, Policy, User
from console.pages.components.identities import name_of
from console.pages.components.tables import Cell

SHOWN = 50  # a decision each; whoever wants another searches


@dataclass(frozen=True, slots=True)
class Box:
    """A row with a box, which sends `value`, or else the name; `cells` stand after the name.

    `allowed` is whether the caller's policies allow to choose it.
    """

    name: str
    cells: tuple[Cell, ...]
    allowed: bool = True
    ticked: bool = False
    value: str = ""


@dataclass(frozen=True)
class Found:
    """Rows to choose from, each with whether it was ticked.

    `cut` is whether the search finds more than are shown.
    """

    rows: list[tuple[Any, bool]]
    others: QuerySet[Any]
    cut: bool

    @cached_property
    def matches(self) -> int:
        """How many the search finds beside the ticked ones: a query, for those who say it."""
        return self.others.count()

    @property
    def count(self) -> int:
        """The ticked ones and these."""
        return sum(ticked for _, ticked in self.rows) + self.matches


@dataclass(frozen=True, slots=True)
class Choices:
    """What templates/components/boxes.html shows; the first of the `columns` is the names'."""

    columns: tuple[str, ...]
    boxes: list[Box]
    found: Found


def find(
    rows: QuerySet[Any],
    search: str,
    ticked: Collection[str] = (),
    *,
    by: str,
    value: str = "",
    shown: int = SHOWN,
) -> Found:
    """The ticked rows and the first `shown` of the others: a query, another for what is ticked.

    Rows are searched `by` the column of their names and ticked by that of their `value`, which is
    the name where there is none.
    """
    chosen = {f"{value or by}__in": ticked}
    others = rows.exclude(**chosen)
    if search:
        others = others.filter(**{f"{by}__icontains": search})
    first = list(others[: shown + 1])
    marked = [(row, True) for row in rows.filter(**chosen)]
    marked += [(row, False) for row in first[:shown]]
    return Found(marked, others, cut=len(first) > shown)


def holder_box(row: User | Group, allowed: bool, ticked: bool = False) -> Box:
    """The box of a user or a group, with its path."""
    return Box(name_of(row), (Cell((row.path,)),), allowed, ticked)


def policy_box(policy: Policy, allowed: bool, ticked: bool, *cells: str) -> Box:
    """The box of a managed policy, which sends its ARN, with its type and further cells."""
    texts = tuple(Cell((text,)) for text in (policy.type, *cells))
    return Box(policy.policy_name, texts, allowed, ticked, policy.arn)
