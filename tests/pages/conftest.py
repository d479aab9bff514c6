from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Group
from accounts.operations.groups import create_group
from tests.world import World


@pytest.fixture
def admin(world: World, signed_in: Callable[..., Client]) -> Client:
    """The administrator, signed in without MFA: the service's guard is about own devices alone."""
    return signed_in(world.admin)


@pytest.fixture
def developers(world: World) -> Group:
    """The group Developers, without members or permissions."""
    now = datetime.now(tz=UTC)
    return create_group(account=world.account, group_name="Developers", now=now)
