"""Changes after which a policy allows a request that it did not.

Proposals only: search.py asks the engine whether each does.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import islice

from accounts.actions import BY_ID
from accounts.policy import AppliedPolicy, Request, Statement
from accounts.policy.conditions import OPERATORS, Condition, split_name
from accounts.suggestions.dangers import danger_of
from accounts.suggestions.denies import (
    edited,
    escaped_value,
    fits,
    is_about_mfa,
    without_policy,
)
from accounts.suggestions.documents import (
    Elements,
    adding,
    escaped,
    free_sid,
    is_storable,
    keeping,
    made_of,
    name_of,
    with_condition,
    with_new_statement,
    with_statement,
    with_value,
)
from accounts.suggestions.situations import USER_NAME, Held, Situation, user_of
from accounts.suggestions.steps import Edit, Kind, Step, Who

KNOWN = {name.lower(): name for name in BY_ID}
NEAR_MAX = 12  # changes of statements
ALIKE = 0.85  # how much two names of actions are alike at least, where one is taken for the other
NO_MFA = "It is then allowed without MFA."


def changes(situation: Situation, places: Sequence[Held]) -> Iterator[Step]:
    """Steps that make one of the policies allow the request: those that apply, or the boundary, or
    those of the session.
    """
    editable = [held for held in places if held.editable]
    bounding = any(held.policy.boundary or held.policy.session for held in places)
    if not bounding:  # what surely helps comes first: the work is limited
        yield from _new_policy(situation)
    for held in _best(editable):
        yield _new_statement(situation, held)
    for held in places if bounding else ():
        yield from without_policy(situation, held)
    yield from islice(_in_statements(situation, editable), NEAR_MAX)


def _in_statements(situation: Situation, editable: Sequence[Held]) -> Iterator[Step]:
    for held in editable:
        for statement in held.statements:
            if statement.effect == "Allow":
                yield from _in_statement(situation, held, statement)


def _best(editable: Sequence[Held]) -> Sequence[Held]:
    """The policy that a new statement goes into: one of the user's own before a group's."""
    return sorted(editable, key=lambda held: bool(held.group))[:1]


def _in_statement(situation: Situation, held: Held, statement: Statement) -> Iterator[Step]:
    request = situation.request
    action = statement.matches_action(request.action.lower())
    resource = statement.matches_resource(request)
    failing = [one for one in statement.conditions if not one.matches(request.context)]
    if resource and not failing and not action:
        yield from _with_action(situation, held, statement)
    elif action and not failing and not resource:
        yield from _with_resource(situation, held, statement)
    elif action and resource and failing:
        yield from _with_conditions(situation, held, statement, failing)


def _step(
    situation: Situation,
    held: Held,
    statement: Statement,
    elements: Elements,
    kind: Kind,
    change: str,
    weakens: str = "",
) -> Step:
    document = with_statement(held.policy.document, statement.index, elements)
    change = f"{change} the statement {name_of(statement)} of {held.words}."
    weakens = weakens or danger_of(situation.request)
    return edited(situation, held, document, kind, change, weakens)


def _with_action(situation: Situation, held: Held, statement: Statement) -> Iterator[Step]:
    action, elements = situation.request.action, statement.elements
    if statement.not_action:
        found = keeping(elements, "NotAction", lambda one: one.lower() != action.lower())
        if found is not None:
            change = f"Take {action} out of NotAction of"
            yield _step(situation, held, statement, found, Kind.ALLOW_ACTION, change)
        return
    wrong = _misspelled(action, statement.actions)
    if wrong:
        names = [action if one == wrong else one for one in statement.actions]
        corrected = {**elements, "Action": names}
        change = f"Correct {wrong}, which is no action, to {action} in"
        yield _step(situation, held, statement, corrected, Kind.SPELLING, change)
    service = action.partition(":")[0].lower()
    if any(one.lower().startswith(f"{service}:") for one in statement.actions):
        added = adding(elements, "Action", action)
        change = f"Add {action} to"
        yield _step(situation, held, statement, added, Kind.ALLOW_ACTION, change)


def _misspelled(action: str, names: Sequence[str]) -> str:
    """The name among these that is no action and looks like this one; empty for none."""
    unknown = {one.lower(): one for one in names if one.lower() not in KNOWN and "*" not in one}
    found = get_close_matches(action.lower(), list(unknown)[:100], n=1, cutoff=ALIKE)
    return unknown[found[0]] if found else ""


def _with_resource(situation: Situation, held: Held, statement: Statement) -> Iterator[Step]:
    request, elements = situation.request, statement.elements
    pattern = pattern_of(request, shared=held.policy.arn is not None)
    found: Elements | None
    if "NotResource" in elements:
        found = keeping(elements, "NotResource", lambda one: one != request.resource)
        change = f"Take {request.resource} out of NotResource of"
    else:
        found = adding(elements, "Resource", pattern)
        change = f"Add {pattern} to Resource of"
    if found is not None:
        yield _step(situation, held, statement, found, Kind.ALLOW_RESOURCE, change)


def _with_conditions(
    situation: Situation, held: Held, statement: Statement, failing: Sequence[Condition]
) -> Iterator[Step]:
    elements, words = statement.elements, []
    for condition in failing:
        widened = _widened(elements, condition, situation.request)
        if widened is None:
            break
        elements = widened[0]
        words.append(widened[1])
    else:
        together = " and ".join(words)
        change = f"{together[:1].upper()}{together[1:]} of"
        yield _step(situation, held, statement, elements, Kind.ALLOW_CONDITION, change)
    elements = statement.elements
    for condition in failing:
        elements = with_condition(elements, condition.operator, condition.key, None)
    what = " and ".join(f"{one.operator} {one.key}" for one in failing)
    weakens = NO_MFA if is_about_mfa(statement) else "It is then allowed whatever the value."
    change = f"Remove {what} from"
    yield _step(situation, held, statement, elements, Kind.ALLOW_UNCONDITIONED, change, weakens)


def _widened(
    elements: Elements, condition: Condition, request: Request
) -> tuple[Elements, str] | None:
    """The statement with the request's value among those that meet a condition, and the words."""
    operator, key = condition.operator, condition.key
    given, split = request.context.get(key.lower()), split_name(operator)
    if not isinstance(given, str) or split is None or split[1] in ("Null", "Bool"):
        return None
    if any(sign in split[1] for sign in ("LessThan", "GreaterThan")):
        return None
    if not OPERATORS[split[1]].negated:
        changed = with_value(elements, operator, key, escaped_value(split[1], given))
        return changed, f"add {given} to the values of {operator} {key}"
    kept = [one for one in condition.values if not fits(split[1], one, given)]
    if not kept:
        return None
    changed = with_condition(elements, operator, key, kept)
    return changed, f"take {given} out of the values of {operator} {key}"


