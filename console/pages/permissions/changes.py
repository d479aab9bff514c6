"""What changes the permissions of a user or a group; the marked views are in
users/permissions.py and groups/permissions.py."""

from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.actions import LIST_POLICIES
from accounts.errors import ServiceError, no_such_policy
from accounts.models import Group, Policy, User
from accounts.operations.policies.documents import size
from accounts.operations.policies.policies import policies_by_name
from accounts.values import arns
from console.forms.policies.policies import InlineDocumentForm, InlinePolicyForm
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components import identities
from console.pages.components.bulk import for_each
from console.pages.components.confirm import Change, confirm
from console.pages.components.identities import name_of
from console.pages.components.panels import panel
from console.pages.components.picker import Choices, decided_policies, find
from console.pages.components.policy_check import EMPTY
from console.pages.components.policy_editor import Editing, edit
from console.pages.components.tables import search_of
from console.refusals import failed
from console.targets.parameters import POLICY_ARN
from console.targets.policies import policy_of_arn
from console.web import flashes


@dataclass(frozen=True, slots=True)
class Edited:
    """An inline policy in the editor.

    name        of the policy that gets another text; "" for one that is to be named and made
    document    the text that the editor opens with
    unseen      the action that would tell the present text, where it is not allowed
    new         whether no policy of the name may be there yet
    """

    name: str = ""
    document: str = EMPTY
    unseen: str = ""
    new: bool = False


def attach(request: ConsoleRequest, row: User | Group) -> HttpResponse:
    """Choose managed policies (GET); attach each, a call for each (POST)."""
    kind = identities.of(row)
    if request.method == "POST":
        _attach_all(request, row)
        return redirect(kind.back(row))
    search = search_of(request)
    ticked = [arn for arn in request.GET.getlist("policy_arn") if POLICY_ARN.fullmatch(arn)]
    context = {
        "holder": name_of(row),
        "noun": kind.noun,
        "search": search,
        "attach_action": kind.attach.id,
        "policies": panel(
            request.gate, LIST_POLICIES, lambda: _others(request.gate, row, search, ticked)
        ),
        "back": kind.back(row),
    }
    return render(request, "permissions/attach.html", context)


def detach(request: ConsoleRequest, row: User | Group, policy_arn: str) -> HttpResponse:
    """Take a managed policy away, once it is confirmed."""
    kind = identities.of(row)
    from_policy = request.GET.get("back") == "policy"
    verb, participle = ("Detach", "detached") if from_policy else ("Remove", "removed")

    def find() -> dict[str, Any]:
        policy = row.policies.filter(arn=policy_arn).first()
        if policy is None:
            raise no_such_policy(policy_arn)
        return {"policy": policy, "holder": name_of(row), "noun": kind.noun, "verb": verb}

    def perform() -> None:
        kind.detach_policy(policy=find()["policy"], **kind.kwargs(row))

    change = Change(
        action=kind.detach,
        find=find,
        perform=perform,
        done=f"Policy {participle}",
        text=f"{arns.name_in(policy_arn)} no longer applies to {name_of(row)}.",
        not_done=f"Policy not {participle}",
        back=_policy_url(policy_arn) if from_policy else kind.back(row),
        parameters=kind.parameters(row, policyArn=policy_arn),
    )
    return confirm(request, "permissions/detach.html", change)


def create_inline(request: ConsoleRequest, row: User | Group) -> HttpResponse:
    """Embed a policy in the holder; one of that name must not be there yet.

    Without permission to read inline policies this is not checked: the new one replaces it, as on
    AWS.
    """
    return _edit_inline(request, row, Edited(new=request.gate.allows(identities.of(row).get)))


def show_inline(request: ConsoleRequest, row: User | Group, policy_name: str) -> HttpResponse:
    """The text of an embedded policy."""
    kind = identities.of(row)
    try:
        with request.gate.perform(kind.get, **kind.parameters(row, policyName=policy_name)):
            policy = kind.get_policy(policy_name=policy_name, **kind.kwargs(row))
    except ServiceError as error:
        return failed(request, error, heading="Not found", back=kind.back(row))
    context = {
        "holder": name_of(row),
        "noun": kind.noun,
        "policy": policy,
        "size": size(policy.document),
        "limit": kind.limit,
        "put_action": kind.put.id,
        "edit": kind.url(f"edit_{kind.noun}_policy", row, policy.policy_name),
        "back": kind.back(row),
    }
    return render(request, "permissions/show_inline.html", context)


