"""From a refused request to what would have allowed it: proposals, each proved by the engine.

One change first, then two, then three, where fewer are not enough. Each next change is proposed for
what still stands in the way after the ones before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from accounts.policy import Decision, Effect
from accounts.suggestions import allows, conditions, denies, published, requests
from accounts.suggestions.cost import Cost, Counter
from accounts.suggestions.quotas import can_be_stored
from accounts.suggestions.situations import Held, Situation
from accounts.suggestions.steps import ORDER, Step, Who
from accounts.suggestions.work import Spent, Work

STEPS_MAX = 3
PROPOSED_MAX = 40  # changes that are tried for one situation
CONTINUED_MAX = 8  # situations that are better, but not allowed, and are changed further
FOUND_MAX = 30
SHOWN_MAX = 12
EDITIONS_MAX = 3
UNCOUNTED = 10**6, 10**6
SEARCHED, COUNTED, ADVISED = 25_000, 60_000, 1_000  # units of work


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Changes after which the request is allowed; the engine said so.

    steps  in their order, none of them is enough alone
    after  the situation after all of them
    cost   None where no policy changes, or where it was too much to count
    """

    steps: tuple[Step, ...]
    after: Situation
    cost: Cost | None = None

    @property
    def who(self) -> Who:
        """Who takes the step that the caller cannot take, if there is one."""
        return max(step.who for step in self.steps)

    @property
    def sentence(self) -> str:
        return " ".join(step.sentence for step in self.steps)

    @property
    def weakens(self) -> str:
        """What becomes weaker in the account, in words; empty for nothing."""
        return " ".join(dict.fromkeys(step.weakens for step in self.steps if step.weakens))

    @property
    def changes_policies(self) -> bool:
        return any(step.edit for step in self.steps)


def suggest(situation: Situation) -> tuple[Suggestion, ...]:
    """What would have allowed the request, the best first; nothing for one that is allowed.

    Who can do it counts first, then how many steps it takes, whether it weakens the account, what
    else it allows, and the kind of change.
    """
    counter = Counter(situation, Work(COUNTED))
    found = [
        replace(one, cost=counter.cost(one.after)) if one.changes_policies else one
        for one in _without_detours(sorted(proved(situation), key=_rank))
    ]
    return tuple(_chosen(sorted(found, key=_rank)))


def _without_detours(ordered: Sequence[Suggestion]) -> Sequence[Suggestion]:
    """Of those with several steps only such as weaken nothing, if there are any."""
    harmless = [one for one in ordered if len(one.steps) == 1 or not one.weakens]
    return harmless or ordered


@dataclass(frozen=True, slots=True)
class Advice:
    """What the caller can do at once; `enough`: the request is allowed then, else something else
    still stands in its way.
    """

    step: Step
    enough: bool


def advise(situation: Situation) -> Advice | None:
    """The first of the suggestions that the caller alone can follow, found without the others.

    Where none is enough by itself: the one that takes the present obstacle away.
    """
    work = Work(ADVISED)
    first: Advice | None = None
    try:
        refused = situation.decide()  # as the call was decided: it costs no work of this search
        for step, answer in _answered(_of_caller(situation, refused), work):
            if answer.allowed:
                return Advice(step, enough=True)
            if first is None and _is_another(answer, refused):
                first = Advice(step, enough=False)
    except Spent:
        pass
    return first


def proved(situation: Situation) -> list[Suggestion]:
    """The same in the order in which they are found, without costs."""
    work = Work(SEARCHED)
    found: list[Suggestion] = []
    try:
        decision = situation.decide()
        open_ = [_Reached((), situation, decision)]
        for _ in range(0 if decision.allowed else STEPS_MAX):
            open_ = [other for one in open_ for other in _further(one, work, found)]
            if found:
                break
            del open_[CONTINUED_MAX:]
    except Spent:
        pass
    return found


@dataclass(frozen=True, slots=True)
class _Reached:
    """A situation after some steps that is still refused, and what refuses it."""

    steps: tuple[Step, ...]
    situation: Situation
    refused: Decision


def _further(one: _Reached, work: Work, found: list[Suggestion]) -> Iterator[_Reached]:
    """What one step more leads to that something else refuses; what is allowed goes to `found`."""
    work.spend(work.weight(one.situation))
    for step, answer in _answered(_proposed(one.situation, one.refused), work):
        steps = (*one.steps, step)
        if answer.allowed:
            _keep(found, Suggestion(steps=steps, after=step.after))
        elif _is_another(answer, one.refused):
            yield _Reached(steps, step.after, answer)


def _answered(proposed: Iterator[Step], work: Work) -> Iterator[tuple[Step, Decision]]:
    """Each change with the engine's answer to it."""
    for step in islice(proposed, PROPOSED_MAX):
        yield step, work.decide(step.after)


def _proposed(situation: Situation, refused: Decision) -> Iterator[Step]:
    """What may help against that which refuses: requests of the caller first."""
    held = situation.find(refused.policy)
    deny = refused.statement if refused.effect is Effect.EXPLICIT_DENY else None
    yield from _of_caller(situation, refused)
    if held and deny:
        yield from denies.changes(situation, held, deny)
    else:
        yield from allows.changes(situation, _places(situation, held))
    if held is None or deny:
        yield from published.changes(situation)


def _of_caller(situation: Situation, refused: Decision) -> Iterator[Step]:
    """Other requests, by the policy that denies or those that do not allow; none of an allowed."""
    if refused.allowed:
        return
    held = situation.find(refused.policy)
    deny = refused.statement if refused.effect is Effect.EXPLICIT_DENY else None
    places = [held] if held and deny else _places(situation, held)
    yield from requests.changes(situation, places, deny)
    yield from conditions.changes(situation, places, deny)


def _places(situation: Situation, held: Held | None) -> Sequence[Held]:
    """The policies one of which must allow: the boundary, the session's, or all the others."""
    if held is None:
        return [one for one in situation.held if not one.policy.boundary]
    return situation.session if held.policy.session else [held]


def _is_another(answer: Decision, refused: Decision) -> bool:
    """Whether something else refuses now."""
    return (answer.effect, _name(answer), _statement(answer)) != (
        refused.effect, _name(refused), _statement(refused),
    )  # fmt: skip


def _name(decision: Decision) -> str:
    policy = decision.policy
    return f"{policy.name} {policy.arn} {policy.boundary}{policy.session}" if policy else ""


def _statement(decision: Decision) -> int | None:
    return id(decision.statement.elements) if decision.statement else None


def _keep(found: list[Suggestion], one: Suggestion) -> None:
    """Keep a suggestion that IAM can store and that is not there yet."""
    if len(found) >= FOUND_MAX or not all(map(can_be_stored, one.steps)):
        return
    if not any(one.after.is_same(other.after) for other in found):
        found.append(one)


def _rank(one: Suggestion) -> tuple[object, ...]:
    return (
        one.who,
        len(one.steps),
        bool(one.weakens),
        _weight(one),
        max(ORDER[step.kind] for step in one.steps),
    )


def _weight(one: Suggestion) -> tuple[int, int]:
    """What else it allows, without MFA and at all; what was not counted comes last."""
    if not one.changes_policies:
        return 0, 0
    cost = one.cost
    return (len(cost.without_mfa), cost.total) if cost else UNCOUNTED


def _chosen(ordered: Sequence[Suggestion]) -> Iterator[Suggestion]:
    """The best ones, with few published versions among them."""
    editions = 0
    for one in ordered[:SHOWN_MAX]:
        editions += one.who is Who.EDITION
        if one.who is not Who.EDITION or editions <= EDITIONS_MAX:
            yield one
