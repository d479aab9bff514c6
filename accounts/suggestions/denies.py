"""Changes after which a Deny statement no longer stands against a request.

Proposals only: search.py asks the engine whether each does.
"""

from collections.abc import Iterator

from accounts.policy import ContextValue, Document, Statement
from accounts.policy.conditions import OPERATORS, Condition, split_name
from accounts.policy.grammar import values
from accounts.policy.resources import resource_matcher
from accounts.suggestions.documents import (
    Elements,
    adding,
    escaped,
    keeping,
    name_of,
    renaming,
    with_condition,
    with_statement,
    with_value,
)
from accounts.suggestions.situations import USER_NAME, Held, Situation
from accounts.suggestions.steps import Edit, Kind, Step, Who
from accounts.values.mfa_keys import MFA

EXEMPTION = "StringNotEquals"


def changes(situation: Situation, held: Held, statement: Statement) -> Iterator[Step]:
    """Steps that exempt the request from the statement."""
    yield from without_policy(situation, held)  # what surely helps comes first: work is limited
    if held.editable:
        if len(held.statements) > 1:
            yield _without_statement(situation, held, statement)
        yield from _by_action(situation, held, statement)
        yield from _by_resource(situation, held, statement)
        yield from _by_condition(situation, held, statement)
        yield from _by_caller(situation, held, statement)


def edited(
    situation: Situation,
    held: Held,
    document: Document,
    kind: Kind,
    change: str,
    weakens: str = "",
) -> Step:
    """The step that gives a policy another text; `change` says what to do, an imperative."""
    new = held.having(document)
    return Step(
        kind=Kind.SESSION if held.policy.session else kind,
        who=Who.ADMINISTRATOR,
        sentence=told(held, change),
        after=situation.replacing(held, new),
        edit=Edit(held, new),
        weakens=weakens,
    )


def told(held: Held, change: str) -> str:
    """A change as a sentence; a session's policy changes only with another session."""
    if held.policy.session:
        return f"Request the session again, and for it {change[0].lower()}{change[1:]}"
    return change


def without_policy(situation: Situation, held: Held) -> Iterator[Step]:
    """The step that takes a policy away from the caller; none for the only one of a session, which
    is allowed nothing without any.
    """
    policy = held.policy
    if policy.boundary:
        change = f"Take {held.words} away."
        weakens = "Nothing bounds the user's policies any more."
    elif policy.session:
        if len(situation.session) == 1:
            return
        change, weakens = f"leave out the session policy {policy.name}.", ""
    else:
        where = " and ".join(f"the {kind} {name}" for kind, name in held.holders)
        where = f" from {where}" if where else ""
        change = f"{'Detach' if policy.arn else 'Delete'} {held.words}{where}."
        weakens = "Nothing of what the policy denies is denied any more."
    yield Step(
        kind=Kind.SESSION if policy.session else Kind.POLICY,
        who=Who.ADMINISTRATOR,
        sentence=told(held, change),
        after=situation.replacing(held, None),
        edit=Edit(held, None),
        weakens=weakens,
    )


def _edit(
    situation: Situation,
    held: Held,
    statement: Statement,
    elements: Elements | None,
    kind: Kind,
    change: str,
    weakens: str = "",
) -> Step:
    document = with_statement(held.policy.document, statement.index, elements)
    return edited(situation, held, document, kind, change, weakens)


def _of(held: Held, statement: Statement) -> str:
    return f"of the Deny statement {name_of(statement)} of {held.words}"


def is_about_mfa(statement: Statement) -> bool:
    """Whether a condition of the statement looks at MFA."""
    return any(one.key.lower().startswith("aws:multifactorauth") for one in statement.conditions)


def _by_action(situation: Situation, held: Held, statement: Statement) -> Iterator[Step]:
    action, of = situation.request.action, _of(held, statement)
    weakens = f"{action} then needs no MFA." if is_about_mfa(statement) else ""
    elements: Elements | None
    if statement.not_action:
        elements = adding(statement.elements, "NotAction", action)
        change = f"Add {action} to NotAction {of}."
    else:
        elements = keeping(statement.elements, "Action", lambda one: one.lower() != action.lower())
        change = f"Take {action} out of Action {of}."
    if elements is not None:
        yield _edit(situation, held, statement, elements, Kind.DENY_ACTION, change, weakens)


