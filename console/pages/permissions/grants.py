"""The permissions of a user or a group: attached, inline, and through groups."""

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.urls import reverse

from accounts.actions import (
    GET_GROUP_POLICY,
    GET_POLICY_VERSION,
    GET_USER_POLICY,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_GROUP_POLICIES,
    LIST_GROUPS_FOR_USER,
)
from accounts.errors import ServiceError
from accounts.models import Group, GroupPolicy, Policy, User, UserPolicy
from accounts.operations.groups import list_groups_for_user
from console.gate.calls import Answer, Reading
from console.gate.gate import Gate
from console.pages.components import identities
from console.pages.components.identities import Kind, name_of
from console.refusals import Refusal, refusal_of
from console.targets.simulation import of_identity
from console.web.command_lines import command_line

INLINE = "Customer inline"


@dataclass(frozen=True, slots=True)
class Grant:
    """A policy that applies to the user or group.

    `via` is the group that it comes through, None where it is the holder's own; `take` is the
    URL where it is detached or deleted, "" where that is not for this page or not allowed, and
    then `needs` is the action that is missing. `policy` is what is unfolded to its document.
    """

    name: str
    kind: str
    url: str = ""
    via: Group | None = None
    take: str = ""
    needs: str = ""
    policy: Policy | UserPolicy | GroupPolicy | None = None

    @property
    def is_inline(self) -> bool:
        return isinstance(self.policy, UserPolicy | GroupPolicy)


@dataclass(frozen=True, slots=True)
class Permissions:
    """All grants that may be seen, the refusals of the others, and whether one more may attach.

    `unseen` are the groups, and the action for each, whose policies may not be seen. `commands` are
    the `aws` commands that list what the row itself has.
    """

    grants: list[Grant]
    refusals: list[Refusal]
    unseen: list[tuple[Group, str]]
    full: bool
    commands: list[str]


def permissions_of(gate: Gate, row: User | Group) -> Permissions:
    """The permissions of a row whose view declares the actions that its kind lists them by."""
    kind = identities.of(row)
    refusals, grants, full = [], [], False
    if gate.allows(kind.list_attached):
        attached = list(kind.attached_policies(**kind.kwargs(row)))
        full = len(attached) >= kind.quota
        grants += [_attached(gate, kind, row, policy) for policy in attached]
    if gate.allows(kind.list_inline):
        embedded = kind.embedded_policies(**kind.kwargs(row))
        grants += [_embedded(gate, kind, row, one) for one in embedded]
    groups = groups_with_policies(gate, row)
    grants += [grant for group in groups for grant in through(gate, group)]
    commands = []
    listing = (kind.list_attached, kind.list_inline, LIST_GROUPS_FOR_USER)
    for action in listing if isinstance(row, User) else listing[:2]:
        judgement = gate.judgements[action]
        if judgement.allowed:
            commands.append(command_line(action, **kind.names(row)))
        else:
            refusals.append(refusal_of(gate, judgement))
    unseen = [
        (group, action.id)
        for group in groups
        for action in (LIST_ATTACHED_GROUP_POLICIES, LIST_GROUP_POLICIES)
        if not gate.allows_for(action, group)
    ]
    return Permissions(grants, refusals, unseen, full, commands)


def _attached(gate: Gate, kind: Kind, row: User | Group, policy: Policy) -> Grant:
    allowed = gate.allows_for(kind.detach, (row, policy))
    return Grant(
        policy.policy_name,
        policy.type,
        reverse("policy", args=[policy.arn]),
        take=kind.url(f"detach_{kind.noun}_policy", row, policy.arn) if allowed else "",
        needs="" if allowed else kind.detach.id,
        policy=policy,
    )


def _embedded(gate: Gate, kind: Kind, row: User | Group, policy: UserPolicy | GroupPolicy) -> Grant:
    allowed, name, noun = gate.allows(kind.delete), policy.policy_name, kind.noun
    return Grant(
        name,
        INLINE,
        kind.url(f"{noun}_policy", row, name),
        take=kind.url(f"delete_{noun}_policy", row, name) if allowed else "",
        needs="" if allowed else kind.delete.id,
        policy=policy,
    )


def groups_with_policies(gate: Gate, row: User | Group) -> list[Group]:
    """The user's groups with what may be seen of their policies, each listing an event."""
    if not isinstance(row, User) or not gate.allows(LIST_GROUPS_FOR_USER):
        return []
    groups = list(list_groups_for_user(user=row))
    for group in groups:
        group.account = row.account
    for action, relation in (
        (LIST_ATTACHED_GROUP_POLICIES, "policies"),
        (LIST_GROUP_POLICIES, "inline_policies"),
    ):
        judged = [gate.judge_for(action, group) for group in groups]
        seen = [judgement for judgement in judged if judgement.allowed]
        if seen:
            prefetch_related_objects([judgement.target.row for judgement in seen], relation)
            gate.read_each(map(Reading, seen))
    return groups


def through(gate: Gate, group: Group) -> list[Grant]:
    grants = []
    if gate.allows_for(LIST_ATTACHED_GROUP_POLICIES, group):
        for policy in sorted(group.policies.all(), key=lambda one: one.policy_name.lower()):
            url = reverse("policy", args=[policy.arn])
            grants.append(Grant(policy.policy_name, policy.type, url, via=group, policy=policy))
    if gate.allows_for(LIST_GROUP_POLICIES, group):
        for one in sorted(group.inline_policies.all(), key=lambda one: one.policy_name.lower()):
            url = reverse("group_policy", args=[group.group_name, one.policy_name])
            grants.append(Grant(one.policy_name, INLINE, url, via=group, policy=one))
    return grants


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The grant whose document the page shows: its place in the table, from 1, and the document,
    or why it is refused. `simulator` is where it is simulated.
    """

    place: int
    document: str = ""
    simulator: str = ""
    error: ServiceError | None = None


def policy_id(policy: Policy | UserPolicy | GroupPolicy) -> str:
    """What addresses name a policy by: its ARN, or whose it is and its name."""
    if isinstance(policy, Policy):
        return policy.arn
    if isinstance(policy, UserPolicy):
        return f"user/{policy.user.user_name}/{policy.policy_name}"
    return f"group/{policy.group.group_name}/{policy.policy_name}"


def unfolded(gate: Gate, row: User | Group, grants: list[Grant], asked: str) -> Unfolded | None:
    """The grant whose place is in the URL; reading its document is a call."""
    place = int(asked) if re.fullmatch("[1-9][0-9]{0,3}", asked) else 0
    policy = grants[place - 1].policy if 0 < place <= len(grants) else None
    if policy is None:
        return None
    try:
        with _reading(gate, row, policy):
            asked = urlencode({"principal": of_identity(row), "policy": policy_id(policy)})
            return Unfolded(place, policy.document, f"{reverse('policy_simulator')}?{asked}")
    except ServiceError as error:
        return Unfolded(place, error=error)


def _reading(
    gate: Gate, row: User | Group, policy: Policy | UserPolicy | GroupPolicy
) -> AbstractContextManager[Answer]:
    """The call that reads the document, if the view's marks let it be made."""
    if isinstance(policy, Policy):
        version = {"policyArn": policy.arn, "versionId": policy.default_version_id}
        return gate.perform_for(GET_POLICY_VERSION, policy, **version)
    name = {"policyName": policy.policy_name}
    if isinstance(policy, UserPolicy):
        return gate.perform_for(GET_USER_POLICY, row, userName=name_of(row), **name)
    group = policy.group
    return gate.perform_for(GET_GROUP_POLICY, group, groupName=group.group_name, **name)
