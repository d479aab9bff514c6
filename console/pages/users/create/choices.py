"""The choices of the wizard that creates a user, and how they are passed from step to step."""

from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import (
    ADD_USER_TO_GROUP,
    ATTACH_USER_POLICY,
    LIST_ATTACHED_USER_POLICIES,
    LIST_GROUPS_FOR_USER,
)
from accounts.models import User
from accounts.operations.groups import list_groups
from accounts.operations.policies.policies import count_uses, policies_by_name
from accounts.operations.users import list_users
from console.forms.users.create_user import (
    COPY,
    DETAILS,
    GROUPS,
    PERMISSIONS,
    POLICIES,
    NewUserForm,
)
from console.gate.gate import Gate
from console.pages.components.picker import Choices, decided_identities, decided_policies, find
from console.pages.components.wizard import steps

WIZARD = ("Specify user details", "Set permissions", "Review and create", "Retrieve password")
STEPS = {
    GROUPS: "create_user_groups",
    COPY: "create_user_copy",
    POLICIES: "create_user_policies",
}
COPIED = (LIST_GROUPS_FOR_USER, LIST_ATTACHED_USER_POLICIES)
Pairs = list[tuple[str, str]]


def wizard(active: int, *, password: bool) -> list[dict[str, object]]:
    """The steps; the last is there where a password is made."""
    return steps(WIZARD if password else WIZARD[:-1], active=active)


def carried(sent: QueryDict, names: tuple[str, ...] = (*DETAILS, *PERMISSIONS)) -> Pairs:
    """What was chosen so far, for hidden fields and URLs."""
    return [(name, value) for name in names for value in sent.getlist(name)]


def step(name: str, sent: QueryDict, **changed: str | list[str]) -> str:
    """The URL of a step with all that was chosen so far, but for what is changed."""
    pairs = [(key, value) for key, value in carried(sent) if key not in changed]
    query = urlencode([*pairs, *changed.items()], doseq=True, errors="replace")
    return f"{reverse(name)}?{query}" if query else reverse(name)


def to_details(sent: QueryDict) -> HttpResponse:
    """Redirect a later step, opened without a valid name, to the step that asks for the name."""
    return redirect(step("create_user", sent, next="1") if sent else "create_user")


def unsaved_user(gate: Gate, form: NewUserForm) -> User:
    """The user as it will be, for decisions about it; it is not stored."""
    return User(account=gate.principal.account, user_name=form.cleaned_data["user_name"])


def group_choices(gate: Gate, form: NewUserForm, search: str) -> Choices:
    """The account's groups."""
    groups, ticked = list_groups(account=gate.principal.account), form.cleaned_data["group_name"]
    found = find(groups, search, ticked, by="group_name")
    return decided_identities(
        found, partial(gate.allows_for, ADD_USER_TO_GROUP), column="Group name"
    )


def user_choices(gate: Gate, form: NewUserForm, search: str) -> Choices:
    """The users whose permissions can be copied."""
    users, ticked = list_users(account=gate.principal.account), form.cleaned_data["copy_from"]
    found = find(users, search, ticked, by="user_name")
    return decided_identities(
        found,
        lambda user: all(gate.allows_for(action, user) for action in COPIED),
        column="User name",
    )


def policy_choices(gate: Gate, form: NewUserForm, search: str) -> Choices:
    """The policies that the account can use; only those that are shown are counted."""
    account, user = gate.principal.account, unsaved_user(gate, form)
    policies, ticked = policies_by_name(account=account), form.cleaned_data["policy_arn"]
    found = find(policies, search, ticked, by="policy_name", value="arn")
    counted = count_uses([policy for policy, _ in found.rows], account)
    return decided_policies(
        found,
        lambda policy: gate.allows_for(ATTACH_USER_POLICY, (user, policy)),
        uses={policy.pk: policy.attachment_count for policy in counted},
    )