def _by_resource(situation: Situation, held: Held, statement: Statement) -> Iterator[Step]:
    request, of, elements = situation.request, _of(held, statement), statement.elements
    arn = escaped(request.resource)
    found: Elements | None = None
    if request.resource == "*":
        return
    if "NotResource" in elements:
        found = adding(elements, "NotResource", arn)
        change = f"Add {request.resource} to NotResource {of}."
    elif statement.is_everywhere:
        found = renaming(elements, "Resource", "NotResource", arn)
        change = f'Write NotResource {request.resource} in place of "Resource": "*" {of}.'
    else:
        variables = held.policy.document.version != "2008-10-17"
        found = keeping(
            elements,
            "Resource",
            lambda one: not resource_matcher(one, variables=variables)(request),
        )
        change = f"Take what matches {request.resource} out of Resource {of}."
    if found is not None:
        weakens = (
            f"Calls on {request.resource} then need no MFA." if is_about_mfa(statement) else ""
        )
        yield _edit(situation, held, statement, found, Kind.DENY_RESOURCE, change, weakens)


def _by_condition(situation: Situation, held: Held, statement: Statement) -> Iterator[Step]:
    context, of = situation.request.context, _of(held, statement)
    for condition in statement.conditions:
        given = context.get(condition.key.lower())
        weakens = _weakening(condition, given)
        for elements, change in _other_conditions(statement.elements, condition, given):
            change = f"{change} {of}."
            yield _edit(situation, held, statement, elements, Kind.DENY_CONDITION, change, weakens)


def _weakening(condition: Condition, given: ContextValue | None) -> str:
    if condition.key.lower() == MFA and given is None:
        return "Whoever signs with a long-term access key is then not asked for MFA."
    return ""


def _other_conditions(
    elements: Elements, condition: Condition, given: ContextValue | None
) -> Iterator[tuple[Elements, str]]:
    """The statement with one condition changed so that a value does not meet it, and the words."""
    operator, key = condition.operator, condition.key
    split = split_name(operator)
    if split is None or split[1] == "Null":
        return
    if given is None:
        if operator.endswith("IfExists"):
            yield _renamed(elements, operator, key), f"Write {operator[:-8]} for {operator} {key}"
        return
    if not isinstance(given, str):
        return
    base = OPERATORS[split[1]]
    if base.negated:
        changed = with_value(elements, operator, key, escaped_value(split[1], given))
        yield changed, f"Add {given} to the values of {operator} {key}"
    elif any(sign in split[1] for sign in ("LessThan", "GreaterThan")):
        changed = with_condition(elements, operator, key, [given])
        yield changed, f"Change the limit of {operator} {key} to {given}"
    else:
        kept = [one for one in condition.values if not fits(split[1], one, given)]
        if kept and len(kept) < len(condition.values):
            changed = with_condition(elements, operator, key, kept)
            yield changed, f"Take {given} out of the values of {operator} {key}"


def fits(operator: str, value: str, given: str) -> bool:
    """Whether a policy's value of a condition, alone, is met by a text that the request gives."""
    test = OPERATORS[operator].make((value,), False)
    return bool(test(given, {}))


def escaped_value(operator: str, value: str) -> str:
    """A value of the request as a policy writes it for an operator."""
    return escaped(value) if OPERATORS[operator].variables else value


def _renamed(elements: Elements, operator: str, key: str) -> Elements:
    """The condition by its operator without IfExists, in its place if it is the only one."""
    keys = elements["Condition"][operator]
    name = operator.removesuffix("IfExists")
    if len(keys) == 1 and name not in elements["Condition"]:
        return {**elements, "Condition": renaming(elements["Condition"], operator, name, keys)}
    without = with_condition(elements, operator, key, None)
    return with_condition(without, name, key, values(keys[key]))


def _by_caller(situation: Situation, held: Held, statement: Statement) -> Iterator[Step]:
    """The caller exempted by a condition on the name."""
    name = situation.request.context.get(USER_NAME)
    keys = {key.lower() for key in statement.elements.get("Condition", {}).get(EXEMPTION, {})}
    if not isinstance(name, str) or USER_NAME in keys:
        return
    elements = with_condition(statement.elements, EXEMPTION, USER_NAME, [escaped(name)])
    change = f"Exempt {name} from the Deny statement {name_of(statement)} of {held.words}."
    weakens = (
        f"{name} is then never asked for MFA."
        if is_about_mfa(statement)
        else f"Nothing of what the statement denies is denied to {name} any more."
    )
    yield _edit(situation, held, statement, elements, Kind.DENY_CALLER, change, weakens)


def _without_statement(situation: Situation, held: Held, statement: Statement) -> Step:
    change = f"Remove the Deny statement {name_of(statement)} from {held.words}."
    weakens = (
        "Nobody with this policy needs MFA any more."
        if is_about_mfa(statement)
        else "Nothing of what the statement denies is denied any more."
    )
    return _edit(situation, held, statement, None, Kind.DENY_STATEMENT, change, weakens)
