"""Long lists: searched, sorted and paged in the database.

The query string has `search`, `sort` (a column's name, "-" before it for the reverse) and `page`. A
malformed value counts as the default; a page after the last is the last.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest

from console.web.quotas import SEARCH_MAX

ROWS = 20
PAGE_NUMBER = re.compile(r"\s*0*[1-9][0-9]*\s*")
Orders = Mapping[str, OrderBy]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the same list: `text` is a page's number, or "" for those left out."""

    text: str
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading, and what a press on it asks for; without `url` it sorts nothing.

    `sorted` is the value of aria-sort: ascending, descending or none.
    """

    title: str
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: lines of text, or a moment as how long ago it was (`exact`: its date).

    `state` is success, warning or stopped, or "" for none. `needs` is the action that the policies
    do not allow: then nothing else is there. A cell of nothing is a dash.
    """

    lines: tuple[str, ...] = ()
    state: str = ""
    moment: datetime | None = None
    exact: bool = False
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its name, the URL of its page, the cells after the name.

    `allowed` is whether what is done to chosen rows is allowed on this one.
    """

    name: str
    url: str
    cells: tuple[Cell, ...]
    allowed: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The parameters of a list in a URL; `filters` are further ones, by name."""

    search: str
    sort: str
    page: str
    default: str
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def reversed(self) -> bool:
        return self.sort.startswith("-")

    def query(self, **changes: str) -> str:
        """The query string for the same question, but for these changes."""
        asked = {**self.filters, "search": self.search, "sort": self.sort, **changes}
        said = {name: value for name, value in asked.items() if value}
        if said.get("sort") == self.default:
            del said["sort"]
        return f"?{urlencode(said)}"

    def heading(self, name: str, title: str) -> Heading:
        """The heading of a column that sorts; the one that does turns the order round."""
        if name != self.column:
            return Heading(title, self.query(sort=name), "none")
        other = name if self.reversed else f"-{name}"
        direction = "descending" if self.reversed else "ascending"
        return Heading(title, self.query(sort=other), direction)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. `count` counts the rows that the search finds."""

    page: Page[Any]
    links: list[Link]
    previous: str
    following: str

    @property
    def count(self) -> int:
        return self.page.paginator.count


def question_of(request: HttpRequest, orders: Orders, default: str, **filters: str) -> Question:
    """The list parameters in the request's URL, for a list that can be sorted by these columns.

    `filters` are further parameters that its links keep, as far as they are not empty.
    """
    sort = request.GET.get("sort", "")
    known = sort.removeprefix("-") in orders
    page = page_number(request, "page")
    return Question(search_of(request), sort if known else default, page, default, filters)


def page_number(request: HttpRequest, parameter: str) -> str:
    """The number of a page in the request's URL; "1" for what is none, such as 0 and -1."""
    sent = request.GET.get(parameter, "")
    return sent if PAGE_NUMBER.fullmatch(sent) else "1"


def search_of(request: HttpRequest) -> str:
    """The search text in the request's URL."""
    return request.GET.get("search", "").strip()[:SEARCH_MAX]


def listing(
    rows: QuerySet[Any], question: Question, orders: Orders, *, then: str, size: int = ROWS
) -> Listing:
    """The page of `size` rows that is requested, in two queries; `then` orders rows that tie.

    Two policies may have one name, AWS's own and the account's: those stand by their keys.
    """
    wanted = [orders[question.column], orders[then]] if question.column != then else [orders[then]]
    if question.reversed:
        wanted[0] = wanted[0].copy()
        wanted[0].reverse_ordering()
    paginator = Paginator(rows.order_by(*wanted, "pk"), size)
    page = paginator.get_page(question.page)
    page.object_list = list(page.object_list)
    return Listing(
        page,
        _links(question, page),
        question.query(page=str(page.previous_page_number())) if page.has_previous() else "",
        question.query(page=str(page.next_page_number())) if page.has_next() else "",
    )


def _links(question: Question, page: Page[Any]) -> list[Link]:
    """The first page, the last, those around this one; nothing for a single page."""
    if page.paginator.num_pages < 2:
        return []
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [
        Link(str(number), question.query(page=str(number)), number == page.number)
        if isinstance(number, int)
        else Link("")
        for number in numbers
    ]
