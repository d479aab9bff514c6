"""Whether a policy grants what it must not, or more than the policy before it.

Both are answered on the safe side: what cannot be told apart counts as granted. A condition of an
Allow is taken as one that can hold, a condition of a Deny as one that may not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.policy import Document, Statement
from accounts.validation.patterns import covers, overlaps

WORK_MAX = 20_000
ANY = "*"
Pair = tuple[str, str]


class TooMuchWork(ValueError):
    """Documents whose comparison takes too long."""


@dataclass
class Work:
    """How many comparisons are left."""

    left: int = WORK_MAX

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMuchWork


class Side:
    """The actions or the resources of a statement: patterns, or all but patterns."""

    def __init__(self, patterns: Sequence[str], negated: bool, work: Work) -> None:
        self.patterns, self.negated, self._work = patterns, negated, work

    def covers(self, pattern: str) -> bool:
        """Whether it is about everything that the pattern names."""
        if self.negated:
            return not any(self._overlap(one, pattern) for one in self.patterns)
        return any(self._cover(one, pattern) for one in self.patterns)

    def common(self, pattern: str) -> list[str]:
        """Patterns of what it has in common with the pattern; none where it has nothing."""
        if self.negated:
            return [] if any(self._cover(one, pattern) for one in self.patterns) else [pattern]
        near = [one for one in self.patterns if self._overlap(one, pattern)]
        return [one if self._cover(pattern, one) else pattern for one in near]

    def within(self, other: "Side") -> bool:
        """Whether the other is about everything that this one is about."""
        if not self.negated:
            return all(other.covers(one) for one in self.patterns)
        if not other.negated:
            return ANY in other.patterns
        return all(any(self._cover(mine, one) for mine in self.patterns) for one in other.patterns)

    def _cover(self, one: str, other: str) -> bool:
        self._work.spend()
        return covers(one, other)

    def _overlap(self, one: str, other: str) -> bool:
        self._work.spend()
        return overlaps(one, other)


@dataclass(frozen=True)
class Rule:
    """A statement by its two sides."""

    statement: Statement
    actions: Side
    resources: Side

    def covers(self, action: str, resource: str) -> bool:
        return self.actions.covers(action) and self.resources.covers(resource)

    def about(self, action: str, resource: str) -> Iterator[Pair]:
        """What it has in common with an action and a resource."""
        for one in self.actions.common(action):
            for other in self.resources.common(resource):
                yield one, other

    def everything(self) -> Iterator[Pair]:
        """All that it is about."""
        for action in [ANY] if self.actions.negated else self.actions.patterns:
            for resource in [ANY] if self.resources.negated else self.resources.patterns:
                yield from self.about(action, resource)


def granting(
    document: Document, actions: Sequence[str], resources: Sequence[str]
) -> list[Statement]:
    """The statements that may allow one of the actions on one of the resources; no actions, or no
    resources, are any. TooMuchWork for what takes too long.
    """
    allows, denies = _rules(document, Work())
    plain = [one for one in denies if not one.statement.conditions]
    wanted = [
        (action.lower(), resource) for action in actions or [ANY] for resource in resources or [ANY]
    ]
    return [
        rule.statement
        for rule in allows
        if any(
            not any(deny.covers(*pair) for deny in plain)
            for asked in wanted
            for pair in rule.about(*asked)
        )
    ]


def newly_granting(before: Document, after: Document) -> list[Statement]:
    """The statements of the document `after` that may allow what `before` does not."""
    work = Work()
    old, new = _rules(before, work), _rules(after, work)
    return [rule.statement for rule in new[0] if _is_new(rule, old, new)]


Rules = tuple[list[Rule], list[Rule]]


def _is_new(rule: Rule, old: Rules, new: Rules) -> bool:
    whole = [one for one in old[0] if _as_free(one, rule) and _within(rule, one)]
    for pair in rule.everything():
        if any(deny.covers(*pair) for deny in new[1] if not deny.statement.conditions):
            continue
        same = whole or [one for one in old[0] if _as_free(one, rule) and one.covers(*pair)]
        if not same:
            return True
        lifted = [deny for deny in old[1] if list(deny.about(*pair))]
        if not all(_still_denied(deny, pair, new[1]) for deny in lifted):
            return True
    return False


def _as_free(old: Rule, new: Rule) -> bool:
    """Whether the old statement has no condition that the new one lacks."""
    return not old.statement.conditions or _conditions(old) == _conditions(new)


def _within(rule: Rule, other: Rule) -> bool:
    return rule.actions.within(other.actions) and rule.resources.within(other.resources)


def _still_denied(deny: Rule, pair: Pair, denies: list[Rule]) -> bool:
    return any(
        (not one.statement.conditions or _conditions(one) == _conditions(deny))
        and (_within(deny, one) or one.covers(*pair))
        for one in denies
    )


def _conditions(rule: Rule) -> set[tuple[str, str, frozenset[str]]]:
    return {
        (one.operator, one.key.lower(), frozenset(one.values)) for one in rule.statement.conditions
    }


def _rules(document: Document, work: Work) -> Rules:
    rules = [_rule(statement, work) for statement in document.statements]
    return (
        [rule for rule in rules if rule.statement.effect == "Allow"],
        [rule for rule in rules if rule.statement.effect == "Deny"],
    )


def _rule(statement: Statement, work: Work) -> Rule:
    negated = "NotResource" in statement.elements
    held = statement.elements["NotResource" if negated else "Resource"]
    resources = held if isinstance(held, list) else [held]
    actions = [action.lower() for action in statement.actions]
    return Rule(
        statement,
        Side(actions, statement.not_action, work),
        Side(resources, negated, work),
    )
