"""Delete a policy: detach it everywhere, delete its versions, then delete it.

A policy that is somebody's permissions boundary is not: without it more would be allowed to them,
which is decided by hand.
"""

from functools import partial

from django.http import HttpResponse

from accounts.actions import (
    DELETE_POLICY,
    DELETE_POLICY_VERSION,
    DETACH_GROUP_POLICY,
    DETACH_USER_POLICY,
    LIST_ENTITIES_FOR_POLICY,
    LIST_POLICY_VERSIONS,
)
from accounts.models import Account, Group, Policy, User
from accounts.operations.locks import lock_entities
from accounts.operations.policies import attachments, policies, policy_versions
from console.gate.decorators import offers, offers_each, performs
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.gate.series import Step
from console.pages.components.deletion import Deletion, Holding, Item, delete_named, item
from console.pages.components.deletion_items import attachment
from console.pages.components.forms import require_safe_or_post
from console.pages.components.identities import name_of
from console.targets.policies import (
    of_group_and_policy,
    of_policy,
    of_user_and_policy,
    policy_to_delete,
)


def _entities(account: Account, policy: Policy) -> list[Item]:
    serving = attachments.list_entities_for_policy(account=account, policy=policy)
    rows: list[User | Group] = [*serving.users, *serving.groups]
    return [attachment(row, policy, name_of(row)) for row in rows]


def _versions(policy: Policy) -> list[Item]:
    """The versions that are not the default; that one is deleted with the policy."""
    versions = policy_versions.list_policy_versions(policy=policy)
    ids = [version.version_id for version in versions if not version.is_default]
    return [
        item(
            version_id,
            DELETE_POLICY_VERSION,
            policy,
            partial(policy_versions.delete_policy_version, policy=policy, version_id=version_id),
            PolicyArn=policy.arn,
            VersionId=version_id,
        )
        for version_id in ids
    ]


def _lock(account: Account, policy: Policy) -> None:
    serving = attachments.list_entities_for_policy(account=account, policy=policy)
    lock_entities(groups=serving.groups, users=serving.users.select_related(None))


def _bounded(gate: Gate, policy: Policy) -> list[str]:
    if not gate.allows(LIST_ENTITIES_FOR_POLICY):
        return []
    account = gate.principal.account
    users = attachments.list_entities_for_policy(account=account, policy=policy).bounded_users
    return [f"It is the permissions boundary of {user.user_name}." for user in users]


@offers_each(DELETE_POLICY_VERSION, DELETE_POLICY, on=of_policy)
@offers_each(DETACH_GROUP_POLICY, on=of_group_and_policy)
@offers_each(DETACH_USER_POLICY, on=of_user_and_policy)
@offers(LIST_ENTITIES_FOR_POLICY, LIST_POLICY_VERSIONS, on=policy_to_delete)
@performs(DELETE_POLICY, on=policy_to_delete)
@require_safe_or_post
def delete(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Delete a policy, with its attachments and versions, in one step or not at all."""
    policy: Policy = request.gate.row(DELETE_POLICY)
    gate, account = request.gate, request.gate.principal.account
    find = partial(_entities, account, policy)
    deletion = Deletion(
        noun="policy",
        plural="policies",
        title="Policy",
        holder=policy,
        name=policy.policy_name,
        holdings=[
            Holding("Attachments to users and groups", LIST_ENTITIES_FOR_POLICY, find),
            Holding("Other versions", LIST_POLICY_VERSIONS, partial(_versions, policy)),
        ],
        last=Step(
            DELETE_POLICY,
            policy,
            {"PolicyArn": policy.arn},
            partial(policies.delete_policy, policy=policy),
        ),
        lock=partial(_lock, account, policy),
        judge=gate.judgements.__getitem__,
        in_the_way=_bounded(gate, policy),
    )
    return delete_named(request, deletion)
