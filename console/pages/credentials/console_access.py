"""Console access of a user: enable it, reset the password, disable it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions import (
    CREATE_LOGIN_PROFILE,
    DELETE_LOGIN_PROFILE,
    GET_ACCOUNT_PASSWORD_POLICY,
    LIST_MFA_DEVICES,
    SIMULATE_PRINCIPAL_POLICY,
    UPDATE_LOGIN_PROFILE,
    Action,
)
from accounts.errors import PasswordPolicyViolation, ServiceError, ValidationError
from accounts.models import User
from accounts.values.password_rules import Rule, generated, listed
from console import serializers
from console.authentication import sessions
from console.forms.credentials.console_access import GENERATED, KINDS, ConsolePasswordForm
from console.gate.decorators import offers, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import require_safe_or_post, sent
from console.pages.components.panels import panel
from console.pages.credentials.locked_out import of_existing_user
from console.pages.credentials.panels import sign_in_url
from console.targets import account
from console.targets.users import named_user
from console.web.downloads import csv_uri
from credentials.operations import passwords
from credentials.operations.maintenance.unlocking import unlock_user

CSV_HEADER = ("User name", "Password", "Console sign-in URL")


@dataclass(frozen=True, slots=True)
class Giving:
    """A way to give a user a password: what is performed, and in which words."""

    action: Action
    operation: Callable[..., None]
    template: str
    done: str


ENABLING = Giving(
    CREATE_LOGIN_PROFILE,
    passwords.create_login_profile,
    "credentials/console_access/enable.html",
    "Console access enabled",
)
RESETTING = Giving(
    UPDATE_LOGIN_PROFILE,
    passwords.update_login_profile,
    "credentials/console_access/reset.html",
    "Console password reset",
)


@offers(SIMULATE_PRINCIPAL_POLICY, LIST_MFA_DEVICES, on=named_user)
@shows(GET_ACCOUNT_PASSWORD_POLICY, on=account)
@performs(CREATE_LOGIN_PROFILE, on=named_user)
@require_safe_or_post
@sensitive_post_parameters("new_password")
def enable(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """A first password; it is in the answer to this POST and nowhere else."""
    return _give(request, ENABLING)


@offers(SIMULATE_PRINCIPAL_POLICY, LIST_MFA_DEVICES, on=named_user)
@shows(GET_ACCOUNT_PASSWORD_POLICY, on=account)
@performs(UPDATE_LOGIN_PROFILE, on=named_user)
@require_safe_or_post
@sensitive_post_parameters("new_password")
def reset(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Another password, shown like a first one; the old one is not asked for."""
    return _give(request, RESETTING)


@performs(DELETE_LOGIN_PROFILE, on=named_user)
@require_safe_or_post
def disable(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Take the password away; whatever else the user holds stays."""
    user = request.gate.row(DELETE_LOGIN_PROFILE)

    def perform() -> None:
        passwords.delete_login_profile(user=user)
        _keep_own_session(request, user)

    change = Change(
        action=DELETE_LOGIN_PROFILE,
        find=lambda: user,
        perform=perform,
        done="Console access disabled",
        text=f"{user.user_name} cannot sign in to the console any more.",
        not_done="Console access not disabled",
        parameters={"userName": user.user_name},
    )
    return confirm(request, "credentials/console_access/disable.html", change)


@performs(UPDATE_LOGIN_PROFILE, on=named_user)
@require_safe_or_post
def unlock(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Let the user try passwords and codes again: nothing that a new password would not give."""
    user = request.gate.row(UPDATE_LOGIN_PROFILE)
    change = Change(
        action=UPDATE_LOGIN_PROFILE,
        find=lambda: passwords.get_login_profile(user=user),
        perform=lambda: unlock_user(user=passwords.get_login_profile(user=user)),
        done="Sign-in unlocked",
        text=f"{user.user_name} can try again at once.",
        not_done="Sign-in not unlocked",
        parameters={"userName": user.user_name},
    )
    return confirm(request, "credentials/console_access/unlock.html", change)


def _give(request: ConsoleRequest, giving: Giving) -> HttpResponse:
    """The form, or the password that came of it; what the rules refuse stands at its field."""
    user = request.gate.row(giving.action)
    form = ConsolePasswordForm(sent(request), initial={"kind": GENERATED, "reset_required": True})
    error: ServiceError | None = None
    status = 200
    if form.is_valid():
        try:
            return _given(request, giving, user, form.cleaned_data)
        except (PasswordPolicyViolation, ValidationError) as refused:
            form.add_error("new_password", str(refused))
            status = refused.status
        except ServiceError as refused:
            error, status = refused, refused.status
    context = {
        "form": form,
        "kinds": KINDS,
        "error": error,
        "locked_out": of_existing_user(request.gate, user),
        "password_policy": panel(
            request.gate, GET_ACCOUNT_PASSWORD_POLICY, lambda: first_password_rules(user)
        ),
    }
    return render(request, giving.template, context, status=status)


def first_password_rules(user: User) -> list[Rule]:
    """The rules for a password that somebody is given; reuse is only for the user's own change."""
    return [rule for rule in listed(passwords.rules_for(user)) if rule.kind != "reuse"]


def _given(
    request: ConsoleRequest, giving: Giving, user: User, choice: dict[str, Any]
) -> HttpResponse:
    password = choice["new_password"]
    if choice["kind"] == GENERATED:
        password = generated(passwords.rules_for(user))
    required = choice["reset_required"]
    with request.gate.perform(
        giving.action, userName=user.user_name, passwordResetRequired=required
    ) as answer:
        giving.operation(user=user, password=password, reset_required=required, now=request.now)
        if giving.action == CREATE_LOGIN_PROFILE:
            answer.response = {"LoginProfile": serializers.login_profile(user)}
    _keep_own_session(request, user)
    url = sign_in_url(user)
    context = {
        "heading": giving.done,
        "password": password,
        "sign_in_url": url,
        "reset_required": required,
        "csv_uri": credentials_csv(user, password, url),
        "csv_name": f"{user.user_name}_credentials.csv",
    }
    return render(request, "credentials/console_access/password.html", context)


def credentials_csv(user: User, password: str, url: str) -> str:
    """The file with what a user signs in with, as a `data:` URL; the password exactly as it is."""
    return csv_uri(CSV_HEADER, (user.user_name, password, url), exact=("Password",))


def _keep_own_session(request: ConsoleRequest, user: User) -> None:
    """A caller's own session outlives a change of the caller's password; all others end."""
    if user.pk == request.gate.principal.user.pk:
        sessions.password_changed(request, user)
