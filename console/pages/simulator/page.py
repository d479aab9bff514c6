"""The policy simulator: a question in an address, answered for whoever opens it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.actions import (
    GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY,
    GET_GROUP_POLICY,
    GET_POLICY_VERSION,
    GET_USER_POLICY,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_ATTACHED_USER_POLICIES,
    LIST_GROUP_POLICIES,
    LIST_GROUPS,
    LIST_GROUPS_FOR_USER,
    LIST_USER_POLICIES,
    LIST_USERS,
    SIMULATE_CUSTOM_POLICY,
    SIMULATE_PRINCIPAL_POLICY,
)
from console import targets
from console.gate.decorators import offers, offers_each, signed_in
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import require_safe_or_post
from console.pages.simulator.catalogue import catalogue_of
from console.pages.simulator.people import people_of
from console.pages.simulator.question import ADDRESS_MAX, question_in
from console.pages.simulator.running import answer
from console.targets.groups import groups_of_account, of_group
from console.targets.policies import of_policy
from console.targets.simulation import asked_group, asked_principal, asked_user
from console.targets.users import of_user, users_of_account


@offers_each(GET_POLICY_VERSION, on=of_policy)
@offers_each(GET_USER_POLICY, on=of_user)
@offers_each(LIST_ATTACHED_GROUP_POLICIES, LIST_GROUP_POLICIES, GET_GROUP_POLICY, on=of_group)
@offers(LIST_ATTACHED_USER_POLICIES, LIST_USER_POLICIES, LIST_GROUPS_FOR_USER, on=asked_user)
@offers(LIST_ATTACHED_GROUP_POLICIES, LIST_GROUP_POLICIES, on=asked_group)
@offers(SIMULATE_PRINCIPAL_POLICY, GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY, on=asked_principal)
@offers(SIMULATE_CUSTOM_POLICY, on=targets.account)
@offers(LIST_USERS, on=users_of_account)
@offers(LIST_GROUPS, on=groups_of_account)
@signed_in(because="Each part of it is a call of its own, which is decided and explains itself.")
@require_safe_or_post
def policy_simulator(request: ConsoleRequest) -> HttpResponse:
    """Ask the simulator: mode, principal, policies, actions, resources, MFA, context keys.

    Parameters, all optional: `principal` (a user's name, `group/` and a group's name, or an ARN;
    without it the caller), `policy` (only these, by ARN or user/NAME/POLICY; may repeat) or
    `without` (all but these), `edit` (one whose text the sandbox starts from), `mode=new`,
    `document`, `boundary=custom` with `boundary_document`, `action` and `resource` (may repeat),
    `mfa` (absent, false, true), `key` and `value` by turns, `view=matrix` for all actions of the
    page Security credentials. `show` opens a list and simulates nothing.

    A form is sent by POST and becomes an address, unless that would be too long.
    """
    question = question_in(request.POST if request.method == "POST" else request.GET)
    query = question.query()
    fits = len(query) <= ADDRESS_MAX
    if request.method == "POST" and fits:
        return redirect(f"{reverse('policy_simulator')}{question.query(show=question['show'])}")
    context: dict[str, Any] = {
        "question": question,
        "form": question.form,
        "is_new": question["mode"] == "new",
        "shareable": fits,
        "people": people_of(request.gate, question["search"]),
        "catalogue": catalogue_of(question),
        "all_url": f"{question.query(view='matrix', show='', action=[], resource=[])}",
    }
    context |= answer(request.gate, question)
    return render(request, "simulator/page.html", context)
