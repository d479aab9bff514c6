"""The results of a simulation as the page's table, and the policies with what matched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.explanations.lines import spread
from accounts.policy import Effect, split_arn, statement_spans
from accounts.simulation import simulate
from accounts.simulation.cost import Found
from accounts.simulation.simulate import EVERYTHING, Matched, Outcome, Simulation
from accounts.simulation.sources import BOUNDARY, Source
from console.pages.simulator.policies import id_of_source

Place = tuple[int, int]  # the number of a policy in the simulation, of a statement in the policy
NO_RESOURCE_ACCOUNT = ("s3",)  # whose ARNs name neither region nor account


@dataclass(frozen=True, slots=True)
class Result:
    """One action on one resource. `places` are the statements that matched; `why` explains a
    denial that no statement made, `warning` what is odd about the question.
    """

    service: str
    action: str
    resource: str
    effect: Effect
    places: tuple[Place, ...] = ()
    why: str = ""
    warning: str = ""

    @property
    def is_allowed(self) -> bool:
        return self.effect is Effect.ALLOW

    @property
    def word(self) -> str:
        return "allowed" if self.is_allowed else "denied"

    @property
    def matching(self) -> str:
        count = len(self.places)
        return f"{count} matching statement{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a policy; the first of a statement that matched has its `anchor` and `label`."""

    number: int
    text: str
    marked: str = ""
    anchor: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ShownPolicy:
    """A policy with statements that matched; without lines its text needs `needs`."""

    number: int
    name: str
    kind: str
    lines: list[Line] = field(default_factory=list)
    needs: str = ""


def results_of(
    tried: Simulation, actions: Sequence[str]
) -> tuple[list[Result], dict[Place, Effect]]:
    """A result for each action and resource, and the statements that matched in any of them.

    InvalidInput for what cannot be simulated, or is too much at once.
    """
    tried.check()
    simulate.check_actions(tried, actions, len(actions))
    found, results = Found(), []
    matched: dict[Place, Effect] = {}
    places = _places(tried)
    for action in actions:
        for outcome in simulate.simulate(tried, action, found)[1]:
            result = _result(action, outcome, places)
            matched |= dict.fromkeys(result.places, result.effect)
            results.append(result)
    return results, matched


def shown_policies(
    tried: Simulation,
    matched: Mapping[Place, Effect],
    texts: Mapping[str, str],
    needs: Mapping[str, str],
) -> list[ShownPolicy]:
    """The policies with statements that matched, each with its text where that may be read."""
    shown = []
    for number, source in enumerate(_sources(tried), start=1):
        statements = {place[1]: effect for place, effect in matched.items() if place[0] == number}
        if not statements:
            continue
        id_ = id_of_source(source)
        name = source.embedded[2] if source.embedded else source.id
        kind = "Permissions boundary" if source.type == BOUNDARY else ""
        if source.origin == "input":
            name = "Custom permissions boundary" if kind else "Policy sandbox"
        if source.origin != "input" and id_ not in texts:
            shown.append(ShownPolicy(number, name, kind, needs=needs.get(id_, "")))
            continue
        shown.append(ShownPolicy(number, name, kind, _lines(source.text, number, statements)))
    return shown


def _result(action: str, outcome: Outcome, places: Mapping[Matched, Place]) -> Result:
    service, _, name = action.partition(":")
    why = ""
    if outcome.effect is Effect.IMPLICIT_DENY:
        why = "Implicitly denied (no matching statements)."
        if outcome.by_boundary is False:
            why = "The permissions boundary does not allow it."
    found = tuple(dict.fromkeys(places[one] for one in outcome.matched))
    return Result(
        service, name, outcome.resource, outcome.effect, found, why,
        "" if _matches_service(service, outcome.resource)
        else "The resource you typed for this simulation does not match this service.",
    )  # fmt: skip


def _matches_service(service: str, resource: str) -> bool:
    parts = split_arn(resource)
    return resource == EVERYTHING or parts is None or parts[2] in (service.lower(), "*")


def _sources(tried: Simulation) -> list[Source]:
    return [*tried.policies, *tried.boundary]


def _places(tried: Simulation) -> dict[Matched, Place]:
    """Where each statement stands that a result may name."""
    return {
        Matched(source.id, source.type, span): (number, index)
        for number, source in enumerate(_sources(tried), start=1)
        for index, span in enumerate(statement_spans(source.text), start=1)
    }


def _lines(text: str, number: int, statements: Mapping[int, Effect]) -> list[Line]:
    """The lines of a policy, one element a line where several statements share one."""
    text = spread(text)
    marked: dict[int, tuple[str, str, str]] = {}
    for index, (begin, end) in enumerate(statement_spans(text), start=1):
        if index not in statements:
            continue
        first = begin.line if begin.line == end.line else begin.line + 1
        denies = statements[index] is Effect.EXPLICIT_DENY
        for line in range(first, end.line + 1):
            anchor = f"statement-{number}-{index}" if line == first else ""
            label = ("denies" if denies else "allows") if line == first else ""
            marked[line] = ("denies" if denies else "allows", anchor, label)
    return [
        Line(line, content, *marked.get(line, ()))
        for line, content in enumerate(text.split("\n"), start=1)
    ]


def missing_keys(keys: Iterable[tuple[str, str, str]], known: Iterable[str]) -> bool:
    """Whether a key that the policies name has no value: the simulation might fail without it."""
    held = {key.lower() for key in known}
    return any(not value and key.lower() not in held for key, _, value in keys)
