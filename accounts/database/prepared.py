"""Querysets that the ORM compiles once, for the queries that every call makes.

The ORM takes five to ten times as long to compile a query as the database takes to answer it. Here
the ORM still writes the SQL, converts the values and builds the rows; only the value changes from
call to call. The SQL goes to the database's own connection, unless queries are being counted.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar, cast

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Field, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable

MADE_FOR = (5, 2)  # the Django whose compiled queries and rows are taken apart here
if django.VERSION[:2] != MADE_FOR:
    raise ImproperlyConfigured(
        "accounts.database.prepared is made for Django {}.{}, not {}: read it beside Django's "
        "compiler.py and query.py first.".format(*MADE_FOR, django.__version__)
    )
Row = TypeVar("Row")
NUMBER = 7_919_777_213
TEXT = "7919777213-in-place-of-the-value"
PLAIN = (models.CharField, models.BooleanField, models.ForeignKey)
Columns = list[tuple[str, Any]]


class Prepared(Generic[Row]):
    """`Prepared(lambda user_id: Key.objects.filter(user=user_id), NUMBER)` -> `rows(user.pk)`.

    `sample` stands for the value while the queryset is compiled: NUMBER for an id, TEXT for a text.
    Gives the rows as a list: models, related ones included, or tuples for `values_list`.
    """

    def __init__(self, build: Callable[[Any], QuerySet[Any, Any]], sample: int | str) -> None:
        self._build = build
        self._sample = sample
        self._compiled: tuple[str, tuple[Any, ...], Callable[[Any], list[Row]]] | None = None

    def __call__(self, value: int | str) -> list[Row]:
        sql, parameters, rows = self._compiled or self._compile()
        sample = self._sample
        values = [value if each == sample else each for each in parameters]
        return rows(_run(connections[DEFAULT_DB_ALIAS], sql, values))

    def _compile(self) -> tuple[str, tuple[Any, ...], Callable[[Any], list[Row]]]:
        queryset = self._build(self._sample)
        compiler = queryset.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
        sql, parameters = compiler.as_sql()
        if self._sample not in parameters:
            raise LookupError("the queryset does not use its value")
        columns = [column for column, _, _ in compiler.select[: compiler.col_count]]
        convert = _conversion(compiler, columns)
        is_models = queryset._iterable_class is ModelIterable
        build = _models(compiler) if is_models else _tuples
        self._compiled = (sql, tuple(parameters), lambda found: build(map(convert, found)))
        return self._compiled


def _conversion(compiler: Any, columns: Any) -> Callable[[Any], list[Any]]:
    """What makes a row's values Python's, as `apply_converters` does; times are remembered."""
    steps = []
    for place, (functions, column) in compiler.get_converters(columns).items():
        for function in functions:
            step = partial(_converted, function, column, compiler.connection)
            is_time = isinstance(column.output_field, models.DateTimeField)
            steps.append((place, lru_cache(maxsize=1024)(step) if is_time else step))

    def convert(row: Any) -> list[Any]:
        values = list(row)
        for place, step in steps:
            values[place] = step(values[place])
        return values

    return convert


def _converted(function: Any, column: Any, connection: Any, value: Any) -> Any:
    return function(value, column, connection)


def insert(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Store new rows in one statement, each with a value for every column but the id."""
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    sql, columns = _insertion(model, len(rows))
    _run(connection, sql, _database_values(connection, columns, rows), fetch=False)


