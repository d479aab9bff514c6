"""Tags of managed policies; the case of a key's letters counts."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import Policy
from accounts.operations.locks import locked_policy
from accounts.operations.tags import Tag, listed, merged, refuse_none, without

QUOTA = "TagsPerPolicy"


def new_policy_tags(tags: Sequence[Tag]) -> dict[str, str]:
    """The tags that a new policy begins with."""
    return merged({}, tags, quota=QUOTA)


@transaction.atomic
def tag_policy(*, policy: Policy, tags: Sequence[Tag]) -> None:
    """Add or replace tags of a policy: pairs of key and value.

    LimitExceeded when the policy would have more than 50.
    """
    refuse_none(tags)
    row = locked_policy(policy)
    _save(policy, row, merged(row.tags, tags, quota=QUOTA))


@transaction.atomic
def untag_policy(*, policy: Policy, keys: Sequence[str]) -> None:
    """Remove tags of a policy; keys that it does not have are passed over."""
    row = locked_policy(policy)
    _save(policy, row, without(row.tags, keys))


def list_policy_tags(*, policy: Policy) -> list[Tag]:
    """A policy's tags, by key."""
    return listed(policy.tags)


def _save(policy: Policy, row: Policy, tags: dict[str, str]) -> None:
    row.tags = tags
    row.save(update_fields=["tags"])
    policy.tags = tags
