"""Rows with check boxes: those that were ticked, then the first results of a search."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from accounts.models import Policy
from console.pages.components.identities import name_of
from console.pages.components.tables import Cell

ENTITIES = "Attached entities"
SHOWN = 50  # a decision each; others are found by searching


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


def decided_identities(
    found: Found, allowed: Callable[[Any], bool], *, column: str = "Name"
) -> Choices:
    """Users or groups with their paths, each decided by `allowed`; `column` is the names'."""
    boxes = [
        Box(name_of(row), (Cell((row.path,)),), allowed(row), ticked) for row, ticked in found.rows
    ]
    return Choices((column, "Path"), boxes, found)


def decided_policies(
    found: Found,
    allowed: Callable[[Policy], bool],
    *,
    present: int | None = None,
    uses: Mapping[int, int] | None = None,
) -> Choices:
    """Managed policies with their types, each decided by `allowed`; a box sends the ARN.

    `present` is the key of one that is ticked wherever it stands; `uses` has how many users and
    groups each is attached to, by its key: another column.
    """

    def box(policy: Policy, ticked: bool) -> Box:
        texts = [policy.type] if uses is None else [policy.type, str(uses.get(policy.pk, 0))]
        cells = tuple(Cell((text,)) for text in texts)
        ticked = ticked or policy.pk == present
        return Box(policy.policy_name, cells, allowed(policy), ticked, policy.arn)

    columns = ("Policy name", "Type") if uses is None else ("Policy name", "Type", ENTITIES)
    return Choices(columns, [box(policy, ticked) for policy, ticked in found.rows], found)
