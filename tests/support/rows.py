"""Everything stored, to be compared before and after a refusal."""

from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model, QuerySet

from accounts.models import Account

NOBODYS = {  # kept under keys, of no account
    "sessions.Session", "credentials.PasswordAttempts", "console.PolicyText",
}  # fmt: skip
OF_CALLS = {
    "console.Event", "console.EventResource", "console.AuthorizationRecord", "console.PolicyText",
}  # fmt: skip
SKIPPED = {"sessions.Session", *OF_CALLS}


def rows() -> dict[str, list[dict[str, object]]]:
    """Every row of every table but sessions and what a refused call leaves, its event and record;
    those between users and groups included.

    Values are as the database keeps them.
    """
    return {
        model._meta.label: _read(model, 0)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in SKIPPED
    }


def rows_beside(account: Account) -> dict[str, list[dict[str, object]]]:
    """Every row that is not this account's, events included; what is kept under keys is not.

    Values are as the database keeps them.
    """
    return {
        model._meta.label: _read(model, account.pk)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in NOBODYS
    }


def models_beside(account: Account) -> dict[str, QuerySet[Model]]:
    """The rows of `rows_beside`, with Python's values."""
    return {
        model._meta.label: _beside(model, account.pk)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in NOBODYS
    }


def _read(model: type[Model], account: int) -> list[dict[str, object]]:
    names, statement, parameters = _statement(model, account)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def _statement(model: type[Model], account: int) -> tuple[list[str], str, tuple[object, ...]]:
    """The columns, and the SQL with its parameters: writing it takes longer than running it."""
    statement, parameters = _beside(model, account).values().query.sql_with_params()
    return [field.attname for field in model._meta.concrete_fields], statement, parameters


def _beside(model: type[Model], account: int) -> QuerySet[Model]:
    """The rows that are not this account's (0: every row), in order."""
    found, way = model._default_manager.order_by("pk"), _way_to_account(model)
    return found.exclude(**{way: account}) if account and way else found


@cache
def _way_to_account(model: type[Model]) -> str:
    """The lookup that leads from a row to its account; "" where none does.

    A policy may be AWS's own, so it is asked last whose a row is; a seat of a class first belongs
    to the class.
    """
    if model is Account:
        return "pk"
    fields = [field for field in model._meta.get_fields() if isinstance(field, ForeignKey)]
    fields.sort(
        key=lambda field: (
            field.name != "in_class",
            field.related_model is not Account,
            field.name == "policy",
        )
    )
    for field in fields:
        way = _way_to_account(field.related_model)
        if way:
            return field.name if way == "pk" else f"{field.name}__{way}"
    return ""
