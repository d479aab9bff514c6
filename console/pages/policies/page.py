"""A managed policy's page: its summary, and the tabs Permissions, Entities attached, Versions."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import (
    CREATE_POLICY_VERSION,
    DELETE_POLICY,
    DELETE_POLICY_VERSION,
    DETACH_GROUP_POLICY,
    DETACH_USER_POLICY,
    GET_POLICY,
    GET_POLICY_VERSION,
    LIST_ENTITIES_FOR_POLICY,
    LIST_POLICY_VERSIONS,
    SET_DEFAULT_POLICY_VERSION,
)
from accounts.errors import ServiceError
from accounts.models import Policy
from accounts.operations.policies.attachments import list_entities_for_policy
from accounts.operations.policies.documents import size
from accounts.operations.policies.policies import SIZE_MAX
from accounts.operations.policies.policy_versions import (
    PER_POLICY,
    get_policy_version,
    list_policy_versions,
)
from console.gate.decorators import View, calls_by_itself, offers, offers_each, performs, shows
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import list_panel, panel
from console.pages.policies.entities import Entity, entities_of
from console.pages.policies.summary import summary
from console.refusals import failed
from console.targets.policies import (
    default_version,
    named_policy,
    of_group_and_policy,
    of_user_and_policy,
)


def policy_tab(view: View) -> View:
    """The marks of each tab: reading the policy, and what may be done with it."""
    view = offers(CREATE_POLICY_VERSION, DELETE_POLICY, on=named_policy)(view)
    return performs(GET_POLICY, on=named_policy)(view)


def frame(gate: Gate, policy: Policy, tab: str) -> dict[str, Any]:
    """What all tabs show; `tab` is permissions, entities or versions."""
    account = gate.principal.account
    return {"policy": policy, "policy_tab": tab, "own": policy.account_id == account.pk}


@shows(GET_POLICY_VERSION, on=default_version)
@policy_tab
@require_safe
def permissions(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """The document of the default version: the first tab of the policy's page."""
    gate, policy = request.gate, request.gate.row(GET_POLICY)
    document = panel(gate, GET_POLICY_VERSION, lambda: policy.document)
    context = frame(gate, policy, "permissions")
    context |= {"document": document, "size": size(policy.document), "limit": SIZE_MAX}
    context["view"] = "summary" if request.GET.get("view") == "summary" else "json"
    if document.value and context["view"] == "summary":
        context["lines"] = summary(document.value)
    return render(request, "policies/permissions.html", context)


@offers_each(DETACH_USER_POLICY, on=of_user_and_policy)
@offers_each(DETACH_GROUP_POLICY, on=of_group_and_policy)
@shows(LIST_ENTITIES_FOR_POLICY, on=named_policy)
@policy_tab
@require_safe
def entities(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """The entities of the policy: users, groups, and users whose permissions boundary it is."""
    gate, policy = request.gate, request.gate.row(GET_POLICY)
    attached = list_panel(
        gate,
        LIST_ENTITIES_FOR_POLICY,
        lambda: _entities(gate, policy),
        name="entities",
        quota=0,
    )
    context = frame(gate, policy, "entities") | {"attached": attached}
    return render(request, "policies/entities.html", context)


@offers(SET_DEFAULT_POLICY_VERSION, DELETE_POLICY_VERSION, on=named_policy)
@offers(GET_POLICY_VERSION, on=named_policy)
@shows(LIST_POLICY_VERSIONS, on=named_policy)
@policy_tab
@require_safe
def versions(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """The texts of the policy that are kept, newest first."""
    gate, policy = request.gate, request.gate.row(GET_POLICY)
    kept = list_panel(
        gate,
        LIST_POLICY_VERSIONS,
        lambda: list(list_policy_versions(policy=policy).select_related("policy")),
        name="versions",
        quota=PER_POLICY,
    )
    context = frame(gate, policy, "versions") | {"versions": kept}
    return render(request, "policies/versions.html", context)


@calls_by_itself
@performs(GET_POLICY_VERSION, on=named_policy)
@require_safe
def version(request: ConsoleRequest, policy_arn: str, version_id: str) -> HttpResponse:
    """The text of one version."""
    policy: Policy = request.gate.row(GET_POLICY_VERSION)
    parameters = {"policyArn": policy.arn, "versionId": version_id}
    try:
        with request.gate.perform(GET_POLICY_VERSION, **parameters):
            found = get_policy_version(policy=policy, version_id=version_id)
    except ServiceError as error:
        back = reverse("policy_versions", args=[policy.arn])
        return failed(request, error, heading="Not found", back=back)
    context = {
        "policy": policy,
        "version": found,
        "size": size(found.document),
        "limit": SIZE_MAX,
    }
    return render(request, "policies/version.html", context)


def _entities(gate: Gate, policy: Policy) -> list[Entity]:
    found = list_entities_for_policy(account=gate.principal.account, policy=policy)
    return entities_of(found, policy)
