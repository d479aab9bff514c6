"""Running a simulation for a page: the calls, their events, and what the page shows of them."""

from collections.abc import Mapping
from typing import Any

from accounts.actions import (
    GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY,
    SIMULATE_CUSTOM_POLICY,
    SIMULATE_PRINCIPAL_POLICY,
    Action,
)
from accounts.errors import InvalidInput, ServiceError
from accounts.models import Group, User
from accounts.simulation import asking
from accounts.simulation.asking import Sent
from accounts.simulation.key_types import key_types
from accounts.simulation.simulate import Simulation
from accounts.simulation.sources import Exclusion, Source, sources_sent
from console.cloudtrail.redaction import recorded
from console.gate.gate import Gate
from console.pages.simulator import matrix
from console.pages.simulator.policies import (
    Policies,
    policies_of,
    read_texts,
    reading_of,
)
from console.pages.simulator.question import Question
from console.pages.simulator.results import missing_keys, results_of, shown_policies
from console.protocol import service_models
from console.refusals import refusal_of
from console.targets.simulation import of_identity

MFA = "aws:MultiFactorAuthPresent"
KEYS_SHOWN = 10  # two fields each, of the 64 that a form may have


def answer(gate: Gate, question: Question) -> dict[str, Any]:
    """What the page shows beside its fields: policies, keys, results or why there are none."""
    is_new = question["mode"] == "new"
    action = SIMULATE_CUSTOM_POLICY if is_new else SIMULATE_PRINCIPAL_POLICY
    judged, row = gate.judgements[action], gate.row(SIMULATE_PRINCIPAL_POLICY)
    context: dict[str, Any] = {"principal": row, "chosen": _chosen(gate, question, row)}
    policies = Policies()
    if not is_new and row is not None:
        policies = policies_of(gate, row, only=question.lists["policy"], without=_without(question))
    context |= {"policies": policies, "keys": [], "document": question["document"]}
    is_matrix = question["view"] == "matrix" and not is_new
    wants = not question["show"] and (is_matrix or bool(question.lists["action"]))
    if not judged.allowed:
        if not wants:
            return context | {"needs": action.id}
        gate.refuse(judged)
        return context | {"refusal": refusal_of(gate, judged)}
    if not is_new and row is None:
        return context | {"missing": _missing(gate, question, wants)}
    return context | _prepared(gate, question, None if is_new else row, policies, wants)


def _prepared(
    gate: Gate, question: Question, row: User | Group | None, policies: Policies, wants: bool
) -> dict[str, Any]:
    """The keys that the policies name, and the results where the question is whole."""
    context: dict[str, Any] = {}
    edited = next((one for one in policies.listed if one.id == question["edit"]), None)
    if edited and not question["document"]:
        texts = read_texts(gate, [edited.row])
        context["document"] = texts.get(edited.id, "")
        context["unreadable"] = "" if texts else reading_of(edited.row)
    context["edited"] = edited
    form = question.form
    if form.errors:
        return context
    document = context.get("document") or form.cleaned_data["document"]
    sent: dict[str, Any] = {
        "policies": [document] if document.strip() else [],
        "boundary": _boundary(question),
        "resources": question.lists["resource"],
    }
    if row is None and not sent["policies"]:
        return context | {"needs_policy": wants}
    tried = _simulation(gate, row, policies, Sent(**sent))
    may_know = row is None or gate.allows(GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY)
    types = key_types([*tried.policies, *tried.boundary])
    if row is not None and may_know:
        gate.read(GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY)
    context |= _keys(question, types if may_know else _sent_types(sent), tried)
    try:
        entries = form.entries(types)
    except InvalidInput as error:
        return context | {"key_error": error}
    if not wants:
        return context
    if row is not None and not question.lists["action"]:
        return context | _matrix(gate, row, policies, sent, entries)
    return context | _results(gate, question, row, policies, Sent(**sent, entries=entries))


def _results(
    gate: Gate, question: Question, row: User | Group | None, policies: Policies, sent: Sent
) -> dict[str, Any]:
    action = SIMULATE_CUSTOM_POLICY if row is None else SIMULATE_PRINCIPAL_POLICY
    actions = question.form.cleaned_data["action"]
    try:
        with gate.perform(action, **_parameters(action, row, policies, sent, actions)):
            tried = _simulation(gate, row, policies, sent)
            results, matched = results_of(tried, actions)
    except ServiceError as error:
        return {"error": error}
    rows = {one.id: one.row for one in policies.listed}
    boundary = row.permissions_boundary if isinstance(row, User) else None
    if boundary is not None:
        rows.setdefault(boundary.arn, boundary)
    numbers = {number for number, _ in matched}
    sources = enumerate([*tried.policies, *tried.boundary], start=1)
    ids = {source.arn or "/".join(source.embedded or ()) for n, source in sources if n in numbers}
    texts = read_texts(gate, [rows[id_] for id_ in rows if id_ in ids])
    needs = {id_: reading_of(one) for id_, one in rows.items()}
    shown = shown_policies(tried, matched, texts, needs)
    return {
        "results": results,
        "shown": shown,
        "readable": {policy.number for policy in shown if policy.lines},
    }


