"""Change one's own password, on the credentials page or as the last step of signing in."""

from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions import CHANGE_PASSWORD, GET_ACCOUNT_PASSWORD_POLICY
from accounts.errors import ServiceError
from accounts.values.password_rules import listed
from console import targets
from console.authentication import sessions, sign_in
from console.forms.credentials.passwords import ChangePasswordForm
from console.gate.decorators import part_of_sign_in, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import require_safe_or_post, sent
from console.pages.components.panels import panel
from console.pages.sign_in.outcome import hard_expired
from console.targets.users import own_user
from console.web import flashes
from credentials.operations import passwords
from credentials.operations.passwords import WrongOldPassword


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
    form, outcome = ChangePasswordForm(sent(request)), Outcome()
    if form.is_valid():
        outcome = _attempt(request, form)
        if outcome.changed:
            return redirect("security_credentials")
    rules = passwords.rules_for(user)
    context = {
        "form": form,
        "wait": outcome.wait,
        "left": outcome.left,
        "password_policy": panel(request.gate, GET_ACCOUNT_PASSWORD_POLICY, lambda: listed(rules)),
    }
    at_sign_in = principal.must_change_password
    template = (
        "credentials/passwords/change_at_sign_in.html"
        if at_sign_in
        else "credentials/passwords/change.html"
    )
    return render(request, template, context, status=outcome.status)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a form: the password is changed, or how long to wait, or an HTTP status.

    left  how many attempts are left after a wrong old password, once they are few
    """

    changed: bool = False
    wait: int = 0
    status: int = 200
    left: int = 0


def _attempt(request: ConsoleRequest, form: ChangePasswordForm) -> Outcome:
    """Change the password if attempts are left; if not, the form says why."""
    user = request.gate.principal.user
    try:
        with sign_in.counted(request, user) as attempt:
            if attempt.wait:
                return Outcome(wait=attempt.wait, status=429)
            checked = partial(
                passwords.check_change,
                user=user,
                old_password=form.cleaned_data["old_password"],
                new_password=form.cleaned_data["new_password"],
            )
            with request.gate.perform(CHANGE_PASSWORD, checked) as answer:
                passwords.change_password(answer.prepared, now=request.now)
    except WrongOldPassword as error:
        form.add_error("old_password", str(error))
        return Outcome(wait=attempt.pause, status=error.status, left=attempt.few_left)
    except ServiceError as error:
        form.add_error("new_password", str(error))
        return Outcome(status=error.status)
    sessions.password_changed(request, user)
    flashes.success(
        request, "Password changed", "This session goes on; your other console sessions have ended."
    )
    return Outcome(changed=True)
