"""Preferences of the list of users: rows of a page, columns.

Kept in a cookie of this browser; one that says anything else than what can be chosen says nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict

from accounts.actions import (
    GET_ACCESS_KEY_LAST_USED,
    GET_LOGIN_PROFILE,
    LIST_ACCESS_KEYS,
    LIST_GROUPS_FOR_USER,
    LIST_MFA_DEVICES,
    Action,
)
from console.web.cookies import keep_for_a_year

COOKIE = "users_table"
SIZES = (20, 50, 100)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can be chosen, and the calls that it takes about each user."""

    title: str
    calls: tuple[Action, ...] = ()


COLUMNS = {
    "path": Column("Path"),
    "groups": Column("Groups", (LIST_GROUPS_FOR_USER,)),
    "activity": Column("Last activity", (LIST_ACCESS_KEYS, GET_ACCESS_KEY_LAST_USED)),
    "mfa": Column("MFA", (LIST_MFA_DEVICES,)),
    "password-age": Column("Password age", (GET_LOGIN_PROFILE,)),
    "sign-in": Column("Console last sign-in"),
    "key-ids": Column("Access key ID", (LIST_ACCESS_KEYS,)),
    "key-age": Column("Active key age", (LIST_ACCESS_KEYS,)),
    "created": Column("Created"),
}
SHOWN = ("groups", "activity", "mfa", "password-age", "key-age", "created")  # what fits


@dataclass(frozen=True, slots=True)
class Preferences:
    """The rows of a page, and the names of the columns in their order."""

    size: int = SIZES[0]
    columns: tuple[str, ...] = SHOWN

    @property
    def calls(self) -> set[Action]:
        """What is asked about each user for these columns."""
        return {action for name in self.columns for action in COLUMNS[name].calls}

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Every column: its name, its title, whether it is shown."""
        return [(name, one.title, name in self.columns) for name, one in COLUMNS.items()]


def kept(cookies: dict[str, str]) -> Preferences:
    """What the cookie says.

    >>> kept({"users_table": "50.mfa.path"})
    Preferences(size=50, columns=('path', 'mfa'))
    >>> kept({"users_table": "51"}) == kept({}) == Preferences()
    True
    """
    size, *columns = cookies.get(COOKIE, "").split(".")
    return _of(size, columns) or Preferences()


def chosen(sent: QueryDict) -> Preferences:
    """What the form says."""
    return _of(sent.get("rows", ""), sent.getlist("column")) or Preferences()


def keep(response: HttpResponse, preferences: Preferences) -> None:
    """Remember them for a year."""
    text = ".".join((str(preferences.size), *preferences.columns))
    keep_for_a_year(response, COOKIE, text)


def _of(size: str, columns: Iterable[str]) -> Preferences | None:
    if size not in map(str, SIZES):
        return None
    wanted = set(columns)
    return Preferences(int(size), tuple(name for name in COLUMNS if name in wanted))