def _matrix(
    gate: Gate,
    row: User | Group,
    policies: Policies,
    sent: Mapping[str, Any],
    entries: list[tuple[str, str, list[str]]],
) -> dict[str, Any]:
    """The three simulations of a user: three calls."""
    if not isinstance(row, User):
        return {"error": InvalidInput("Choose a user: a group does not sign in.")}
    actions, action = matrix.actions_of_page(), SIMULATE_PRINCIPAL_POLICY
    columns = []
    others = [entry for entry in entries if entry[0].lower() != MFA.lower()]
    try:
        for state in matrix.STATES:
            mfa = [] if state == "absent" else [(MFA, "boolean", [state])]
            asked = Sent(
                policies=sent["policies"],
                boundary=sent["boundary"],
                resources=matrix.resources_of(row),
                entries=[*others, *mfa],
            )
            names = [one.id for one in actions]
            with gate.perform(action, **_parameters(action, row, policies, asked, names)):
                columns.append(matrix.outcomes_of(_simulation(gate, row, policies, asked), actions))
    except ServiceError as error:
        return {"error": error}
    found = zip(actions, zip(*columns, strict=True), strict=True)
    return {
        "matrix": [
            matrix.MatrixRow(one, cells[0][0], tuple(effect for _, effect in cells))
            for one, cells in found
        ]
    }


def _simulation(gate: Gate, row: User | Group | None, policies: Policies, sent: Sent) -> Simulation:
    if row is None:
        return asking.of_texts(gate.principal.account, sent)
    return asking.of_principal(row, sent, policies.exclusions)


def _parameters(
    action: Action,
    row: User | Group | None,
    policies: Policies,
    sent: Sent,
    actions: list[str],
) -> dict[str, Any]:
    """The parameters of the call, as its event has them."""
    asked: dict[str, Any] = {
        "PolicySourceArn": row.arn if row is not None else None,
        "ActionNames": actions,
        "ResourceArns": list(sent.resources) or None,
        "PolicyInputList": list(sent.policies) or None,
        "PermissionsBoundaryPolicyInputList": list(sent.boundary) or None,
        "ContextEntries": [
            {"ContextKeyName": name, "ContextKeyType": type_, "ContextKeyValues": list(values)}
            for name, type_, values in sent.entries
        ]
        or None,
    }
    operation = service_models.operation(action.service, action.operation)
    if row is None:
        del asked["PolicySourceArn"]
    if policies.exclusions:
        asked["PolicyExclusionList"] = [_excluded(one) for one in policies.exclusions]
    return recorded(operation and operation.input_shape, asked)


def _excluded(one: Exclusion) -> dict[str, Any]:
    """An exclusion as the API's model has it."""
    if one.embedded is None:
        return {"PolicyArn": one.arn}
    names = ("AttachmentType", "AttachmentName", "PolicyName")
    return {"InlinePolicyIdentifier": dict(zip(names, one.embedded, strict=True))}


def _without(question: Question) -> list[str]:
    """The policies that are left out: also the one that is edited, which the sandbox replaces."""
    edit = question["edit"]
    return [*question.lists["without"], *([edit] if edit else [])]


def _boundary(question: Question) -> list[str]:
    is_custom = question["boundary"] == "custom"
    return [question["boundary_document"]] if is_custom else []


def _chosen(gate: Gate, question: Question, row: User | Group | None) -> tuple[str, str]:
    """What `principal` is, and its words."""
    if row is None:
        sent = question["principal"]
        return sent, sent
    value = of_identity(row)
    return value, value.removeprefix("group/")


def _sent_types(sent: Mapping[str, Any]) -> dict[str, str]:
    found: list[Source] = sources_sent([*sent["policies"], *sent["boundary"]])
    return key_types(found)


def _keys(question: Question, types: Mapping[str, str], tried: Simulation) -> dict[str, Any]:
    """The fields of context keys, and whether one stands empty that nobody else gives a value."""
    given = {key.lower(): (key, value) for key, value in question.form.pairs()}
    fields = []
    for key, type_ in types.items():
        if key.lower() != MFA.lower():
            _, value = given.pop(key.lower(), ("", ""))
            own = tried.context.get(key.lower(), "")
            fields.append((key, type_, value, own if isinstance(own, str) else ""))
    fields += [
        (key, "string", value, "") for key, value in given.values() if key.lower() != MFA.lower()
    ]
    shown = [(key, type_, value) for key, type_, value, _ in fields]
    return {
        "keys": fields[:KEYS_SHOWN],
        "more_keys": max(len(fields) - KEYS_SHOWN, 0),
        "incomplete": missing_keys(shown, tried.context),
    }


def _missing(gate: Gate, question: Question, wants: bool) -> ServiceError:
    """The error of a principal that is not there; where it was asked to run, the call's."""
    missing = gate.judgements[SIMULATE_PRINCIPAL_POLICY].target.missing
    error = missing or InvalidInput("Choose a user or a group.")
    if not wants:
        return error
    try:
        asked = {"policySourceArn": question["principal"]}
        with gate.perform(SIMULATE_PRINCIPAL_POLICY, **asked):
            raise error
    except ServiceError as raised:
        return raised
