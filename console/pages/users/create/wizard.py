"""The wizard that creates a user: details, permissions, review, and the password once.

No step stores anything. The choices are in the URLs of the steps, so that Back, a reload and a
second window work as expected; none of them is a secret. A custom password is requested on the last
step, beside the button that makes the user: so it is in one request and nowhere else, neither
sealed in a form nor kept in a session for the steps between.
"""

import uuid
from collections.abc import Sequence

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts.actions import (
    ADD_USER_TO_GROUP,
    ATTACH_USER_POLICY,
    CREATE_LOGIN_PROFILE,
    CREATE_USER,
    GET_ACCOUNT_PASSWORD_POLICY,
    GET_USER,
    SIMULATE_PRINCIPAL_POLICY,
)
from accounts.errors import (
    EntityAlreadyExists,
    NoSuchEntity,
    PasswordPolicyViolation,
    ServiceError,
    ValidationError,
)
from accounts.models import User
from accounts.operations.users import get_user
from console.forms.credentials.console_access import CUSTOM, GENERATED, KINDS
from console.forms.users.create_user import PERMISSIONS, CreateForm, NewUserForm
from console.gate.decorators import offers, offers_each, performs, shows
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import require_safe_or_post
from console.pages.components.panels import panel
from console.pages.credentials.console_access import first_password_rules
from console.pages.credentials.locked_out import LockOut, of_new_user
from console.pages.users.create.calls import NewUserCall, Planned, planned
from console.pages.users.create.choices import (
    STEPS,
    carried,
    step,
    to_details,
    unsaved_user,
    wizard,
)
from console.pages.users.create.result import check_password, make
from console.targets import account
from console.targets.groups import of_group
from console.targets.policies import of_user_and_policy
from console.targets.users import namesake, new_user, of_user
from console.web.command_lines import command_line


@offers(GET_USER, on=namesake)
@offers(CREATE_LOGIN_PROFILE, on=new_user)
@performs(CREATE_USER, on=new_user)
@require_safe
def details(request: ConsoleRequest) -> HttpResponse:
    """Step 1: the name, and whether the user signs in to the console.

    A taken name is reported here if GetUser is allowed, else when the user is created.
    """
    sent = request.GET
    if "next" not in sent:
        start = sent.dict() if sent else {"kind": GENERATED, "reset_required": True}
        return _details_page(request, NewUserForm(initial={"kind": GENERATED, **start}), sent)
    form = NewUserForm(sent)
    if form.is_valid():
        _look_for_namesake(request, form)
    if form.is_valid():
        return redirect(step(STEPS[form.cleaned_data["permissions"]], sent))
    return _details_page(request, form, sent)


def _look_for_namesake(request: ConsoleRequest, form: NewUserForm) -> None:
    if not request.gate.allows(GET_USER):
        return
    name = form.cleaned_data["user_name"]
    try:
        with request.gate.perform(GET_USER, userName=name):
            get_user(account=request.gate.principal.account, user_name=name)
    except NoSuchEntity:
        return
    form.add_error("user_name", f"User with name {name} already exists.")


@offers_each(ATTACH_USER_POLICY, on=of_user_and_policy)
@offers_each(ADD_USER_TO_GROUP, on=of_group)
@offers_each(CREATE_LOGIN_PROFILE, on=of_user)
@offers(CREATE_LOGIN_PROFILE, SIMULATE_PRINCIPAL_POLICY, on=new_user)
@shows(GET_ACCOUNT_PASSWORD_POLICY, on=account)
@performs(CREATE_USER, on=new_user)
@require_safe_or_post
@sensitive_post_parameters("new_password")
def review(request: ConsoleRequest) -> HttpResponse:
    """Step 3: what will be made (GET); make it, the password in this answer only (POST)."""
    posted = request.method == "POST"
    sent = request.POST if posted else request.GET
    form = NewUserForm(sent)
    if not form.is_valid():
        return to_details(sent)
    if form.too_many:
        return redirect(step(STEPS[form.cleaned_data["permissions"]], sent))
    if posted:
        return _create(request, form)
    return _review_page(request, form, CreateForm(initial={"client_token": uuid.uuid4()}))


def _create(request: ConsoleRequest, form: NewUserForm) -> HttpResponse:
    """Nothing is made before everything that can be checked was."""
    sent = CreateForm(request.POST)
    if not sent.is_valid():
        return _review_page(request, form, sent)
    custom = form.cleaned_data["kind"] == CUSTOM
    password = sent.cleaned_data["new_password"] if custom else ""
    try:
        if custom and form.cleaned_data["console_access"]:
            check_password(request.gate, unsaved_user(request.gate, form), password)
    except (PasswordPolicyViolation, ValidationError) as error:
        sent.add_error("new_password", str(error))
        return _review_page(request, form, sent, status=error.status)
    try:
        return make(request, form, password, sent.cleaned_data["client_token"])
    except EntityAlreadyExists as error:
        form.add_error("user_name", str(error))
        return _details_page(request, form, request.POST, status=error.status)
    except ServiceError as error:
        return _details_page(request, form, request.POST, error=error, status=error.status)


def _details_page(
    request: ConsoleRequest,
    form: NewUserForm,
    sent: QueryDict,
    *,
    error: ServiceError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "error": error,
        "kinds": KINDS,
        "carried": carried(sent, PERMISSIONS),
        "steps": wizard(0, password=bool(form["console_access"].value())),
    }
    return render(request, "users/create/details.html", context, status=status)


def _review_page(
    request: ConsoleRequest, form: NewUserForm, sent: CreateForm, *, status: int = 200
) -> HttpResponse:
    gate, user = request.gate, unsaved_user(request.gate, form)
    lines = planned(gate, form, user, request.now)
    done = [line.call for line in lines if line.allowed]
    before = request.POST if request.method == "POST" else request.GET
    context = {
        "choices": form.cleaned_data,
        "kind": KINDS[form.cleaned_data["kind"]][0],
        "asks_password": form.cleaned_data["console_access"]
        and form.cleaned_data["kind"] == CUSTOM,
        "form": sent,
        "permissions": [line for line in lines if line.call.action != CREATE_LOGIN_PROFILE],
        "refused": [line for line in lines if not line.allowed],
        "locked_out": _locked_out(gate, form, user, done),
        "without_reset": step("create_user_review", before, reset_required=""),
        "commands": _commands(form, user, lines),
        "password_policy": panel(
            gate, GET_ACCOUNT_PASSWORD_POLICY, lambda: first_password_rules(user)
        ),
        "carried": carried(before),
        "details_url": step("create_user", before),
        "permissions_url": step(STEPS[form.cleaned_data["permissions"]], before),
        "steps": wizard(2, password=bool(form["console_access"].value())),
    }
    return render(request, "users/create/review.html", context, status=status)


def _locked_out(
    gate: Gate, form: NewUserForm, user: User, calls: Sequence[NewUserCall]
) -> LockOut | None:
    """Whether the new user could create the password that is demanded of it."""
    if not form.must_change_password or CREATE_LOGIN_PROFILE not in {call.action for call in calls}:
        return None
    groups = [call.row for call in calls if call.action == ADD_USER_TO_GROUP]
    arns = [call.row[1].arn for call in calls if call.action == ATTACH_USER_POLICY]
    return of_new_user(gate, user, groups, arns)


def _commands(form: NewUserForm, user: User, lines: Sequence[Planned]) -> list[str]:
    """The whole series that the button calls, each a line."""
    made = command_line(CREATE_USER, UserName=user.user_name)
    return [made, *(command_line(line.call.action, **line.call.options) for line in lines)]