def pattern_of(request: Request, *, shared: bool) -> str:
    """The narrowest pattern for the request's resource.

    In a policy that others share, the caller's own name at the end is written as the variable, so
    that each has the own one alone.
    """
    name = request.context.get(USER_NAME)
    pattern = escaped(request.resource) if request.resource != "*" else "*"
    if shared and isinstance(name, str) and pattern.endswith(f"/{name}"):
        return f"{pattern.removesuffix(name)}${{aws:username}}"
    return pattern


def _statement(request: Request, sid: str, *, shared: bool) -> Elements:
    """An Allow of the one action; on everything where IAM takes no such resource in a policy."""
    found = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": request.action,
        "Resource": pattern_of(request, shared=shared),
    }
    return found if is_storable(found) else {**found, "Resource": "*"}


def _wished(request: Request) -> str:
    return f"Allow{request.action.partition(':')[2]}"


def _new_statement(situation: Situation, held: Held) -> Step:
    request, policy = situation.request, held.policy
    sid = free_sid(policy.document, _wished(request))
    elements = _statement(request, sid, shared=policy.arn is not None)
    document = with_new_statement(policy.document, elements)
    change = f"Add a statement to {held.words} that allows {request.action} on {_on(request)}."
    weakens = danger_of(request)
    return edited(situation, held, document, Kind.ALLOW_STATEMENT, change, weakens)


def _on(request: Request) -> str:
    return "everything" if request.resource == "*" else request.resource


def _new_policy(situation: Situation) -> Iterator[Step]:
    """An inline policy of the user, with the one action on the one resource."""
    request = situation.request
    user = user_of(request)
    if user is None:
        return
    name, arn = user
    wished = _wished(request)
    taken = {held.policy.name for held in situation.held}
    called = next(one for one in (wished, *_numbered(wished, len(taken))) if one not in taken)
    elements = _statement(request, wished, shared=False)
    held = Held(AppliedPolicy(called, None, made_of([elements]), attached_to=(arn,)))
    what = f"{request.action} on {_on(request)}"
    yield Step(
        kind=Kind.NEW_POLICY,
        who=Who.ADMINISTRATOR,
        sentence=f"Embed a policy in the user {name} that allows {what}.",
        after=situation.adding(held),
        edit=Edit(None, held),
        weakens=danger_of(request),
    )


def _numbered(name: str, up_to: int) -> Iterator[str]:
    for number in range(2, up_to + 3):
        yield f"{name}{number}"
