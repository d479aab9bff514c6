"""Change one's own password, on the credentials page or as the last step of signing in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import CHANGE_PASSWORD, GET_ACCOUNT_PASSWORD_POLICY
from accounts.errors import AccessDenied, ServiceError
from accounts.password_rules import listed
from console import sessions, sign_in, targets
from console.forms.passwords import ChangePasswordForm
from console.guards import part_of_sign_in, performs, shows
from console.pages.panels import panel
from console.requests import ConsoleRequest
from credentials.operations import passwords


@part_of_sign_in
@shows(GET_ACCOUNT_PASSWORD_POLICY, on=targets.account)
@performs(CHANGE_PASSWORD, on=targets.own_user)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("old_password", "new_password", "confirm")
def change_password(request: ConsoleRequest) -> HttpResponse:
    """The old password, the new one twice. Wrong old ones count like failed sign-ins."""
    user, wait = request.gate.principal.user, 0
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        attempts = sign_in.attempt_name(user.account, "", user.user_name)
        wait = sign_in.seconds_to_wait(request, attempts, now=request.now)
        if not wait and _change(request, form):
            return redirect("security_credentials")
    rules = passwords.rules_for(user)
    context = {
        "form": form,
        "wait": wait,
        "password_policy": panel(request.gate, GET_ACCOUNT_PASSWORD_POLICY, lambda: listed(rules)),
    }
    at_sign_in = request.gate.principal.must_change_password
    template = "passwords/change_at_sign_in.html" if at_sign_in else "passwords/change.html"
    return render(request, template, context, status=429 if wait else 200)


def _change(request: ConsoleRequest, form: ChangePasswordForm) -> bool:
    """Whether the password was changed; if not, the form says why."""
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
        return False
    except ServiceError as error:
        form.add_error("new_password", str(error))
        return False
    sessions.password_changed(request, user)
    messages.success(
        request, "Password changed\nThis session goes on; your other console sessions have ended."
    )
    return True
