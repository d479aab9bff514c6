"""Quotas and single use hold under parallel requests on every database, by locks."""

from datetime import UTC, datetime

import pytest

from accounts.errors import EntityAlreadyExists, LimitExceeded
from credentials.models import AccessKey, MFADevice
from credentials.operations.access_keys import create_access_key
from credentials.operations.mfa import mfa_codes, mfa_devices
from tests.support.parallel import at_once
from tests.world import code, give_device, make_world


@pytest.mark.django_db(transaction=True)
def test_fifty_uses_of_one_code_and_one_wins(monkeypatch):
    monkeypatch.setattr("credentials.models.mfa_devices.ATTEMPTS_PER_WINDOW", 1000)
    world = make_world()
    device = give_device(world.alice)
    digits, now = code(device), datetime.now(tz=UTC)
    outcomes = at_once(
        50, lambda: mfa_codes.verify_code(user=world.alice, code=digits, real_now=now).device
    )
    assert len([found for found in outcomes if found]) == 1
    assert len(outcomes) == 50


@pytest.mark.django_db(transaction=True)
def test_twenty_attempts_at_once_and_nine_are_heard():
    world = make_world()
    device = give_device(world.alice)
    now = datetime.now(tz=UTC)
    outcomes = at_once(
        20,
        lambda: mfa_codes.verify_code(user=world.alice, code="000000", real_now=now).locked_until,
    )
    device.refresh_from_db()
    assert device.throttling_failure_count in (9, 18)
    assert len([until for until in outcomes if until is None]) == device.throttling_failure_count


@pytest.mark.django_db(transaction=True)
def test_twenty_creations_and_two_keys():
    world = make_world()
    now = datetime.now(tz=UTC)
    outcomes = at_once(20, lambda: create_access_key(user=world.alice, now=now))
    assert AccessKey.objects.count() == 2
    assert outcomes.count(LimitExceeded) == 18


@pytest.mark.django_db(transaction=True)
def test_ten_devices_of_one_name_and_one_is_made():
    world = make_world()
    now = datetime.now(tz=UTC)
    outcomes = at_once(
        10,
        lambda: mfa_devices.create_virtual_mfa_device(account=world.account, name="alice", now=now),
    )
    assert MFADevice.objects.count() == 1
    assert outcomes.count(EntityAlreadyExists) == 9
