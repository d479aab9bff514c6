"""Change one's own password, on the credentials page or as the last step of signing in."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions import CHANGE_PASSWORD, GET_ACCOUNT_PASSWORD_POLICY
from accounts.errors import AccessDenied, ServiceError
from accounts.operations.locks import locked_user
from accounts.password_rules import listed
from console import sessions, sign_in, targets
from console.forms.passwords import ChangePasswordForm
from console.guards import part_of_sign_in, performs, shows
from console.pages.panels import panel
from console.pages.posting import require_safe_or_post, sent
from console.pages.sign_in_outcome import hard_expired
from console.requests import ConsoleRequest
from console.targets.users import own_user
from credentials.operations import passwords


@part_of_sign_in
@shows(GET_ACCOUNT_PASSWORD_POLICY, on=targets.account)
@performs(CHANGE_PASSWORD, on=own_user)
@require_safe_or_post
@sensitive_post_parameters("old_password", "new_password", "confirm")
def change_password(request: ConsoleRequest) -> HttpResponse:
    """The old password, the new one twice. Wrong old ones count like failed sign-ins."""
    principal, user = request.gate.principal, request.gate.principal.user
    if principal.must_change_password and passwords.has_expired_for_good(user, now=request.now):
        return hard_expired(request, user, mfa_used=bool(principal.mfa))
    form, answer = ChangePasswordForm(sent(request)), Attempt()
    if form.is_valid():
        answer = _attempt(request, form)
        if answer.changed:
            return redirect("security_credentials")
    rules = passwords.rules_for(user)
    context = {
        "form": form,
        "wait": answer.wait,
        "password_policy": panel(request.gate, GET_ACCOUNT_PASSWORD_POLICY, lambda: listed(rules)),
    }
    at_sign_in = principal.must_change_password
    template = "passwords/change_at_sign_in.html" if at_sign_in else "passwords/change.html"
    return render(request, template, context, status=answer.status)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a form: the password is changed, or how long to wait, or an HTTP status."""

    changed: bool = False
    wait: int = 0
    status: int = 200


@transaction.atomic
def _attempt(request: ConsoleRequest, form: ChangePasswordForm) -> Attempt:
    """Change the password if attempts are left; if not, the form says why.

    The user's row is locked from the first look at the attempts until one more is counted, so that
    parallel guesses are put in line.
    """
    user = locked_user(request.gate.principal.user)
    attempts = sign_in.attempt_name(user.account, "", user.user_name)
    wait = sign_in.seconds_to_wait(request, attempts, now=request.now)
    if wait:
        return Attempt(wait=wait, status=429)
    refused = _change(request, form)
    return Attempt(status=refused.status) if refused else Attempt(changed=True)


def _change(request: ConsoleRequest, form: ChangePasswordForm) -> ServiceError | None:
    """Change the password, or let the form say why not."""
    user = request.gate.principal.user
    try:
        with request.gate.call(CHANGE_PASSWORD):
            passwords.change_password(
                user=user,
                old_password=form.cleaned_data["old_password"],
                new_password=form.cleaned_data["new_password"],
                now=request.now,
            )
    except AccessDenied as error:
        sign_in.count_failure(request, user)
        form.add_error("old_password", str(error))
        return error
    except ServiceError as error:
        form.add_error("new_password", str(error))
        return error
    sessions.password_changed(request, user)
    messages.success(
        request, "Password changed\nThis session goes on; your other console sessions have ended."
    )
    return None
