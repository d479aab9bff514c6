"""Policies as AWS published them, in place of one that applies or beside them.

Proposals only: search.py asks the engine whether they do.
"""

from collections.abc import Iterator

from accounts.editions import EDITIONS, MANAGED, Edition, edition
from accounts.policy import AppliedPolicy, compiled
from accounts.suggestions.situations import Held, Situation, user_of
from accounts.suggestions.steps import Edit, Kind, Step, Who
from accounts.values import arns

ATTACHED_MAX = 10  # managed policies of a user
EVERYTHING = "AdministratorAccess"
ADMINISTRATOR = "The user is then an administrator, who may do everything."


def changes(situation: Situation) -> Iterator[Step]:
    """Another published version of a policy that applies, then one of AWS's own policies more."""
    for held in situation.held:
        if held.editable and not held.policy.boundary:
            for one in EDITIONS:
                if not one.managed and one.policy_name == held.policy.name:
                    yield _applied(situation, held, one)
    yield from _attached(situation)


def _applied(situation: Situation, held: Held, one: Edition) -> Step:
    new = held.having(compiled(edition(one.name)))
    return Step(
        kind=Kind.EDITION,
        who=Who.EDITION,
        sentence=f"Give {held.words} AWS's published text {_called(one)}. {one.purpose}",
        after=situation.replacing(held, new),
        edit=Edit(held, new),
    )


def _called(one: Edition) -> str:
    """How a sentence names a published version, as the pages list it."""
    return f"“{one.title}” ({one.dated})"


def _attached(situation: Situation) -> Iterator[Step]:
    user = user_of(situation.request)
    if user is None:
        return
    name, user_arn = user
    managed = [one for one in situation.held if one.policy.arn and not one.policy.boundary]
    if sum(("user", name) in one.holders for one in managed) >= ATTACHED_MAX:
        return
    has = {one.policy.arn for one in managed}
    for one in MANAGED:
        arn = arns.policy(None, "/", one.name)
        if arn in has:
            continue
        document = compiled(one.default.document)
        held = Held(AppliedPolicy(one.name, arn, document, attached_to=(user_arn,)))
        yield Step(
            kind=Kind.EDITION,
            who=Who.EDITION,
            sentence=f"Attach AWS's policy {one.name} to the user {name}. {one.description}",
            after=situation.adding(held),
            edit=Edit(None, held),
            weakens=ADMINISTRATOR if one.name == EVERYTHING else "",
        )
