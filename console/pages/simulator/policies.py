"""The policies that a simulation starts from, as far as the caller may list and read them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.actions import (
    GET_GROUP_POLICY,
    GET_POLICY_VERSION,
    GET_USER_POLICY,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_GROUP_POLICIES,
    LIST_GROUPS_FOR_USER,
)
from accounts.models import Group, GroupPolicy, Policy, User, UserPolicy
from accounts.simulation.sources import Exclusion, Source
from console.gate.calls import Reading
from console.gate.gate import Gate
from console.gate.judgement import Judgement
from console.pages.components import identities
from console.pages.permissions.grants import INLINE, groups_with_policies, policy_id, through
from console.refusals import Refusal, refusal_of

Row = Policy | UserPolicy | GroupPolicy


@dataclass(frozen=True, slots=True)
class Listed:
    """A policy that applies: `id` is what addresses name it by, `via` its group."""

    id: str
    name: str
    kind: str
    row: Row
    via: Group | None = None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Policies:
    """Those that may be listed, the refusals of the others, and the groups that show none."""

    listed: list[Listed] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    @property
    def exclusions(self) -> list[Exclusion]:
        return [exclusion_of(one.row) for one in self.listed if one.left_out]


def policies_of(
    gate: Gate, row: User | Group, *, only: Iterable[str], without: Iterable[str]
) -> Policies:
    """The policies of a user or a group; listing them is a call each, refused or not."""
    kind = identities.of(row)
    actions = [kind.list_attached, kind.list_inline]
    actions += [LIST_GROUPS_FOR_USER] if isinstance(row, User) else []
    judged = [gate.judgements[action] for action in actions]
    gate.read_each(Reading(each) for each in judged if each.allowed)
    refused = [each for each in judged if not each.allowed]
    if refused:
        gate.refuse(*refused)
    found: list[tuple[str, str, Row, Group | None]] = []
    if gate.allows(kind.list_attached):
        attached = kind.attached_policies(**kind.kwargs(row))
        found += [(one.policy_name, one.type, one, None) for one in attached]
    if gate.allows(kind.list_inline):
        embedded = kind.embedded_policies(**kind.kwargs(row))
        found += [(one.policy_name, INLINE, one, None) for one in embedded]
    groups = groups_with_policies(gate, row)
    for group in groups:
        for grant in through(gate, group):
            if grant.policy is not None:
                found.append((grant.name, grant.kind, grant.policy, group))
    unseen = [
        group.group_name
        for group in groups
        for action in (LIST_ATTACHED_GROUP_POLICIES, LIST_GROUP_POLICIES)
        if not gate.allows_for(action, group)
    ]
    chosen, out = set(only), set(without)
    listed = {policy_id(policy): (name, kind_, policy, via) for name, kind_, policy, via in found}
    return Policies(
        [
            Listed(id_, *parts, left_out=id_ in out or bool(chosen and id_ not in chosen))
            for id_, parts in listed.items()
        ],
        [refusal_of(gate, each) for each in refused],
        list(dict.fromkeys(unseen)),
    )


def id_of_source(source: Source) -> str:
    """The same of a policy as a simulation names it; empty for a text that was sent."""
    return source.arn or "/".join(source.embedded or ())


def exclusion_of(policy: Row) -> Exclusion:
    """The policy as a simulation leaves it out; a managed one is named without its path there."""
    if isinstance(policy, Policy):
        owner, noun, path = policy.arn.partition(":policy/")
        return Exclusion(arn=f"{owner}{noun}{path.rpartition('/')[2]}")
    kind, entity, name = policy_id(policy).split("/", 2)
    return Exclusion(embedded=(kind, entity, name))


def read_texts(gate: Gate, rows: Iterable[Row]) -> dict[str, str]:
    """The documents that the caller may read, by id: a call for each, in one insert."""
    readable = [(row, _judged(gate, row)) for row in rows]
    readable = [(row, judged) for row, judged in readable if judged.allowed]
    gate.read_each(Reading(judged, _parameters(row)) for row, judged in readable)
    return {policy_id(row): row.document for row, _ in readable}


def reading_of(row: Row) -> str:
    """The action that reads a policy's document."""
    if isinstance(row, Policy):
        return GET_POLICY_VERSION.id
    return GET_USER_POLICY.id if isinstance(row, UserPolicy) else GET_GROUP_POLICY.id


def _judged(gate: Gate, row: Row) -> Judgement:
    if isinstance(row, Policy):
        return gate.judge_for(GET_POLICY_VERSION, row)
    if isinstance(row, UserPolicy):
        return gate.judge_for(GET_USER_POLICY, row.user)
    return gate.judge_for(GET_GROUP_POLICY, row.group)


def _parameters(row: Row) -> dict[str, str]:
    if isinstance(row, Policy):
        return {"policyArn": row.arn, "versionId": row.default_version_id}
    if isinstance(row, UserPolicy):
        return {"userName": row.user.user_name, "policyName": row.policy_name}
    return {"groupName": row.group.group_name, "policyName": row.policy_name}
