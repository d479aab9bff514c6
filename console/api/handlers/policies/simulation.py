"""API operations that simulate policies and list context keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.actions import (
    GET_CONTEXT_KEYS_FOR_CUSTOM_POLICY,
    GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY,
    SIMULATE_CUSTOM_POLICY,
    SIMULATE_PRINCIPAL_POLICY,
)
from accounts.errors import InvalidInput, ValidationError
from accounts.policy import InvalidContent, context_keys
from accounts.simulation import asking, simulate
from accounts.simulation import sources as policy_sources
from accounts.simulation.asking import Sent
from accounts.simulation.cost import Found
from accounts.simulation.simulate import Matched, Outcome, Simulation
from accounts.simulation.sources import Exclusion
from console import targets as own
from console.api.call import Answer, ApiCall
from console.api.paging import DEFAULT_ITEMS, page_of_items
from console.api.targets import policies as policy_targets
from console.gate.decorators import performs


@performs(SIMULATE_CUSTOM_POLICY, on=own.account)
def simulate_custom_policy(call: ApiCall) -> Answer:
    return _simulated(call, asking.of_texts(call.account, _sent(call)))


@performs(SIMULATE_PRINCIPAL_POLICY, on=policy_targets.policy_source)
def simulate_principal_policy(call: ApiCall) -> Answer:
    """The principal's own policies, but for those left out, and those that were sent."""
    principal = policy_sources.find_principal(account=call.account, arn=call["PolicySourceArn"])
    exclusions = [_exclusion(sent) for sent in call.get("PolicyExclusionList", [])]
    return _simulated(call, asking.of_principal(principal, _sent(call), exclusions))


@performs(GET_CONTEXT_KEYS_FOR_CUSTOM_POLICY, on=own.account)
def get_context_keys_for_custom_policy(call: ApiCall) -> Answer:
    return {"ContextKeyNames": _keys(call["PolicyInputList"])}


@performs(GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY, on=policy_targets.policy_source)
def get_context_keys_for_principal_policy(call: ApiCall) -> Answer:
    principal = policy_sources.find_principal(account=call.account, arn=call["PolicySourceArn"])
    sources = policy_sources.sources_of(principal)
    attached = {source.arn for source in sources}
    sources += [one for one in policy_sources.boundary_of(principal) if one.arn not in attached]
    own_texts = [source.text for source in sources]
    return {"ContextKeyNames": _keys([*call.get("PolicyInputList", []), *own_texts])}


def _simulated(call: ApiCall, tried: Simulation) -> Answer:
    """A page of actions in the order in which they were sent; only these are worked out."""
    actions = call["ActionNames"]
    tried.check()
    at_once, found = call.get("MaxItems", DEFAULT_ITEMS), Found()
    simulate.check_actions(tried, actions, at_once)
    simulate.check_handling(actions, tried.resources, call.get("ResourceHandlingOption"))
    try:
        return page_of_items(
            call,
            "EvaluationResults",
            enumerate(actions),
            lambda item: _result(tried, item[1], found),
            key=lambda item: item[0],
        )
    except ValidationError as error:
        raise InvalidInput("Invalid marker for pagination.") from error


def _sent(call: ApiCall) -> Sent:
    """What the call sends beside its principal."""
    if "ResourcePolicy" in call:
        raise InvalidInput("Resource-based policies are not simulated.")
    return Sent(
        policies=call.get("PolicyInputList", []),
        boundary=call.get("PermissionsBoundaryPolicyInputList", []),
        organization=[
            level.get("ServiceControlPolicyInputList", [])
            for level in call.get("OrderedOrganizationPolicyInputList", [])
        ],
        resources=call.get("ResourceArns", []),
        entries=[
            (
                entry.get("ContextKeyName", ""),
                entry.get("ContextKeyType", ""),
                entry.get("ContextKeyValues", []),
            )
            for entry in call.get("ContextEntries", [])
        ],
        caller_arn=call.get("CallerArn"),
    )


def _result(tried: Simulation, action: str, found: Found) -> dict[str, Any]:
    """The result of one action. It has results of single resources only if the call names
    resources."""
    whole, outcomes = simulate.simulate(tried, action, found)
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalResourceName": whole.resource,
        "EvalDecision": whole.effect.value,
        "MatchedStatements": [_matched(one) for one in whole.matched],
        "MissingContextValues": list(whole.missing),
        "OrganizationsDecisionDetail": _detail("AllowedByOrganizations", whole.by_organization),
        "PermissionsBoundaryDecisionDetail": _by_boundary(whole),
    }
    if tried.resources:
        result["EvalDecisionDetails"] = {}
        result["ResourceSpecificResults"] = [_of_resource(outcome) for outcome in outcomes]
    return result


def _of_resource(outcome: Outcome) -> dict[str, Any]:
    return {
        "EvalResourceName": outcome.resource,
        "EvalResourceDecision": outcome.effect.value,
        "MatchedStatements": [_matched(one) for one in outcome.matched] or None,
        "MissingContextValues": list(outcome.missing) or None,
        "PermissionsBoundaryDecisionDetail": _by_boundary(outcome),
    }


def _by_boundary(outcome: Outcome) -> dict[str, bool] | None:
    return _detail("AllowedByPermissionsBoundary", outcome.by_boundary)


def _detail(member: str, verdict: bool | None) -> dict[str, bool] | None:
    return None if verdict is None else {member: verdict}


def _matched(matched: Matched) -> dict[str, Any]:
    start, end = matched.span
    return {
        "SourcePolicyId": matched.source_id,
        "SourcePolicyType": matched.source_type,
        "StartPosition": {"Line": start.line, "Column": start.column},
        "EndPosition": {"Line": end.line, "Column": end.column},
    }


def _exclusion(sent: Mapping[str, Any]) -> Exclusion:
    inline = sent.get("InlinePolicyIdentifier")
    names = ("AttachmentType", "AttachmentName", "PolicyName")
    return Exclusion(
        origin=sent.get("PolicyType", ""),
        arn=sent.get("PolicyArn", ""),
        embedded=tuple(inline[name] for name in names) if inline else None,
    )


def _keys(texts: Sequence[str]) -> list[str]:
    """The keys of each text in turn, as AWS lists them: once for each text."""
    found = []
    for number, text in enumerate(texts, start=1):
        try:
            found += context_keys(text)
        except InvalidContent as error:
            raise policy_sources.invalid_content(number) from error
    return found
