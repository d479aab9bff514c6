"""Apply a published version of a policy to a user or a group, in one step."""

from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.actions import (
    CREATE_POLICY,
    CREATE_POLICY_VERSION,
    DELETE_POLICY_VERSION,
    GET_POLICY,
    GET_POLICY_VERSION,
    LIST_POLICY_VERSIONS,
    SET_DEFAULT_POLICY_VERSION,
)
from accounts.editions import BY_NAME, EDITIONS, Edition
from accounts.errors import ServiceError
from accounts.models import Account, Group, Policy, PolicyVersion, User
from accounts.operations.policies.editions import steps_to_apply
from accounts.values import arns
from console import serializers
from console.gate.calls import Reading
from console.gate.requests import ConsoleRequest
from console.gate.series import Refused, Step, perform_all
from console.pages.components import identities
from console.pages.components.forms import render_with_error
from console.pages.components.identities import name_of
from console.protocol.validation import upper_camel
from console.refusals import page, refusal_of
from console.web import flashes
from console.web.command_lines import command_line

READING = (GET_POLICY, LIST_POLICY_VERSIONS, GET_POLICY_VERSION)
OF_POLICY = (
    *READING,
    CREATE_POLICY,
    CREATE_POLICY_VERSION,
    SET_DEFAULT_POLICY_VERSION,
    DELETE_POLICY_VERSION,
)  # the calls about the managed policy that applying may need


def apply(request: ConsoleRequest, row: User | Group) -> HttpResponse:
    """Choose a published version (GET), apply it (POST).

    It is a series of calls: all are decided before the first, and all happen or none.
    """
    kind, error = identities.of(row), None
    chosen = BY_NAME.get(request.POST.get("edition", request.GET.get("edition", "")))
    if request.method == "POST" and chosen:
        try:
            _apply(request, row, chosen)
        except Refused as refused:
            refusal = refusal_of(request.gate, refused.judgements[0])
            return page(request, refusal, back=kind.back(row))
        except ServiceError as raised:
            error = raised
        else:
            text = (
                f"{chosen.policy_name} has the text of {chosen.name} and applies to {name_of(row)}."
            )
            flashes.success(request, "Policy applied", text)
            return redirect(kind.back(row))
    context = {
        "holder": name_of(row),
        "noun": kind.noun,
        "editions": EDITIONS,
        "chosen": chosen,
        "commands": _commands(row, chosen),
        "missing": request.method == "POST" and not chosen,
        "back": kind.back(row),
    }
    return render_with_error(request, "permissions/apply_edition.html", context, error)


def _commands(row: User | Group, chosen: Edition | None) -> list[str]:
    """The commands of the series of calls, for an account that does not have the policy yet."""
    kind, name = identities.of(row), chosen.policy_name if chosen else "<policy name>"
    whom = {upper_camel(parameter): value for parameter, value in kind.parameters(row).items()}
    arn = _policy_of(row.account, chosen).arn if chosen else "<policy ARN>"
    attach = command_line(kind.attach, **whom, PolicyArn=arn)
    if chosen and chosen.managed:
        return [attach]
    document = {"PolicyName": name, "PolicyDocument": "file://policy.json"}
    return [command_line(CREATE_POLICY, **document), attach]


def _apply(request: ConsoleRequest, row: User | Group, chosen: Edition) -> None:
    """Perform the steps of applying; Refused where one is not allowed.

    What is there already decides which calls are needed. So what does not depend on it is decided
    first: attaching, and reading the policy and its versions.
    """
    gate, kind, policy = request.gate, identities.of(row), _policy_of(row.account, chosen)
    reading = () if chosen.managed else READING
    attach = gate.judge(kind.attach, gate.for_each[kind.attach]((row, policy)))
    judged = [gate.judge(action, gate.for_each[action](policy)) for action in reading]
    for judgement in (attach, *judged):
        if not judgement.allowed:
            gate.refuse(judgement)
            raise Refused([judgement])
    gate.read_each(map(Reading, judged))
    perform_all(gate, lambda: _steps(request, row, chosen), meant=kind.attach)


def _steps(request: ConsoleRequest, row: User | Group, chosen: Edition) -> list[Step]:
    """The calls that are needed, with the account and the holder locked."""
    attach = identities.of(row).attach
    steps = steps_to_apply(account=row.account, to=row, applied=chosen, now=request.now)
    return [
        Step(
            step.action,
            (row, step.policy) if step.action == attach else step.policy,
            {upper_camel(name): value for name, value in step.parameters.items()},
            step.perform,
            _answer_of,
        )
        for step in steps
    ]


def _answer_of(made: object) -> dict[str, object] | None:
    """The answer of a step: what it made, if that is a policy or a version of one."""
    if isinstance(made, Policy):
        return {"Policy": serializers.policy(made)}
    if isinstance(made, PolicyVersion):
        return {"PolicyVersion": serializers.policy_version(made)}
    return None


def _policy_of(account: Account, chosen: Edition) -> Policy:
    """The managed policy of the published version, existing or not."""
    owner = None if chosen.managed else account
    arn = arns.policy(owner.account_id if owner else None, "/", chosen.policy_name)
    return Policy(account=owner, policy_name=chosen.policy_name, arn=arn)
