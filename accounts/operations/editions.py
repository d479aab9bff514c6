"""Put an edition of the published policies in force for a user or a group, in one step."""

from datetime import datetime

from django.db import transaction

from accounts.editions import EDITIONS, Edition, edition
from accounts.models import Account, Group, Policy, User
from accounts.operations.attachments import attach_group_policy, attach_user_policy
from accounts.operations.locks import lock_account, locked_group, locked_user
from accounts.operations.names import named
from accounts.operations.policies import create_policy, ensure_policy
from accounts.operations.policy_versions import (
    PER_POLICY,
    create_policy_version,
    delete_policy_version,
    list_policy_versions,
    set_default_policy_version,
)


@transaction.atomic
def apply_edition(
    *, account: Account, to: User | Group, applied: Edition, now: datetime, policy_name: str = ""
) -> Policy:
    """Attach the managed policy of an edition, made or brought to its text, to a user or a group.

    Editions of one policy follow one another as its versions: everyone who has the policy has the
    new text at once. Under another `policy_name` two of them stand side by side; one of AWS's own
    policies keeps its name. Where five versions are kept, the oldest that is an edition and not in
    force makes room; LimitExceeded when there is none.
    """
    lock_account(account)
    if isinstance(to, User):
        locked_user(to)
    else:
        locked_group(to)
    policy = _policy_of(account, applied, policy_name or applied.policy_name, now)
    _put_in_force(policy, edition(applied.name), now)
    if isinstance(to, User):
        attach_user_policy(user=to, policy=policy)
    else:
        attach_group_policy(group=to, policy=policy)
    return policy


def _policy_of(account: Account, applied: Edition, policy_name: str, now: datetime) -> Policy:
    """The managed policy, made with the edition's text where there is none of that name."""
    text = edition(applied.name)
    if applied.managed:
        name = applied.policy_name
        return ensure_policy(account=None, policy_name=name, document=text, now=now)
    found = named(account.policies.all(), "policy_name", policy_name).first()
    return found or create_policy(
        account=account,
        policy_name=policy_name,
        document=text,
        description=applied.title,
        now=now,
    )


def _put_in_force(policy: Policy, text: str, now: datetime) -> None:
    if policy.document == text:
        return
    kept = list_policy_versions(policy=policy).filter(document=text).first()
    if kept:
        set_default_policy_version(policy=policy, version_id=kept.version_id, now=now)
        return
    _make_room(policy)
    create_policy_version(policy=policy, document=text, now=now, set_as_default=True)


def _make_room(policy: Policy) -> None:
    """Where the quota is full, drop the oldest version that can be had again."""
    versions = list(list_policy_versions(policy=policy))
    texts = {edition(one.name) for one in EDITIONS}
    for version in reversed(versions) if len(versions) >= PER_POLICY else ():
        if version.document in texts and not version.is_default:
            delete_policy_version(policy=policy, version_id=version.version_id)
            return
