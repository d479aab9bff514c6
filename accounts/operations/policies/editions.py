"""Apply a published version of a policy to a user or a group, in one step."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions import (
    ATTACH_GROUP_POLICY,
    ATTACH_USER_POLICY,
    CREATE_POLICY,
    CREATE_POLICY_VERSION,
    DELETE_POLICY_VERSION,
    SET_DEFAULT_POLICY_VERSION,
)
from accounts.editions import EDITIONS, Edition, edition
from accounts.models import Account, Group, Policy, PolicyVersion, User
from accounts.operations.locks import lock_account, locked_group, locked_user
from accounts.operations.names import named
from accounts.operations.policies.attachments import attach_group_policy, attach_user_policy
from accounts.operations.policies.managed_policies import ensure_managed_policy
from accounts.operations.policies.policies import create_policy, get_policy
from accounts.operations.policies.policy_versions import (
    PER_POLICY,
    create_policy_version,
    delete_policy_version,
    list_policy_versions,
    set_default_policy_version,
)
from accounts.operations.steps import Step
from accounts.values import arns


@dataclass(frozen=True, slots=True)
class PolicyStep(Step):
    """One of the calls that apply a published version.

    `policy` is what it is about, not yet stored where the step makes it.
    """

    policy: Policy


@transaction.atomic
def apply_edition(
    *, account: Account, to: User | Group, applied: Edition, now: datetime, policy_name: str = ""
) -> Policy:
    """Attach the managed policy of a published version to a user or a group; create or update it
    first.

    Published versions of one policy become versions of one managed policy: everyone who has the
    policy gets the new text at once. Another `policy_name` makes a second policy; one of AWS's own
    policies keeps its name. Where five versions are kept, the oldest one that is a published
    version and not the default is deleted; LimitExceeded when there is none.
    """
    steps = steps_to_apply(
        account=account, to=to, applied=applied, now=now, policy_name=policy_name
    )
    for step in steps:
        step.perform()
    return get_policy(account=account, policy_arn=steps[-1].policy.arn)


def steps_to_apply(
    *, account: Account, to: User | Group, applied: Edition, now: datetime, policy_name: str = ""
) -> list[PolicyStep]:
    """The calls of `apply_edition`, in order; the last attaches the policy.

    In a transaction: the account and the user or group stay locked until its end.
    """
    lock_account(account)
    if isinstance(to, User):
        locked_user(to)
    else:
        locked_group(to)
    name, text = policy_name or applied.policy_name, edition(applied.name)
    if applied.managed:
        return [_attach(ensure_managed_policy(applied.policy_name), to)]
    found = named(account.policies.all(), "policy_name", name).first()
    if found is None:
        made = Policy(
            account=account, policy_name=name, arn=arns.policy(account.account_id, "/", name)
        )
        return [_create(account, made, applied, now), _attach(made, to)]
    return [*_put_in_force(found, text, now), _attach(found, to)]


def _create(account: Account, made: Policy, applied: Edition, now: datetime) -> PolicyStep:
    text = edition(applied.name)

    def perform() -> Policy:
        return create_policy(
            account=account,
            policy_name=made.policy_name,
            document=text,
            description=applied.title,
            now=now,
        )

    parameters = {
        "policyName": made.policy_name,
        "policyDocument": text,
        "description": applied.title,
    }
    return PolicyStep(CREATE_POLICY, parameters, perform, made)


def _put_in_force(policy: Policy, text: str, now: datetime) -> list[PolicyStep]:
    if policy.document == text:
        return []
    versions = list(list_policy_versions(policy=policy))
    kept = next((version for version in versions if version.document == text), None)
    if kept:
        return [_set_default(policy, kept, now)]
    return [*_make_room(policy, versions), _create_version(policy, text, now)]


def _set_default(policy: Policy, kept: PolicyVersion, now: datetime) -> PolicyStep:
    def perform() -> None:
        set_default_policy_version(policy=policy, version_id=kept.version_id, now=now)

    parameters = {"policyArn": policy.arn, "versionId": kept.version_id}
    return PolicyStep(SET_DEFAULT_POLICY_VERSION, parameters, perform, policy)


def _make_room(policy: Policy, versions: list[PolicyVersion]) -> list[PolicyStep]:
    """Where the quota is full, drop the oldest version that can be had again."""
    texts = {edition(one.name) for one in EDITIONS}
    spare = [
        one for one in versions if one.document in texts and one.number != policy.default_version
    ]
    if len(versions) < PER_POLICY or not spare:
        return []
    oldest = spare[-1].version_id

    def perform() -> None:
        delete_policy_version(policy=policy, version_id=oldest)

    parameters = {"policyArn": policy.arn, "versionId": oldest}
    return [PolicyStep(DELETE_POLICY_VERSION, parameters, perform, policy)]


def _create_version(policy: Policy, text: str, now: datetime) -> PolicyStep:
    def perform() -> PolicyVersion:
        return create_policy_version(policy=policy, document=text, now=now, set_as_default=True)

    parameters = {"policyArn": policy.arn, "policyDocument": text, "setAsDefault": True}
    return PolicyStep(CREATE_POLICY_VERSION, parameters, perform, policy)


def _attach(policy: Policy, to: User | Group) -> PolicyStep:
    def stored() -> Policy:
        return policy if policy.pk else Policy.objects.get(arn=policy.arn)

    if isinstance(to, User):
        return PolicyStep(
            ATTACH_USER_POLICY,
            {"userName": to.user_name, "policyArn": policy.arn},
            lambda: attach_user_policy(user=to, policy=stored()),
            policy,
        )
    return PolicyStep(
        ATTACH_GROUP_POLICY,
        {"groupName": to.group_name, "policyArn": policy.arn},
        lambda: attach_group_policy(group=to, policy=stored()),
        policy,
    )
