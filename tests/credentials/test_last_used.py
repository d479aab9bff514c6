"""GetAccessKeyLastUsed: any key of the account, and AWS's odd refusal of an unknown one."""

from datetime import UTC, datetime

from accounts.errors import AccessDenied
from credentials.operations.access_keys import create_access_key, get_access_key_last_used
from tests.support.refusals import refused
from tests.world import World, principal

NOW = datetime.now(tz=UTC)


def test_a_key_of_the_account_whoever_owns_it(world: World):
    access_key, _ = create_access_key(user=world.alice, now=NOW)
    found = get_access_key_last_used(
        caller=principal(world.admin, mfa=None), access_key_id=access_key.access_key_id
    )
    assert found.user == world.alice
    assert (found.last_used_at, found.last_used_service, found.last_used_region) == (
        None,
        "N/A",
        "N/A",
    )


def test_an_unknown_key_and_a_foreign_one_read_alike(world: World):
    foreign, _ = create_access_key(user=world.stranger, now=NOW)
    for key_id in ("AKIAIOSFODNN7EXAMPLE", foreign.access_key_id):
        with refused(
            AccessDenied,
            "User: arn:aws:iam::123456789012:user/admin is not authorized to perform "
            f"iam:GetAccessKeyLastUsed on resource: access key {key_id}",
        ):
            get_access_key_last_used(caller=principal(world.admin, mfa=None), access_key_id=key_id)
