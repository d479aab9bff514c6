"""Simulation: what policies would decide, and by which statements, for actions and resources.

The shapes, names and texts are those recorded from AWS. Resource-based policies are not simulated.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from accounts.actions import BY_ID
from accounts.errors import InvalidInput
from accounts.policy import (
    Context,
    Effect,
    Request,
    Span,
    matching,
    split_arn,
    statement_spans,
)
from accounts.simulation.cost import STEPS_MAX, TOO_LARGE, WORK_MAX, Cost, Found
from accounts.simulation.sources import Source, named_keys

EVERYTHING = "*"
HANDLING = ("cloudwatch", "devicefarm", "ec2")  # the services that have scenarios
KINDS = {action_id.lower(): action.kinds for action_id, action in BY_ID.items()}
STRICTEST = (Effect.EXPLICIT_DENY, Effect.IMPLICIT_DENY, Effect.ALLOW)
TEMPLATES = {
    "iam": "arn:aws:iam::${Account}:${ResourceType}/${ResourceName}",
    "s3": "arn:aws:s3:::${BucketName}/${KeyName}",
}

_spans = lru_cache(maxsize=16)(statement_spans)


@dataclass(frozen=True, slots=True)
class Matched:
    """A statement that applied, by the name of its policy and its place in the policy's text."""

    source_id: str
    source_type: str
    span: Span


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided about one resource, or about all of them together.

    `missing` are context keys that the policies name and nobody gave, where nothing allowed.
    `by_boundary` and `by_organization` say whether those allow it, None where there are none.
    """

    resource: str
    effect: Effect
    matched: tuple[Matched, ...] = ()
    missing: tuple[str, ...] = ()
    by_boundary: bool | None = None
    by_organization: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The policies, resources and context that actions are tried with.

    `given` are the keys of the context that the request itself gave values for, in lower case: only
    these are never missing. No resources means `*`. `boundary` holds one policy at most;
    `organization` holds service control policies level by level: within a level one must allow, and
    every level must.
    """

    policies: Sequence[Source]
    boundary: Sequence[Source] = ()
    organization: Sequence[Sequence[Source]] = ()
    resources: Sequence[str] = ()
    context: Context = field(default_factory=dict)
    given: Container[str] = ()

    def check(self) -> None:
        """InvalidInput for what cannot be simulated."""
        if len(self.boundary) > 1:
            raise InvalidInput("The list of Permissions Boundary policies cannot exceed 1 items.")
        for number, level in enumerate(self.organization, start=1):
            if not level:
                raise InvalidInput(
                    f"Organization policy at index {number} must contain at least one service "
                    "control policy"
                )
        for resource in self.resources:
            if resource != EVERYTHING and split_arn(resource) is None:
                raise InvalidInput(f"ResourceNames are not in a valid ARN format: {resource}.")


def check_handling(actions: Sequence[str], resources: Sequence[str], option: str | None) -> None:
    """InvalidInput for an action that has no such scenarios; asked where resources are named."""
    named = [resource for resource in resources if resource != EVERYTHING]
    for action in actions if option and named else ():
        if action.partition(":")[0].lower() not in HANDLING:
            raise InvalidInput(
                "Invalid input resource handling options. Action does not support resource "
                f"handling options: {action}."
            )


def check_actions(simulation: Simulation, actions: Sequence[str], at_once: int) -> None:
    """InvalidInput for a name without a service before it, or for too much work in one call."""
    if not all(":" in action for action in actions):
        raise InvalidInput("The action is invalid since it is missing names")
    levels = [simulation.policies, simulation.boundary, *simulation.organization]
    sources = [one for level in levels for one in level]
    found = sum(len(one.document.statements) + len(named_keys(one.text)) for one in sources)
    tried = min(len(actions), at_once)
    cost = Cost([one.document for one in sources], simulation.context)
    if (
        tried * max(len(simulation.resources), 1) * max(found, 1) > WORK_MAX
        or cost.steps(simulation.resources, tried) > STEPS_MAX
    ):
        raise InvalidInput(TOO_LARGE)


def simulate(simulation: Simulation, action: str, found: Found) -> tuple[Outcome, list[Outcome]]:
    """The outcome of an action over all resources, and that of each one, as they were given.

    What they name is counted in `found`, which refuses too long an answer.
    """
    resources = simulation.resources or [EVERYTHING]
    outcomes = []
    for one in resources:
        outcome = _outcome(simulation, Request(action, one, simulation.context))
        found.add(len(outcome.matched) + len(outcome.missing))
        outcomes.append(outcome)
    if len(outcomes) == 1:
        return outcomes[0], outcomes
    effects = {outcome.effect for outcome in outcomes}
    whole = Outcome(
        resource=TEMPLATES.get(action.partition(":")[0].lower(), EVERYTHING),
        effect=next(effect for effect in STRICTEST if effect in effects),
        matched=tuple(dict.fromkeys(one for outcome in outcomes for one in outcome.matched)),
        missing=tuple(dict.fromkeys(key for outcome in outcomes for key in outcome.missing)),
        by_boundary=_all(outcome.by_boundary for outcome in outcomes),
        by_organization=_all(outcome.by_organization for outcome in outcomes),
    )
    return whole, outcomes


def _outcome(simulation: Simulation, request: Request) -> Outcome:
    """Any deny wins; an allow needs the boundary's and every level's of the organization too."""
    denies, allows = _matched(simulation.policies, request)
    boundary_denies, boundary_allows = _matched(simulation.boundary, request)
    levels = [_matched(level, request) for level in simulation.organization]
    by_boundary = bool(boundary_allows) and not boundary_denies if simulation.boundary else None
    by_levels = all(allowing and not denying for denying, allowing in levels) if levels else None
    effect, matched = Effect.IMPLICIT_DENY, []
    if denies or boundary_denies or any(denying for denying, _ in levels):
        effect, matched = Effect.EXPLICIT_DENY, boundary_denies + denies
    elif allows and by_boundary is not False and by_levels is not False:
        effect, matched = Effect.ALLOW, allows
    return Outcome(
        resource=request.resource,
        effect=effect,
        matched=tuple(matched),
        missing=_missing(simulation) if effect is Effect.IMPLICIT_DENY else (),
        by_boundary=by_boundary,
        by_organization=by_levels,
    )


def _matched(sources: Sequence[Source], request: Request) -> tuple[list[Matched], list[Matched]]:
    """The denies and the allows that apply, none where the action is not about such a resource."""
    denies: list[Matched] = []
    allows: list[Matched] = []
    for source in sources if _concerns(request) else ():
        for found, statements in zip(
            (denies, allows), matching(source.document, request), strict=True
        ):
            found += [
                Matched(source.id, source.type, _spans(source.text)[statement.index])
                for statement in statements
            ]
    return denies, allows


def _concerns(request: Request) -> bool:
    """Whether an action of this software can be about the resource; of others nothing is known."""
    kinds = KINDS.get(request.action.lower())
    if kinds is None or request.resource == EVERYTHING:
        return True
    arn = request.arn or []
    return arn[2:3] == ["iam"] and arn[5].partition("/")[0] in kinds


def _missing(simulation: Simulation) -> tuple[str, ...]:
    sources = [*simulation.policies, *simulation.boundary]
    named = dict.fromkeys(key for source in sources for key in named_keys(source.text))
    return tuple(key for key in named if key.lower() not in simulation.given)


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    given = [verdict for verdict in verdicts if verdict is not None]
    return all(given) if given else None