def store(row: Model) -> None:
    """Store a new row as its `save()` would, without signals, and give it its id."""
    connection = connections[DEFAULT_DB_ALIAS]
    sql, columns = _insertion(type(row), 1)
    returning = f"{sql} RETURNING {connection.ops.quote_name(str(row._meta.pk.column))}"
    row.pk = _run(connection, returning, _database_values(connection, columns, [vars(row)]))[0][0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def remove(model: type[Model], **values: int | str) -> int:
    """Delete the rows of these values, as `filter(...).delete()` would, without signals.

    Gives their number. TypeError for a model that others refer to.
    """
    sql = _deletion(model, tuple(values))
    removed: int = _run(connections[DEFAULT_DB_ALIAS], sql, list(values.values()), fetch=False)
    return removed


@lru_cache(maxsize=64)
def _deletion(model: type[Model], names: tuple[str, ...]) -> str:
    if model._meta.related_objects:
        raise TypeError(f"other rows may refer to {model.__name__}")
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    wanted = " AND ".join(f"{quoted(_column(model, name))} = %s" for name in names)
    return f"DELETE FROM {quoted(model._meta.db_table)} WHERE {wanted}"  # noqa: S608


def _column(model: type[Model], name: str) -> str:
    return str(cast("Field[Any, Any]", model._meta.get_field(name)).column)


def _database_values(
    connection: Any, columns: Columns, rows: Sequence[Mapping[str, Any]]
) -> list[Any]:
    """The values of rows as the database wants them, in the order of the columns."""
    return [
        row[name] if fit is None else fit(row[name], connection)
        for row in rows
        for name, fit in columns
    ]


@lru_cache(maxsize=64)
def _insertion(model: type[Model], count: int) -> tuple[str, Columns]:
    """The statement, and for each column its name and what makes a value fit for the database."""
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    names = ", ".join(quoted(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    places = ", ".join([row] * count)
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES {places}"  # noqa: S608
    return sql, [
        (field.attname, None if isinstance(field, PLAIN) else field.get_db_prep_save)
        for field in fields
    ]


def _run(connection: Any, sql: str, parameters: list[Any], *, fetch: bool = True) -> Any:
    if connection.force_debug_cursor or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if fetch else cursor.rowcount
    connection.close_if_health_check_failed()
    if connection.connection is None:
        connection.ensure_connection()
    with _turn(connection, writes=not fetch), connection.wrap_database_errors:
        found = connection.connection.execute(_native(sql, connection.vendor), parameters)
        return found.fetchall() if fetch else found.rowcount


def _turn(connection: Any, *, writes: bool) -> AbstractContextManager[None]:
    """Where there is one writer at a time, what writes takes its turn; so does a transaction."""
    if connection.vendor == "sqlite":
        if writes:
            return connection.turn()
        connection.begin()
    return nullcontext()


@lru_cache(maxsize=64)
def _native(sql: str, vendor: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%") if vendor == "sqlite" else sql


def _tuples(rows: Any) -> list[Any]:
    return [tuple(row) for row in rows]


def _models(compiler: Any) -> Callable[[Any], list[Any]]:
    build = _model(compiler.klass_info, compiler.select, compiler.connection.alias)
    annotations = list((compiler.annotation_col_map or {}).items())

    def models_of(rows: Any) -> list[Any]:
        found = []
        for row in rows:
            instance = build(row)
            for name, place in annotations:
                setattr(instance, name, row[place])
            found.append(instance)
        return found

    return models_of


def _model(info: Any, select: Any, alias: str) -> Callable[[Any], Any]:
    """Makes a row into a model with its related ones, as if loaded by the ORM.

    No code here uses a model's signals, so `__init__`, which sends them, is left out. Columns that
    were not selected are loaded on access.
    """
    model = info["model"]
    columns = [(select[place][0].target.attname, place) for place in info["select_fields"]]
    key = next(place for name, place in columns if name == model._meta.pk.attname)
    related = [
        (_model(child, select, alias), child["local_setter"], child["remote_setter"])
        for child in info.get("related_klass_infos", ())
    ]

    def build(row: Any) -> Any:
        if row[key] is None:
            return None
        instance = model.__new__(model)
        instance.__dict__.update({name: row[place] for name, place in columns})
        instance._state = ModelState()
        instance._state.adding, instance._state.db = False, alias
        for make, set_local, set_remote in related:
            other = make(row)
            set_local(instance, other)
            if other is not None:
                set_remote(other, instance)
        return instance

    return build
