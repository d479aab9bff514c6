"""Apply an edition of the published policies to a user or a group, in one step."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.actions import ATTACH_GROUP_POLICY, ATTACH_USER_POLICY
from accounts.editions import BY_NAME, EDITIONS, Edition
from accounts.errors import ServiceError
from accounts.models import Group, User
from accounts.operations.editions import Step, steps_to_apply
from console.decisions import refused
from console.events import Call, record_calls
from console.gate import Gate, Judgement
from console.pages import holders
from console.pages.holders import name_of
from console.refusals import page, refusal_of
from console.requests import ConsoleRequest

AT_FIRST = "current-mfa-self-manage"


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
    """Perform the steps of applying; the judgement that refuses one of them, or None."""
    gate, performed = request.gate, []
    try:
        with transaction.atomic():
            steps = steps_to_apply(account=row.account, to=row, applied=chosen, now=request.now)
            denied = _denied(gate, row, steps)
            for step in steps if denied is None else ():
                performed.append(step)
                step.perform()
                record_calls(request, [Call(step.action, step.parameters)])
    except ServiceError as error:
        failing = performed[-1]
        call = Call(
            failing.action,
            failing.parameters,
            error_code=error.trail_code,
            error_message=error.recorded,
        )
        record_calls(request, [call])
        raise
    if denied is not None:
        record_calls(request, [refused(gate, denied)])
    return denied


def _denied(gate: Gate, row: User | Group, steps: list[Step]) -> Judgement | None:
    attaching = (ATTACH_USER_POLICY, ATTACH_GROUP_POLICY)
    for step in steps:
        about = (row, step.policy) if step.action in attaching else step.policy
        judgement = gate.judge(step.action, gate.for_each[step.action](about))
        if not judgement.allowed:
            return judgement
    return None
