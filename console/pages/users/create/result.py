"""The last step of the wizard: create the user, show the password once, and what failed."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.actions import CREATE_LOGIN_PROFILE, CREATE_USER
from accounts.models import User
from accounts.values.password_rules import generated
from console import serializers
from console.forms.users.create_user import NewUserForm
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.credentials.console_access import credentials_csv
from console.pages.credentials.panels import sign_in_url
from console.pages.users.create.calls import Failed, perform
from console.pages.users.create.choices import wizard
from console.web import flashes
from credentials.operations import passwords
from credentials.operations.idempotency import AlreadyCreated
from credentials.operations.new_users import create_user_once


def check_password(gate: Gate, user: User, password: str) -> None:
    """Raise the error that CreateLoginProfile would answer to the password, before the user is
    created.

    Without permission to set a password, that call's refusal is shown, and nothing about the rules.
    """
    if gate.allows_for(CREATE_LOGIN_PROFILE, user):
        passwords.check_first_password(user=user, password=password)


def make(
    request: ConsoleRequest,
    form: NewUserForm,
    password: str,
    client_token: uuid.UUID,
) -> HttpResponse:
    """Create the user, then call the rest; a ServiceError is of CreateUser and leaves nothing."""
    gate, name = request.gate, form.cleaned_data["user_name"]
    try:
        with gate.perform(CREATE_USER, userName=name) as answer:
            user = create_user_once(
                creator=gate.principal.user,
                user_name=name,
                now=request.now,
                client_token=client_token,
            )
            answer.response = {"User": serializers.whole_user(user)}
    except AlreadyCreated:
        flashes.warning(request, "This user was created already", _already(name, form))
        return redirect("users")
    password = password or generated(passwords.rules_for(user))
    failures = perform(gate, form, user, password, request.now)
    if failures or form.cleaned_data["console_access"]:
        return _made_page(request, form, user, password, failures)
    flashes.success(request, "User created successfully", f"{name} cannot sign in to the console.")
    return redirect("users")


def _made_page(
    request: ConsoleRequest,
    form: NewUserForm,
    user: User,
    password: str,
    failures: list[Failed],
) -> HttpResponse:
    """The page after the user was created. No other response has the password."""
    failed = {failure.call.action for failure in failures}
    given = form.cleaned_data["console_access"] and CREATE_LOGIN_PROFILE not in failed
    context = {
        "user": user,
        "failures": failures,
        "given": given,
        "steps": wizard(3 if given else 2, password=given),
    }
    if given:
        url = sign_in_url(user)
        context |= {
            "password": password,
            "sign_in_url": url,
            "reset_required": form.must_change_password,
            "csv_uri": credentials_csv(user, password, url),
            "csv_name": f"{user.user_name}_credentials.csv",
        }
    return render(request, "users/create/made.html", context)


def _already(name: str, form: NewUserForm) -> str:
    """What is said to a form that was sent again."""
    text = f"The form for {name} was sent twice; it made one user."
    if form.cleaned_data["console_access"]:
        text += (
            " The password was shown once, in the answer to the first time. If you do not have it, "
            "reset it on the user's security credentials."
        )
    return text
