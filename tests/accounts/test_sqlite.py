"""Several writers: each gets its turn, whatever the one before it did."""

import fcntl
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import Account
from accounts.operations.accounts import create_account
from tests.parallel import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(tz=UTC)


def rename(alias: str) -> None:
    Account.objects.update(alias=alias)


def test_a_turn_ends_with_its_transaction():
    create_account(account_id="123456789012", alias=None, now=NOW)

    def fail() -> None:
        with transaction.atomic():
            rename("lost")
            raise LookupError

    def keep() -> None:
        with transaction.atomic():
            rename("kept")

    outcomes = all_at_once([fail, keep] * 10)
    assert outcomes.count(LookupError) == outcomes.count(None) == 10
    assert Account.objects.get().alias == "kept"


if connection.vendor == "sqlite":  # the others have no turns

    def test_a_turn_within_a_transaction_is_the_same():
        with transaction.atomic():
            with connection.turn():
                create_account(account_id="123456789012", alias=None, now=NOW)
            assert connection._has_turn
        assert not connection._has_turn

    def test_a_writer_waits_for_the_turn_of_another_process(monkeypatch):
        create_account(account_id="123456789012", alias=None, now=NOW)
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
        with open(f"{connection.settings_dict['NAME']}-turn", "r+") as others:
            fcntl.flock(others, fcntl.LOCK_EX)
            with pytest.raises(OperationalError), transaction.atomic():
                rename("never")
        with transaction.atomic():
            rename("kept")
        assert Account.objects.get().alias == "kept"
