"""Set the account's password policy, or return to AWS's default.

The form offers both, as AWS's does: it is decided as UpdateAccountPasswordPolicy, and the choice of
the default as DeleteAccountPasswordPolicy too, which is also a dialog of its own.
"""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import (
    DELETE_ACCOUNT_PASSWORD_POLICY,
    GET_ACCOUNT_PASSWORD_POLICY,
    UPDATE_ACCOUNT_PASSWORD_POLICY,
)
from accounts.errors import ServiceError
from accounts.operations import password_policies as operations
from accounts.operations.password_policies import PasswordPolicySettings, custom_policy
from console import refusals, targets
from console.forms.account.password_policies import (
    CUSTOM,
    DEFAULT,
    KINDS,
    SUGGESTED,
    PasswordPolicyForm,
    camel,
    initial_of,
)
from console.gate.decorators import offers, performs, shows
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.pages.components.panels import panel
from console.web import flashes

BACK = "account_settings"


@offers(DELETE_ACCOUNT_PASSWORD_POLICY, on=targets.account)
@shows(GET_ACCOUNT_PASSWORD_POLICY, on=targets.account)
@performs(UPDATE_ACCOUNT_PASSWORD_POLICY, on=targets.account)
@require_safe_or_post
def edit(request: ConsoleRequest) -> HttpResponse:
    """The account's own policy, which replaces the current one as a whole."""
    gate, account = request.gate, request.gate.principal.account
    current = panel(gate, GET_ACCOUNT_PASSWORD_POLICY, lambda: custom_policy(account))
    if request.POST.get("kind") == DEFAULT:
        return _to_default(request, nothing_to_do=not current.refusal and current.value is None)
    at_first = {"kind": CUSTOM, **SUGGESTED} if current.refusal else initial_of(current.value)
    form = PasswordPolicyForm(sent(request), initial=at_first)
    error: ServiceError | None = None
    if form.is_valid():
        try:
            _update(request, form)
        except ServiceError as refused:
            error = refused
            form.explain(str(refused))
        else:
            return redirect(BACK)
    context = {"form": form, "kinds": KINDS, "current": current, "back": reverse(BACK)}
    return render_with_error(request, "account/password_policies/edit.html", context, error)


@performs(DELETE_ACCOUNT_PASSWORD_POLICY, on=targets.account)
@require_safe_or_post
def delete(request: ConsoleRequest) -> HttpResponse:
    """AWS's default policy, in place of the account's own."""
    return confirm(request, "account/password_policies/delete.html", _deletion(request))


def _deletion(request: ConsoleRequest) -> Change:
    account = request.gate.principal.account
    return Change(
        action=DELETE_ACCOUNT_PASSWORD_POLICY,
        find=lambda: None,
        perform=lambda: operations.delete_account_password_policy(account=account),
        done="Password policy deleted",
        text="AWS's default password policy applies.",
        not_done="Password policy not deleted",
        back=reverse(BACK),
    )


def _to_default(request: ConsoleRequest, *, nothing_to_do: bool) -> HttpResponse:
    """What the dialog of the deletion does, or its refusal."""
    if nothing_to_do:
        text = "The account has AWS's default password policy already."
        flashes.info(request, "Nothing to change", text)
        return redirect(BACK)
    if not request.gate.allows(DELETE_ACCOUNT_PASSWORD_POLICY):
        return refusals.page(request, refusals.refuse(request.gate, DELETE_ACCOUNT_PASSWORD_POLICY))
    return confirm(request, "account/password_policies/delete.html", _deletion(request))


def _update(request: ConsoleRequest, form: PasswordPolicyForm) -> None:
    settings = form.settings()
    sent = {camel(name): value for name, value in settings.items() if value is not None}
    with request.gate.perform(UPDATE_ACCOUNT_PASSWORD_POLICY, **sent):
        operations.update_account_password_policy(
            account=request.gate.principal.account, settings=PasswordPolicySettings(**settings)
        )
    flashes.success(
        request,
        "Password policy updated",
        "Passwords must meet it when they are changed; their age counts at once.",
    )
