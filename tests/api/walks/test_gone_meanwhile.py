"""What a call names goes away after the gate has found it and before the operation begins.

Another administrator's call does that on a busy server. Here it happens when the call begins its
transaction: what is left then is a refusal, and nothing that points at a row that is gone.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Group, Policy
from console.models import Event
from tests.api.raw import Key, code
from tests.api.walks.test_every_operation import NAMES
from tests.api.walks.test_other_accounts import IDS, OTHERS, call, know_codes, members
from tests.pages.walks.test_gone_meanwhile import take_away
from tests.support.holdings import Ids, give_everything
from tests.support.rows import rows
from tests.world import World

Execute = Callable[..., Any]
WRITING = ("Add", "Attach", "Change", "Create", "Deactivate", "Delete", "Detach", "Enable", "Put",
           "Remove", "Reset", "Resync", "Set", "Tag", "Untag", "Update", "Upload")  # fmt: skip


class Meanwhile:
    """Runs once, when the first transaction begins that the call makes."""

    def __init__(self, happen: Callable[[], object]) -> None:
        self.waiting = [happen]

    def __call__(self, execute: Execute, sql: str, *more: Any) -> Any:
        if sql.startswith("SAVEPOINT") and self.waiting:
            self.waiting.pop()()
        return execute(sql, *more)


@pytest.fixture
def ids(people: World, monkeypatch: pytest.MonkeyPatch) -> Ids:
    """What alice holds: everything."""
    held = give_everything(people.alice)
    know_codes(monkeypatch, people.alice.mfa_devices.get(serial_number=held["SerialNumber"][0]))
    return held


def sent(operation: tuple[str, str], ids: Ids) -> dict[str, Any]:
    asked = members(operation)
    named = {name: ids[IDS[name]][0] for name in asked if ids.get(IDS.get(name, ""))}
    return {name: OTHERS[name] for name in asked if name in OTHERS} | named


def kept() -> dict[str, list[dict[str, object]]]:
    """Everything stored but keys, of which a call changes when they were last used."""
    return {name: found for name, found in rows().items() if name != "credentials.AccessKey"}


@pytest.mark.parametrize("name", ["UserName", "GroupName", "PolicyArn"])
def test_a_call_breaks_nothing_and_leaves_nothing(people: World, key: Key, ids: Ids, name: str):
    tried = 0
    gone = {
        "UserName": lambda: people.alice,
        "GroupName": lambda: Group.objects.get(group_name=ids["GroupName"][0]),
        "PolicyArn": lambda: Policy.objects.get(arn=ids["PolicyArn"][0]),
    }
    for operation in NAMES:
        if name not in members(operation) or not operation[1].startswith(WRITING):
            continue
        if operation[1] in ("CreateGroup", "CreateUser"):
            continue  # what they name is what they make
        with transaction.atomic():
            after: dict[str, object] = {}

            def happen(after: dict[str, object] = after) -> None:
                take_away(gone[name]())
                after.update(kept())

            meanwhile = Meanwhile(happen)
            with connection.execute_wrapper(meanwhile):
                response = call(key, operation, sent(operation, ids))
            connection.check_constraints()
            assert not meanwhile.waiting, operation
            assert code(response) == (404, "NoSuchEntity"), (operation, response.content)
            assert kept() == after, operation
            assert Event.objects.get(event_name=operation[1]).error_code, operation
            tried += 1
            transaction.set_rollback(True)
    assert tried >= {"UserName": 20, "GroupName": 8, "PolicyArn": 8}[name]