def edit_inline(request: ConsoleRequest, row: User | Group, policy_name: str) -> HttpResponse:
    """Another text for an embedded policy.

    Without permission to read the current text the editor is empty, and does not say whether there
    is a text.
    """
    kind = identities.of(row)
    if not request.gate.allows(kind.get):
        return _edit_inline(request, row, Edited(policy_name, unseen=kind.get.id))
    try:
        policy = kind.get_policy(policy_name=policy_name, **kind.kwargs(row))
    except ServiceError as error:
        return failed(request, error, heading="Not found", back=kind.back(row))
    if request.method != "POST":
        parameters = kind.parameters(row, policyName=policy.policy_name)
        request.gate.read(kind.get, **parameters)
    return _edit_inline(request, row, Edited(policy.policy_name, policy.document))


def delete_inline(request: ConsoleRequest, row: User | Group, policy_name: str) -> HttpResponse:
    """Delete an embedded policy, once it is confirmed."""
    kind = identities.of(row)
    whose = kind.kwargs(row)
    change = Change(
        action=kind.delete,
        find=lambda: {
            "policy": kind.get_policy(policy_name=policy_name, **whose),
            "holder": name_of(row),
            "noun": kind.noun,
        },
        perform=lambda: kind.delete_policy(policy_name=policy_name, **whose),
        done="Policy deleted",
        text=f"{policy_name} no longer applies to {name_of(row)}.",
        not_done="Policy not deleted",
        back=kind.back(row),
        parameters=kind.parameters(row, policyName=policy_name),
    )
    return confirm(request, "permissions/delete_inline.html", change)


def _edit_inline(request: ConsoleRequest, row: User | Group, edited: Edited) -> HttpResponse:
    kind, others = identities.of(row), _size_of_others(request, row, edited.name)
    editing = Editing(
        template="permissions/inline.html",
        form=InlineDocumentForm if edited.name else InlinePolicyForm,
        initial={"document": edited.document},
        limit=kind.limit - others,
        inline=True,
        perform=partial(_put_inline, request, row, edited),
        context={
            "holder": name_of(row),
            "noun": kind.noun,
            "policy_name": edited.name,
            "put_action": kind.put.id,
            "unseen": edited.unseen,
            "others": others,
            "limit_of_all": kind.limit,
            "back": kind.back(row),
        },
    )
    return edit(request, editing)


def _put_inline(
    request: ConsoleRequest, row: User | Group, edited: Edited, form: Form
) -> HttpResponse:
    kind, document = identities.of(row), form.cleaned_data["document"]
    name = edited.name or form.cleaned_data["policy_name"]
    parameters = kind.parameters(row, policyName=name, policyDocument=document)
    with request.gate.perform(kind.put, **parameters):
        kind.put_policy(policy_name=name, document=document, new=edited.new, **kind.kwargs(row))
    done = "Policy updated" if edited.name else "Policy created"
    flashes.success(request, done, f"{name} applies to {name_of(row)} at once.")
    return redirect(kind.back(row))


def _size_of_others(request: ConsoleRequest, row: User | Group, policy_name: str) -> int:
    """The characters of the row's other inline policies, as far as they may be read."""
    kind = identities.of(row)
    if not request.gate.allows(kind.get):
        return 0
    embedded = kind.embedded_policies(**kind.kwargs(row)).exclude(policy_name=policy_name)
    return sum(map(size, embedded.values_list("document", flat=True)))


def _others(gate: Gate, row: User | Group, search: str, ticked: list[str]) -> Choices:
    """The policies that are not attached to the row."""
    kind, attached = identities.of(row), row.policies.values_list("pk", flat=True)
    others = policies_by_name(account=row.account).exclude(pk__in=attached)
    found = find(others, search, ticked, by="policy_name", value="arn")
    return decided_policies(found, lambda policy: gate.allows_for(kind.attach, (row, policy)))


def _attach_all(request: ConsoleRequest, row: User | Group) -> None:
    """Attach each policy of the form once, and tell each outcome in a message. A text that can be
    no ARN is left out."""
    kind = identities.of(row)
    arns = dict.fromkeys(request.POST.getlist("policy_arn"))
    chosen = [policy_of_arn(row.account, arn) for arn in arns if POLICY_ARN.fullmatch(arn)]

    def attach_one(policy: Policy) -> None:
        parameters = kind.parameters(row, policyArn=policy.arn)
        with request.gate.perform_for(kind.attach, (row, policy), **parameters):
            kind.attach_policy(policy=policy, **kind.kwargs(row))

    attached = for_each(
        request,
        chosen,
        attach_one,
        not_done=lambda policy: f"{policy.policy_name} not attached",
        name=attrgetter("policy_name"),
    )
    if attached:
        noun = "Policy" if len(attached) == 1 else "Policies"
        flashes.success(request, f"{noun} attached", f"{name_of(row)}: {', '.join(attached)}.")
    elif not chosen:
        flashes.info(request, "Nothing to change", "No policy was selected.")


def _policy_url(policy_arn: str) -> str:
    return reverse("policy_entities", args=[policy_arn])
