"""The users and groups to choose from."""

from dataclasses import dataclass, field

from accounts.actions import LIST_GROUPS, LIST_USERS
from accounts.operations.groups import list_groups
from accounts.operations.users import list_users
from console.gate.calls import Reading
from console.gate.gate import Gate
from console.refusals import Refusal, refusal_of
from console.targets.simulation import of_identity

SHOWN = 20


@dataclass(frozen=True, slots=True)
class People:
    """Names by what `principal` is for them; `cut` says that a filter finds more than these."""

    users: list[str] = field(default_factory=list)
    groups: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    cut: bool = False


def people_of(gate: Gate, containing: str) -> People:
    """The first users and groups whose names contain a text; both lists are calls."""
    judged = [gate.judgements[action] for action in (LIST_USERS, LIST_GROUPS)]
    gate.read_each(Reading(each) for each in judged if each.allowed)
    refused = [each for each in judged if not each.allowed]
    if refused:
        gate.refuse(*refused)
    account, text = gate.principal.account, containing[:128]
    users = groups = []
    if gate.allows(LIST_USERS):
        users = list(list_users(account=account, containing=text)[: SHOWN + 1])
    if gate.allows(LIST_GROUPS):
        groups = list(list_groups(account=account, containing=text)[: SHOWN + 1])
    return People(
        [user.user_name for user in users[:SHOWN]],
        [(of_identity(group), group.group_name) for group in groups[:SHOWN]],
        [refusal_of(gate, each) for each in refused],
        cut=max(len(users), len(groups)) > SHOWN,
    )
