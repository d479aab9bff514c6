"""The published versions of policies that ship with the software, as data; index.py lists them."""

from accounts.editions.changes import Change, changed, text_of_file
from accounts.editions.index import BY_NAME, EDITIONS, Edition
from accounts.editions.managed import MANAGED, MANAGED_BY_NAME, ManagedPolicy

__all__ = [
    "BY_NAME",
    "EDITIONS",
    "MANAGED",
    "MANAGED_BY_NAME",
    "Change",
    "Edition",
    "ManagedPolicy",
    "edition",
]


def edition(name: str) -> str:
    """The text of a published version, or of another policy that ships here, by its name.

    >>> "GetAccountSummary" in edition("2019-01-31-mfa-self-manage")
    True
    >>> "GetAccountSummary" in edition("2021-05-13-mfa-self-manage")
    False
    """
    found = BY_NAME.get(name)
    if found is None or not found.base:
        return text_of_file(name)
    return changed(edition(found.base), found.changes)
