"""Preferences of the event history: rows of a page, columns and what stands in them.

Kept in a cookie of this browser; one that says anything else than what can be chosen says nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict

from console.models import Event
from console.pages.components.tables import Cell
from console.web.cookies import keep_for_a_year

COOKIE = "events_table"
TO_THE_SECOND = "%B %-d, %Y, %H:%M:%S (UTC)"
TEXT_MAX = 200  # characters of a cell; the whole stands on the event's own page


def _member(name: str) -> Callable[[Event], Cell]:
    return lambda event: _text(event.record.get(name, ""))


def _text(*lines: Any) -> Cell:
    return Cell(tuple(str(line)[:TEXT_MAX] for line in lines if line))


def mfa_of(record: Mapping[str, Any]) -> str:
    """Whether the caller had signed in with MFA: Yes, No, or "" for a call without a session."""
    session = record["userIdentity"].get("sessionContext") or {}
    said = session.get("attributes", {}).get("mfaAuthenticated")
    if said is None:
        return str((record.get("additionalEventData") or {}).get("MFAUsed", ""))
    return "Yes" if said == "true" else "No"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and its cell for an event."""

    title: str
    cell: Callable[[Event], Cell]


COLUMNS = {
    "time": Column("Event time", lambda event: _text(f"{event.event_time:{TO_THE_SECOND}}")),
    "user": Column("User name", lambda event: _text(event.user_name)),
    "source": Column("Event source", lambda event: _text(event.event_source)),
    "type": Column(
        "Resource type",
        lambda event: _text(*(each.resource_type for each in event.resources.all())),
    ),
    "resource": Column(
        "Resource name",
        lambda event: _text(*(each.resource_name for each in event.resources.all())),
    ),
    "key": Column("AWS access key", lambda event: _text(event.access_key_id)),
    "region": Column("AWS region", _member("awsRegion")),
    "error": Column("Error code", lambda event: _text(event.error_code)),
    "id": Column("Event ID", lambda event: _text(event.event_id)),
    "mfa": Column("MFA", lambda event: _text(mfa_of(event.record))),
    "read-only": Column("Read-only", lambda event: _text("true" if event.read_only else "false")),
    "address": Column("Source IP address", _member("sourceIPAddress")),
}
SHOWN = ("time", "user", "source", "type", "resource")
SIZES = (20, 50)  # LookupEvents gives 50 at most


@dataclass(frozen=True, slots=True)
class Preferences:
    """The rows of a page, and the names of the columns in their order."""

    size: int = SIZES[0]
    columns: tuple[str, ...] = SHOWN

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Every column: its name, its title, whether it is shown."""
        return [(name, one.title, name in self.columns) for name, one in COLUMNS.items()]

    @property
    def titles(self) -> list[str]:
        return [COLUMNS[name].title for name in self.columns]

    def cells(self, event: Event) -> list[Cell]:
        return [COLUMNS[name].cell(event) for name in self.columns]


def kept(cookies: Mapping[str, str]) -> Preferences:
    """What the cookie says.

    >>> kept({"events_table": "50.mfa.time"})
    Preferences(size=50, columns=('time', 'mfa'))
    >>> kept({"events_table": "x"}) == kept({}) == Preferences()
    True
    """
    size, *columns = cookies.get(COOKIE, "").split(".")
    return _of(size, columns)


def chosen(sent: QueryDict) -> Preferences:
    """What the form says."""
    return _of(sent.get("rows", ""), sent.getlist("column"))


def keep(response: HttpResponse, preferences: Preferences) -> None:
    """Remember them for a year."""
    text = ".".join((str(preferences.size), *preferences.columns))
    keep_for_a_year(response, COOKIE, text)


def _of(size: str, columns: Iterable[str]) -> Preferences:
    """What can be chosen of these; what cannot is as at first."""
    wanted = set(columns)
    found = tuple(name for name in COLUMNS if name in wanted)
    rows = next((each for each in SIZES if str(each) == size), SIZES[0])
    return Preferences(rows, found or SHOWN)
