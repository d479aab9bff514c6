"""Every row of an account, found by the relations of the tables, so that a new table is included.

The training layer's own tables are left out, and so are sessions and counted attempts, which name
no account.
"""

from collections.abc import Collection
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import Account

APPS = ("accounts", "credentials", "console")
Table = type[models.Model]


@cache
def tables() -> tuple[Table, ...]:
    """The tables whose rows belong to an account, those that refer to others before them."""
    found = [
        table
        for name in APPS
        for table in apps.get_app_config(name).get_models(include_auto_created=True)
        if table is not Account and _ways(table)
    ]
    refers = {
        table: {to for _, to in _references(table) if to in found} - {table} for table in found
    }
    return tuple(reversed(list(TopologicalSorter(refers).static_order())))


def rows_of(table: Table, accounts: Collection[int]) -> models.QuerySet[Any]:
    """The rows of a table that belong to these accounts, by their keys."""
    ways = [models.Q(**{f"{way}__in": list(accounts)}) for way in _ways(table)]
    keys = table._default_manager.filter(models.Q(*ways, _connector=models.Q.OR)).values("pk")
    return table._default_manager.filter(pk__in=keys)


def delete_accounts(accounts: Collection[int]) -> None:
    """Delete these accounts with every row of theirs, a statement for each table."""
    if not accounts:
        return
    empty_accounts(accounts)
    Account.objects.filter(pk__in=accounts)._raw_delete("default")


def empty_account(account: Account) -> None:
    """Delete every row of the account but its own, which keeps its id and alias."""
    empty_accounts([account.pk])
    account.refresh_from_db()  # what was read with it is gone, such as its password policy


def empty_accounts(accounts: Collection[int]) -> None:
    """Delete every row of these accounts but their own, a statement for each table."""
    for table in tables():
        rows_of(table, accounts)._raw_delete("default")


@cache
def _ways(table: Table) -> tuple[str, ...]:
    """How a row of the table leads to its account, as lookups: its own foreign key, or those of the
    rows that it refers to."""
    references = _references(table)
    own = [name for name, to in references if to is Account]
    others = [(name, to) for name, to in references if to is not table]
    return tuple(own or [f"{name}__{way}" for name, to in others for way in _ways(to)])


def _references(table: Table) -> list[tuple[str, Table]]:
    return [
        (field.name, field.remote_field.model)
        for field in table._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    ]
