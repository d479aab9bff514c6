"""What each statement of a policy says of a request, and why it applies or not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum

from accounts.policy import AppliedPolicy, Context, Decision, Request, text_matcher
from accounts.policy.decision import ConditionRecord, StatementRecord
from accounts.policy.grammar import values
from accounts.policy.resources import resource_matcher

SHOWN = 3  # patterns of a statement that a sentence repeats
COMPARED = 200  # names of actions of a statement that are compared with the one asked for
ALIKE = 0.85  # of two names of actions: how much of their letters they share


class Place(IntEnum):
    """How much a statement has to do with the answer; the order in which statements are shown."""

    DECIDED = 0
    APPLIES = 1
    NEAR = 2  # an Allow that would apply but for one part
    ABOUT = 3  # it is about the action, or spares it, and does not apply
    OTHER = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a statement: whether it fits the request, and the words for it."""

    fits: bool
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one statement says of the request.

    action, resource, conditions  the parts, each with words; a statement applies if all fit
    misses   of a near one: "resource", "condition" or "action", else ""
    spelled  of one that misses the action: the name in the statement that is almost the same
    """

    record: StatementRecord
    place: Place
    action: Part
    resource: Part
    conditions: tuple[Part, ...]
    misses: str = ""
    spelled: str = ""

    @property
    def policy(self) -> AppliedPolicy:
        return self.record.policy

    @property
    def effect(self) -> str:
        return self.record.statement.effect

    @property
    def allows(self) -> bool:
        return self.effect == "Allow" and self.record.applies

    @property
    def denies(self) -> bool:
        return self.effect == "Deny" and self.record.applies

    @property
    def limits(self) -> bool:
        """Whether its policy grants nothing: a permissions boundary, or a session policy."""
        return self.policy.boundary or self.policy.session

    @property
    def name(self) -> str:
        """The statement's Sid, or its number in the document."""
        return self.record.statement.sid or f"number {self.record.statement.index + 1}"

    @property
    def failed(self) -> tuple[ConditionRecord, ...]:
        """The conditions that do not hold."""
        return tuple(each for each in self.record.conditions if not each.matched)


def findings_of(decision: Decision, trace: Iterable[StatementRecord]) -> list[Finding]:
    """Each statement of the trace, those that have most to do with the decision first."""
    found = [_finding(record, decision) for record in trace]
    return sorted(found, key=lambda each: (each.place, each.effect != "Deny"))


def _finding(record: StatementRecord, decision: Decision) -> Finding:
    request = decision.request
    place, misses, spelled = Place.OTHER, "", ""
    if record.statement is decision.statement and record.policy is decision.policy:
        place = Place.DECIDED
    elif record.applies:
        place = Place.APPLIES
    else:
        if record.action_matched or record.statement.not_action:
            place = Place.ABOUT
        if record.statement.effect == "Allow":
            misses, spelled = _missing(record, request)
            place = Place.NEAR if misses else place
    return Finding(
        record=record,
        place=place,
        action=_action(record, request.action),
        resource=_resource(record, request),
        conditions=tuple(_condition(each) for each in record.conditions),
        misses=misses,
        spelled=spelled,
    )


def _missing(record: StatementRecord, request: Request) -> tuple[str, str]:
    """The one part that an Allow misses, and of an action how the statement spells it."""
    holds = all(each.matched for each in record.conditions)
    if record.action_matched:
        if record.resource_matched:
            return "condition", ""
        return ("resource", "") if holds else ("", "")
    if record.statement.not_action or not (record.resource_matched and holds):
        return "", ""
    spelled = _almost(request.action, record.statement.actions)
    return ("action", spelled) if spelled else ("", "")


def _almost(action: str, names: list[str]) -> str:
    """The name among these that differs from the action by a letter or two, else "".

    >>> _almost("iam:ChangePasword", ["iam:GetUser", "iam:ChangePassword"])
    'iam:ChangePassword'
    >>> _almost("iam:ListUsers", ["iam:ListGroups", "iam:ListUser*"])
    ''
    """
    service, _, asked = action.lower().partition(":")
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(asked)
    for name in names[:COMPARED]:
        other_service, _, other = name.lower().partition(":")
        if other_service != service or abs(len(asked) - len(other)) > 2 or "*" in other:
            continue
        matcher.set_seq1(other)
        if matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            return name
    return ""


def _action(record: StatementRecord, action: str) -> Part:
    statement, fits = record.statement, record.action_matched
    if statement.not_action:
        words = "is not in NotAction" if fits else "is in NotAction"
        return Part(fits, words)
    if not fits:
        return Part(False, "is not named")
    lowered = action.lower()
    pattern = next(
        (
            name
            for name in statement.actions
            if text_matcher(name.lower(), variables=False)(lowered, {})
        ),
        action,
    )
    return Part(True, "is named" if pattern.lower() == lowered else f"fits {pattern}")


def _resource(record: StatementRecord, request: Request) -> Part:
    statement, fits = record.statement, record.resource_matched
    excepts = "NotResource" in statement.elements
    if statement.is_everywhere:
        return Part(fits, "every resource")
    patterns = resolved_resources(record, request.context)
    if fits is excepts:  # none of the patterns fits
        words = f"{'none of' if excepts else 'only'} {listed(patterns)}"
        return Part(fits, words if patterns else _unresolved(record))
    fitting = [each for each in patterns if resource_matcher(each, variables=False)(request)]
    return Part(fits, f"{'all but' if excepts else 'fits'} {listed(fitting or patterns)}")


def resolved_resources(record: StatementRecord, context: Context) -> list[str]:
    """The patterns of Resource or NotResource, with the request's values for variables."""
    return list(record.statement.resources("", context))


def _unresolved(record: StatementRecord) -> str:
    """For patterns whose variable has no value in the request."""
    elements = record.statement.elements
    written = values(elements.get("Resource", elements.get("NotResource", [])))
    return f"only {listed(written)}, whose variable has no value here"


def listed(texts: list[str]) -> str:
    """
    >>> listed(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    more = len(texts) - SHOWN
    return ", ".join(texts[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _condition(record: ConditionRecord) -> Part:
    asked = said(record.value)
    return Part(
        record.matched,
        f"{record.operator} {record.key}: the policy says {listed(list(record.values))}, "
        f"the request has {asked}",
    )


def said(value: object) -> str:
    """A value of the request's context, in words.

    >>> said(None), said("true"), said(("a", "b"))
    ('no value', 'true', 'a, b')
    """
    if value is None:
        return "no value"
    return listed(list(value)) if isinstance(value, tuple) else str(value)


def near_ones(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The Allow statements that miss one part: those that miss the resource first."""
    order = ("resource", "condition", "action")
    near = [each for each in findings if each.place is Place.NEAR]
    return iter(sorted(near, key=lambda each: order.index(each.misses)))
