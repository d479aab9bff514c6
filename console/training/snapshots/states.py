"""The state of one seat: every row of its account, and how far the learner is, as values.

The tables are those of `console.training.rows`, which finds them by their relations: a new table of
an account is saved by itself. Left out are sessions and counted attempts, which name no account,
and who sits in the seat: that stays as it is.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet

from accounts.models import Account
from console.training import rows
from console.training.models import LabRun, Seat, StepResult, Theft
from console.training.rows import Table
from credentials import sealing

State = dict[str, Any]
OF_ACCOUNT = ("alias", "canonical_user_id", "clock_shift")  # its id and its time of creation stay
RUNS = (LabRun, StepResult, Theft)  # what refers to others after them
STEP = 200  # rows of one statement
SEALED = ("credentials", "sealed_secret", "sealed_seed", "sheet")


def state_of(seat: Seat) -> State:
    """Every row of the seat's account, its users and passwords, the runs of labs."""
    account = seat.account
    if account is None:
        raise LookupError("the seat has no account")
    return {
        "seat": seat.pk,
        "account": account.pk,
        "fields": {name: getattr(account, name) for name in OF_ACCOUNT},
        "credentials": seat.credentials,
        "rows": {table._meta.label: _values(table, [account.pk]) for table in rows.tables()},
        "runs": {
            LabRun._meta.label: _list(LabRun, LabRun.objects.filter(seat=seat)),
            StepResult._meta.label: _list(StepResult, StepResult.objects.filter(run__seat=seat)),
            Theft._meta.label: _list(Theft, Theft.objects.filter(run__seat=seat)),
        },
    }


def put_back(states: Sequence[State]) -> None:
    """Give the accounts of these states every row that they had, and no other; in a transaction,
    with the seats, the accounts and what they hold locked.

    Rows get the keys that they had, so that whoever is signed in as a user who is still the same
    stays signed in.
    """
    accounts = [state["account"] for state in states]
    rows.empty_accounts(accounts)
    for table in reversed(rows.tables()):
        _insert(table, (state["rows"].get(table._meta.label, []) for state in states))
    LabRun.objects.filter(seat__in=[state["seat"] for state in states]).delete()
    for table in RUNS:
        _insert(table, (state["runs"].get(table._meta.label, []) for state in states))
    for state in states:
        _put_back_fields(state)


def resealed(state: State) -> State:
    """The same state with its secrets under the first key, wherever a column of one is sealed."""
    found = {**state, "credentials": _resealed("credentials", state["credentials"])}
    for part in ("rows", "runs"):
        found[part] = {
            label: [{name: _resealed(name, value) for name, value in row.items()} for row in saved]
            for label, saved in state[part].items()
        }
    return found


def _resealed(column: str, value: Any) -> Any:
    return sealing.reseal(value) if column in SEALED and value else value


def _put_back_fields(state: State) -> None:
    fields = dict(state["fields"])
    others = Account.objects.exclude(pk=state["account"])
    if fields["alias"] and others.filter(alias=fields["alias"]).exists():
        del fields["alias"]  # another account has it now
    Account.objects.filter(pk=state["account"]).update(**fields)
    Seat.objects.filter(pk=state["seat"]).update(credentials=state["credentials"])


def _values(table: Table, accounts: Collection[int]) -> list[dict[str, Any]]:
    return _list(table, rows.rows_of(table, accounts))


def _list(table: Table, found: QuerySet[Any]) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values(*_columns(table)))


def _insert(table: Table, saved: Iterable[list[dict[str, Any]]]) -> None:
    made = [_row(table, values) for each in saved for values in each]
    table._default_manager.bulk_create(made, batch_size=STEP)


def _row(table: Table, values: dict[str, Any]) -> models.Model:
    """The row; a column that is new since it was saved has its default."""
    columns = _columns(table)
    known = values.keys() & columns.keys()
    return table(**{name: columns[name].to_python(values[name]) for name in known})


@cache
def _columns(table: Table) -> "dict[str, models.Field[Any, Any]]":
    """The columns of a table by their names."""
    return {field.attname: field for field in table._meta.concrete_fields}
