"""What a change of policies allows beside what it is made for, counted by the engine.

Every action of the catalogue is asked about the caller's own resources and others, with MFA and
without, before the change and after it. The caller, the time and the address are the request's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from accounts.actions import ALL, Action
from accounts.policy import Context, Request, Statement, split_arn
from accounts.suggestions.situations import Situation, account_of, user_of
from accounts.suggestions.work import Spent, Work
from accounts.values import arns
from accounts.values.mfa_keys import MFA, MFA_AGE

STATES: tuple[str | None, ...] = (None, "false", "true")
WITH_MFA = "true"
SOMEBODY = "somebody-else"
NAMED = 3  # actions that the sentence names
Key = tuple[str, str, str | None]
_Rule = tuple[int, str, Statement, Callable[[Request], bool]]


@dataclass(frozen=True, slots=True)
class Cost:
    """The actions, but for the one that was asked for, whose answer a change turns.

    without_mfa  newly allowed on some resource, without MFA
    with_mfa     newly allowed with MFA alone
    lost         no longer allowed on some resource
    elsewhere    the action itself is newly allowed on other resources, or in other sessions
    """

    without_mfa: tuple[str, ...] = ()
    with_mfa: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    elsewhere: bool = False

    @property
    def total(self) -> int:
        """How much else is allowed; the action on other resources is one."""
        return len(self.without_mfa) + len(self.with_mfa) + self.elsewhere

    @property
    def sentence(self) -> str:
        """What it costs, in words."""
        found = []
        if self.without_mfa:
            found.append(f"It also allows {_listed(self.without_mfa)} without MFA.")
        if self.with_mfa:
            found.append(f"It also allows {_listed(self.with_mfa)} with MFA.")
        if not found:
            found.append(f"It allows no other action of the {len(ALL)} in the catalogue.")
        if self.elsewhere:
            found.append("It allows the action on other resources as well.")
        if self.lost:
            found.append(f"It no longer allows {_listed(self.lost)}.")
        return " ".join(found)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    named = ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{len(names)} other action{'' if len(names) == 1 else 's'} ({named})"


class Counter:
    """Counts the costs of changes of one situation; what is decided before them is kept."""

    def __init__(self, situation: Situation, work: Work) -> None:
        self._situation = situation
        self._work = work
        self._before: dict[Key, bool] = {}
        self._contexts = {state: _context(situation, state) for state in STATES}
        self._examples = _examples(situation.request)

    def cost(self, after: Situation) -> Cost | None:
        """The cost of having the policies of `after`; None where it is too much to count."""
        try:
            return self._count(after)
        except Spent:
            return None

    def _count(self, after: Situation) -> Cost:
        gained: dict[str, set[bool]] = {}
        lost: dict[str, None] = {}
        elsewhere = False
        for (action, resource, state), request in self._turning(after):
            was = self._was_allowed((action, resource, state), request)
            now = self._allows(after, request)
            if was and not now:
                lost[action] = None
            elif now and not was and not self._is_asked(action):
                gained.setdefault(action, set()).add(state == WITH_MFA)
            elif now and not was:
                elsewhere |= resource != self._situation.request.resource
        return Cost(
            without_mfa=tuple(name for name, states in gained.items() if False in states),
            with_mfa=tuple(name for name, states in gained.items() if False not in states),
            lost=tuple(lost),
            elsewhere=elsewhere,
        )

    def _turning(self, after: Situation) -> Iterator[tuple[Key, Request]]:
        """What is asked of which the answer may be another one."""
        changed = _Changed(self._situation, after)
        for action in ALL:
            self._work.spend(changed.number)
            rules = changed.about(action.id)
            for resource in self._resources(action) if rules else ():
                self._work.spend(2 * len(rules) * len(STATES))
                for state in STATES:
                    request = Request(action.id, resource, self._contexts[state])
                    if changed.turns(rules, request):
                        yield (action.id, resource, state), request

    def _is_asked(self, action: str) -> bool:
        return action.lower() == self._situation.request.action.lower()

    def _was_allowed(self, key: Key, request: Request) -> bool:
        if key not in self._before:
            self._before[key] = self._allows(self._situation, request)
        return self._before[key]

    def _allows(self, situation: Situation, request: Request) -> bool:
        asked = Situation(situation.held, request, situation.session)
        return self._work.decide(asked).allowed

    def _resources(self, action: Action) -> Iterator[str]:
        for kind in action.kinds:
            yield from self._examples.get(kind) or (self._any(kind),)

    def _any(self, kind: str) -> str:
        return arns.iam(account_of(self._situation.request), f"{kind}/example")


def _context(situation: Situation, state: str | None) -> Context:
    """The request's context in a session that has just begun."""
    context = {
        key: value for key, value in situation.request.context.items() if key not in (MFA, MFA_AGE)
    }
    if state is not None:
        context[MFA] = state
    if state == WITH_MFA:
        context[MFA_AGE] = "0"
    return context


class _Changed:
    """The statements that stand before a change or after it alone, and whether they matter.

    An answer is the same where those that apply have the same effects before and after: beside the
    others it only counts whether some Deny applies, and some Allow.
    """

    def __init__(self, before: Situation, after: Situation) -> None:
        sides = [{id(one.elements): (place, one) for place, one in _placed(each)}
                 for each in (before, after)]  # fmt: skip
        self._found = [
            (side, place, statement, statement.rule())
            for side, other in ((0, 1), (1, 0))
            for key, (place, statement) in sides[side].items()
            if key not in sides[other]
        ]
        self._bounds = [_bounds(each) for each in (before, after)]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self._found)

    def about(self, action: str) -> Sequence[_Rule]:
        """Those about an action; all where a boundary or a session's policies came or went."""
        lowered = action.lower()
        if self._bounds[0] != self._bounds[1]:
            return self._found
        return [one for one in self._found if one[2].matches_action(lowered)]

    def turns(self, rules: Sequence[_Rule], request: Request) -> bool:
        """Whether other effects apply after the change than before, or other bounds do."""
        if self._bounds[0] != self._bounds[1]:
            return True
        effects: tuple[set[tuple[str, str]], ...] = (set(), set())
        for side, place, statement, applies in rules:
            if applies(request):
                effects[side].add((place, statement.effect))
        return effects[0] != effects[1]


def _bounds(situation: Situation) -> tuple[bool, bool]:
    """Whether there is a boundary, and whether there are policies of a session."""
    return any(one.policy.boundary for one in situation.held), bool(situation.session)


def _placed(situation: Situation) -> Iterator[tuple[str, Statement]]:
    """Each statement with the kind of its policy: what stands in one does nothing in another."""
    for held in situation.everything:
        place = "boundary" if held.policy.boundary else "session" if held.policy.session else ""
        for statement in held.statements:
            yield place, statement


def _examples(request: Request) -> Mapping[str, tuple[str, ...]]:
    """Resources of each kind: the caller's own, somebody else's, and the one that was asked for."""
    account = account_of(request)
    own, arn = user_of(request) or ("example", arns.user(account, "/", "example"))
    found = {
        "*": ["*"],
        "user": [
            arn,
            arns.user(account, "/", SOMEBODY),
        ],
        "mfa": [arns.mfa(account, "/", own), arns.mfa(account, "/", SOMEBODY)],
        "group": [arns.group(account, "/", "example")],
        "policy": [arns.policy(account, "/", "example")],
    }
    parts = split_arn(request.resource)
    kind = parts[5].partition("/")[0] if parts else ""
    if kind in found and request.resource not in found[kind]:
        found[kind].append(request.resource)
    return {kind: tuple(resources) for kind, resources in found.items()}
