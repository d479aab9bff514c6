"""Create a managed policy, keep another version of it, choose its default version."""

from functools import partial

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import (
    CREATE_POLICY,
    CREATE_POLICY_VERSION,
    DELETE_POLICY_VERSION,
    GET_POLICY_VERSION,
    LIST_POLICY_VERSIONS,
    SET_DEFAULT_POLICY_VERSION,
    VALIDATE_POLICY,
)
from accounts.editions import BY_NAME, EDITIONS, edition
from accounts.models import Policy
from accounts.operations.policies import policies, policy_versions
from console import serializers
from console.forms.policies.policies import NewPolicyForm, PolicyVersionForm
from console.gate.decorators import offers, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import require_safe_or_post
from console.pages.components.panels import list_panel
from console.pages.components.policy_check import EMPTY
from console.pages.components.policy_editor import Editing, edit
from console.targets import account
from console.targets.policies import (
    new_policy,
    policy_for_default,
    policy_for_version,
    policy_without_version,
)
from console.web import flashes


@offers(VALIDATE_POLICY, on=account)
@performs(CREATE_POLICY, on=new_policy)
@require_safe_or_post
def create(request: ConsoleRequest) -> HttpResponse:
    """A new policy of the account, from an empty document or from a published version's text."""
    start = BY_NAME.get(request.GET.get("edition", ""))
    typed = {name: request.GET.get(name, "") for name in ("policy_name", "description")}
    initial = {**typed, "document": edition(start.name) if start else EMPTY}
    if start and not typed["policy_name"]:
        initial["policy_name"] = start.policy_name

    editing = Editing(
        template="policies/create.html",
        form=NewPolicyForm,
        initial=initial,
        limit=policies.SIZE_MAX,
        perform=partial(_create, request),
        context={"editions": EDITIONS, "start": start, "back": reverse("policies")},
    )
    return edit(request, editing)


@offers(VALIDATE_POLICY, on=account)
@offers(GET_POLICY_VERSION, on=policy_for_version)
@shows(LIST_POLICY_VERSIONS, on=policy_for_version)
@performs(CREATE_POLICY_VERSION, on=policy_for_version)
@require_safe_or_post
def edit_policy(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """A new version of the policy, which becomes the default one unless unchecked.

    Without permission to read the current text the editor is empty.
    """
    policy: Policy = request.gate.row(CREATE_POLICY_VERSION)
    readable = request.gate.allows(GET_POLICY_VERSION)
    if readable and request.method != "POST":
        parameters = {"policyArn": policy.arn, "versionId": policy.default_version_id}
        request.gate.read(GET_POLICY_VERSION, **parameters)
    editing = Editing(
        template="policies/edit.html",
        form=PolicyVersionForm,
        initial={"document": policy.document if readable else EMPTY, "set_as_default": True},
        limit=policies.SIZE_MAX,
        perform=partial(_keep_version, request, policy),
        context={
            "policy": policy,
            "back": reverse("policy", args=[policy.arn]),
            "unseen": "" if readable else GET_POLICY_VERSION.id,
            "kept": list_panel(
                request.gate,
                LIST_POLICY_VERSIONS,
                lambda: list(policy_versions.list_policy_versions(policy=policy)),
                name="versions",
                quota=policy_versions.PER_POLICY,
            ),
        },
    )
    return edit(request, editing)


@performs(SET_DEFAULT_POLICY_VERSION, on=policy_for_default)
@require_safe_or_post
def set_default(request: ConsoleRequest, policy_arn: str, version_id: str) -> HttpResponse:
    """Make a version the default one, at once and for everyone who has the policy."""
    policy: Policy = request.gate.row(SET_DEFAULT_POLICY_VERSION)
    change = Change(
        action=SET_DEFAULT_POLICY_VERSION,
        find=lambda: policy_versions.get_policy_version(policy=policy, version_id=version_id),
        perform=lambda: policy_versions.set_default_policy_version(
            policy=policy, version_id=version_id, now=request.now
        ),
        done="Default version set",
        text=f"{version_id} is the default version of {policy.policy_name}.",
        not_done="Default version not set",
        back=_versions(policy),
        parameters={"policyArn": policy.arn, "versionId": version_id},
    )
    return confirm(request, "policies/set_default.html", change)


@performs(DELETE_POLICY_VERSION, on=policy_without_version)
@require_safe_or_post
def delete_version(request: ConsoleRequest, policy_arn: str, version_id: str) -> HttpResponse:
    """Delete a version that is not the default one."""
    policy: Policy = request.gate.row(DELETE_POLICY_VERSION)
    change = Change(
        action=DELETE_POLICY_VERSION,
        find=lambda: policy_versions.get_policy_version(policy=policy, version_id=version_id),
        perform=lambda: policy_versions.delete_policy_version(policy=policy, version_id=version_id),
        done="Version deleted",
        text=f"{version_id} of {policy.policy_name} was permanently deleted.",
        not_done="Version not deleted",
        back=_versions(policy),
        parameters={"policyArn": policy.arn, "versionId": version_id},
    )
    return confirm(request, "policies/delete_version.html", change)


def _create(request: ConsoleRequest, form: Form) -> HttpResponse:
    sent = form.cleaned_data
    with request.gate.perform(CREATE_POLICY, **_parameters(sent)) as answer:
        policy = policies.create_policy(
            account=request.gate.principal.account,
            policy_name=sent["policy_name"],
            description=sent["description"] or None,
            document=sent["document"],
            now=request.now,
        )
        answer.response = {"Policy": serializers.policy(policy)}
    flashes.success(request, "Policy created", f"{policy.policy_name}: attach it to use it.")
    return redirect("policy", policy.arn)


def _keep_version(request: ConsoleRequest, policy: Policy, form: Form) -> HttpResponse:
    document, as_default = form.cleaned_data["document"], form.cleaned_data["set_as_default"]
    parameters = {"policyArn": policy.arn, "policyDocument": document, "setAsDefault": as_default}
    with request.gate.perform(CREATE_POLICY_VERSION, **parameters) as answer:
        version = policy_versions.create_policy_version(
            policy=policy, document=document, set_as_default=as_default, now=request.now
        )
        answer.response = {"PolicyVersion": serializers.policy_version(version)}
    what = "is the default version" if as_default else "is kept; it is not the default"
    flashes.success(request, "Version created", f"{version.version_id} {what}.")
    return redirect("policy" if as_default else "policy_versions", policy.arn)


def _versions(policy: Policy) -> str:
    return reverse("policy_versions", args=[policy.arn])


def _parameters(sent: dict[str, str]) -> dict[str, str]:
    """What is asked, for the event."""
    parameters = {
        "policyName": sent["policy_name"],
        "policyDocument": sent["document"],
        "description": sent["description"],
    }
    return {name: text for name, text in parameters.items() if text}
