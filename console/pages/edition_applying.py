"""Apply an edition of the published policies to a user or a group, in one step."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts import arns
from accounts.actions import (
    ATTACH_GROUP_POLICY,
    ATTACH_USER_POLICY,
    GET_POLICY,
    GET_POLICY_VERSION,
    LIST_POLICY_VERSIONS,
    Action,
)
from accounts.editions import BY_NAME, EDITIONS, Edition
from accounts.errors import ServiceError
from accounts.models import Account, Group, Policy, User
from accounts.operations.editions import steps_to_apply
from console.decisions import refused
from console.events import Call, record_calls
from console.gate import Gate, Judgement
from console.pages import holders
from console.pages.holders import name_of
from console.pages.policy_answers import answer_of
from console.refusals import page, refusal_of
from console.requests import ConsoleRequest

AT_FIRST = "current-mfa-self-manage"
READING = (GET_POLICY, LIST_POLICY_VERSIONS, GET_POLICY_VERSION)


def apply(request: ConsoleRequest, row: User | Group) -> HttpResponse:
    """Choose an edition (GET), put it in force (POST).

    It comes to several calls: all are decided before the first, and all happen or none.
    """
    kind, error = holders.of(row), None
    chosen = BY_NAME.get(request.POST.get("edition", request.GET.get("edition", "")))
    if request.method == "POST" and chosen:
        try:
            denied = _apply(request, row, chosen)
        except ServiceError as raised:
            error = raised
        else:
            if denied:
                return page(request, refusal_of(request.gate, denied), back=kind.back(row))
            text = f"{chosen.policy_name} has the text of {chosen.name} and serves {name_of(row)}."
            messages.success(request, f"Edition applied\n{text}")
            return redirect(kind.back(row))
    context = {
        "holder": name_of(row),
        "noun": kind.noun,
        "editions": EDITIONS,
        "chosen": chosen or BY_NAME[AT_FIRST],
        "error": error,
        "back": kind.back(row),
    }
    status = error.status if error else 200
    return render(request, "permissions/apply_edition.html", context, status=status)


def _apply(request: ConsoleRequest, row: User | Group, chosen: Edition) -> Judgement | None:
    """Perform the steps of applying; the judgement that refuses one of them, or None.

    What is there already decides which calls are needed. So what does not depend on it is decided
    first: attaching, and reading the policy and its versions.
    """
    gate, kind, step = request.gate, holders.of(row), None
    policy = _policy_of(row.account, chosen)
    reading = () if chosen.managed else READING
    denied = _denied(gate, row, [(action, policy) for action in (kind.attach, *reading)])
    if denied is None:
        asked = {"policyArn": policy.arn}
        record_calls(request, [Call(action, asked) for action in reading])
        try:
            with transaction.atomic():
                steps = steps_to_apply(account=row.account, to=row, applied=chosen, now=request.now)
                denied = _denied(gate, row, [(step.action, step.policy) for step in steps])
                transaction.set_rollback(denied is not None)
                for step in steps if denied is None else ():
                    answer = answer_of(step.perform())
                    record_calls(request, [Call(step.action, step.parameters, answer)])
        except ServiceError as error:
            action, parameters = (step.action, step.parameters) if step else (kind.attach, None)
            code, text = error.trail_code, error.recorded
            failed = Call(action, parameters, error_code=code, error_message=text)
            record_calls(request, [failed])
            raise
    if denied is not None:
        record_calls(request, [refused(gate, denied)])
    return denied


def _policy_of(account: Account, chosen: Edition) -> Policy:
    """The policy that the edition is applied as, whether or not it is there."""
    owner = None if chosen.managed else account
    arn = arns.policy(owner.account_id if owner else None, "/", chosen.policy_name)
    return Policy(account=owner, policy_name=chosen.policy_name, arn=arn)


def _denied(gate: Gate, row: User | Group, calls: list[tuple[Action, Policy]]) -> Judgement | None:
    attaching = (ATTACH_USER_POLICY, ATTACH_GROUP_POLICY)
    for action, policy in calls:
        about = (row, policy) if action in attaching else policy
        judgement = gate.judge(action, gate.for_each[action](about))
        if not judgement.allowed:
            return judgement
    return None
