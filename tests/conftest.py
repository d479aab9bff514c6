import os
from collections.abc import Callable

import hypothesis
import pytest
from django.test import Client

from accounts.models import User
from credentials.models import MFADevice
from tests import world as worlds

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
hypothesis.settings.register_profile("suite", deadline=None)  # a slow machine is no failure
hypothesis.settings.load_profile("suite")


@pytest.fixture
def world(db: None) -> worlds.World:
    return worlds.make_world()


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """`signed_in(user)` or `signed_in(user, device)`: a client of that session."""

    def make(user: User, device: MFADevice | None = None) -> Client:
        return worlds.sign_in(Client(), user, device=device)

    return make
