"""What the wizard that creates a user lets choose from, and how the choice goes on to a step."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import (
    ADD_USER_TO_GROUP,
    ATTACH_USER_POLICY,
    LIST_ATTACHED_USER_POLICIES,
    LIST_GROUPS_FOR_USER,
)
from accounts.models import Group, Policy, User
from accounts.operations.groups import list_groups
from accounts.operations.policies import count_uses, policies_by_name
from accounts.operations.users import list_users
from console.forms.create_user import COPY, DETAILS, GROUPS, PERMISSIONS, POLICIES, NewUserForm
from console.gate import Gate
from console.pages.outcomes import steps

WIZARD = ("Specify user details", "Set permissions", "Review and create", "Retrieve password")
SHOWN = 50  # a decision each; whoever wants another searches
STEPS = {
    GROUPS: "create_user_groups",
    COPY: "create_user_copy",
    POLICIES: "create_user_policies",
}
COPIED = (LIST_GROUPS_FOR_USER, LIST_ATTACHED_USER_POLICIES)
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A row with a box to tick: its cells after the name, and whether the policies allow it."""

    value: str
    name: str
    cells: tuple[str, ...]
    allowed: bool
    ticked: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The ticked rows, then those that the search finds; `count` counts the found ones."""

    columns: tuple[str, ...]
    rows: list[Choice]
    count: int

    @property
    def cut(self) -> bool:
        return self.count > SHOWN


def wizard(active: int, *, password: bool) -> list[dict[str, object]]:
    """The steps; the last is there where a password is made."""
    return steps(WIZARD if password else WIZARD[:-1], active=active)


def carried(sent: QueryDict, names: tuple[str, ...] = (*DETAILS, *PERMISSIONS)) -> Pairs:
    """What was chosen so far, for hidden fields and addresses."""
    return [(name, value) for name in names for value in sent.getlist(name)]


def step(name: str, sent: QueryDict, **changed: str | list[str]) -> str:
    """The address of a step with all that was chosen so far, but for what is changed."""
    pairs = [(key, value) for key, value in carried(sent) if key not in changed]
    query = urlencode([*pairs, *changed.items()], doseq=True, errors="replace")
    return f"{reverse(name)}?{query}" if query else reverse(name)


def to_details(sent: QueryDict) -> HttpResponse:
    """What came without a good name goes back to where it is given."""
    return redirect(step("create_user", sent, next="1") if sent else "create_user")


def unmade(gate: Gate, form: NewUserForm) -> User:
    """The user as it will be, for decisions about it; it is not stored."""
    return User(account=gate.principal.account, user_name=form.cleaned_data["user_name"])


def group_choices(gate: Gate, form: NewUserForm, search: str) -> Choices:
    """The account's groups."""
    account, ticked = gate.principal.account, form.cleaned_data["group_name"]
    found, count = _found(list_groups(account=account), "group_name", "group_name", ticked, search)

    def choice(group: Group, ticked: bool) -> Choice:
        group.account = account
        allowed = gate.allows_for(ADD_USER_TO_GROUP, group)
        return Choice(group.group_name, group.group_name, (group.path,), allowed, ticked)

    return Choices(("Path",), [choice(*each) for each in found], count)


def user_choices(gate: Gate, form: NewUserForm, search: str) -> Choices:
    """The users whose permissions can be copied."""
    account, ticked = gate.principal.account, form.cleaned_data["copy_from"]
    found, count = _found(list_users(account=account), "user_name", "user_name", ticked, search)

    def choice(user: User, ticked: bool) -> Choice:
        user.account = account
        allowed = all(gate.allows_for(action, user) for action in COPIED)
        return Choice(user.user_name, user.user_name, (user.path,), allowed, ticked)

    return Choices(("Path",), [choice(*each) for each in found], count)


def policy_choices(gate: Gate, form: NewUserForm, search: str) -> Choices:
    """The policies that the account can use; only those that are shown are counted."""
    account, user = gate.principal.account, unmade(gate, form)
    rows, ticked = policies_by_name(account=account), form.cleaned_data["policy_arn"]
    found, count = _found(rows, "policy_name", "arn", ticked, search)
    counted = count_uses([policy for policy, _ in found], account)
    attached = {policy.pk: policy.attachment_count for policy in counted}

    def choice(policy: Policy, ticked: bool) -> Choice:
        allowed = gate.allows_for(ATTACH_USER_POLICY, (user, policy))
        cells = (policy.type, str(attached.get(policy.pk, 0)))
        return Choice(policy.arn, policy.policy_name, cells, allowed, ticked)

    return Choices(("Type", "Attached entities"), [choice(*each) for each in found], count)


def _found(
    rows: QuerySet[Any], name: str, value: str, ticked: list[str], search: str
) -> tuple[list[tuple[Any, bool]], int]:
    """The rows, each with whether it was ticked, and how many the search finds."""
    chosen = [(row, True) for row in rows.filter(**{f"{value}__in": ticked})]
    others = rows.exclude(**{f"{value}__in": ticked}).filter(**{f"{name}__icontains": search})
    return chosen + [(row, False) for row in others[:SHOWN]], others.count()
