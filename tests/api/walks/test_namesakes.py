"""Two users of one name in two accounts: through the API the caller's own is meant."""

from datetime import UTC, datetime

import pytest

from accounts.operations.users import create_user
from tests.api.conftest import new_key
from tests.api.walks.test_other_accounts import (
    WITH_IDS,
    Stage,
    call,
    know_codes,
    stage_for,
    variants,
)
from tests.support.strangers import Others, told
from tests.world import make_world


@pytest.fixture(scope="module")
def stage(shared_database: None) -> Stage:
    """The second account has a user of the name of the first's administrator."""
    world, now = make_world(), datetime.now(tz=UTC)
    twin = create_user(account=world.stranger.account, user_name="admin", now=now)
    return stage_for(world, twin)


@pytest.mark.parametrize("operation", WITH_IDS, ids="-".join)
def test_of_two_of_one_name_the_callers_own_is_meant(
    db: None, stage: Stage, operation: tuple[str, str], monkeypatch: pytest.MonkeyPatch
):
    know_codes(monkeypatch, stage.phone)
    key, account = new_key(stage.world.stranger), stage.world.stranger.account
    theirs, own, others = stage.theirs, stage.own, Others(account)
    every = [each for ids in (*theirs.values(), *own.values()) for each in ids]
    for variant in variants(operation, theirs):
        sent = variant.parameters(operation, {"theirs": theirs, "own": own})
        with others.untouched():
            response = call(key, operation, sent)
            assert not told(account, response, stage.secrets, every), variant
