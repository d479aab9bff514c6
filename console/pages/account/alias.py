"""Set and delete the account's alias."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import CREATE_ACCOUNT_ALIAS, DELETE_ACCOUNT_ALIAS, LIST_ACCOUNT_ALIASES
from accounts.errors import ServiceError
from accounts.operations import accounts
from accounts.values.texts import made_writable
from console import targets
from console.authentication import sign_in
from console.forms.account.account_aliases import DeleteAliasForm, EditAliasForm
from console.gate.decorators import offers, performs
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.web import flashes

BACK = "account_settings"


@offers(LIST_ACCOUNT_ALIASES, on=targets.account)
@performs(CREATE_ACCOUNT_ALIAS, on=targets.account)
@require_safe_or_post
def edit(request: ConsoleRequest) -> HttpResponse:
    """The alias, which no other account has; a new one takes the old one's place."""
    alias = _alias(request.gate)
    form = EditAliasForm(sent(request), initial={"account_alias": alias})
    if not form.is_valid():
        return _page(request, "edit", form, alias)
    wanted = form.cleaned_data["account_alias"]
    if wanted == alias:
        flashes.info(request, "Nothing to change", f"The account's alias is {alias} already.")
        return redirect(BACK)
    try:
        with request.gate.perform(CREATE_ACCOUNT_ALIAS, accountAlias=wanted):
            accounts.create_account_alias(account=request.gate.principal.account, alias=wanted)
    except ServiceError as error:
        return _page(request, "edit", form, alias, error)
    url = sign_in.sign_in_url_for(wanted)
    flashes.success(request, "Account alias saved", f"IAM users can sign in at {url}")
    return redirect(BACK)


@offers(LIST_ACCOUNT_ALIASES, on=targets.account)
@performs(DELETE_ACCOUNT_ALIAS, on=targets.account)
@require_safe_or_post
def delete(request: ConsoleRequest) -> HttpResponse:
    """Delete the alias; a caller who may not see it has to type it."""
    alias = _alias(request.gate)
    if alias == "":
        flashes.info(request, "Nothing to change", "The account has no alias.")
        return redirect(BACK)
    form = DeleteAliasForm(sent(request), initial={"account_alias": alias})
    if not form.is_valid():
        return _page(request, "delete", form, alias)
    named = made_writable(form.cleaned_data["account_alias"])
    try:
        with request.gate.perform(DELETE_ACCOUNT_ALIAS, accountAlias=named):
            accounts.delete_account_alias(account=request.gate.principal.account, alias=named)
    except ServiceError as error:
        return _page(request, "delete", form, alias, error)
    flashes.success(
        request, "Account alias deleted", "IAM users sign in with the account ID from now on."
    )
    return redirect(BACK)


def _alias(gate: Gate) -> str | None:
    """The account's alias or "", read by a call of its own; None where it may not be seen."""
    if not gate.allows(LIST_ACCOUNT_ALIASES):
        return None
    gate.read(LIST_ACCOUNT_ALIASES)
    return next(iter(accounts.list_account_aliases(account=gate.principal.account)), "")


def _page(
    request: ConsoleRequest,
    verb: str,
    form: EditAliasForm | DeleteAliasForm,
    alias: str | None,
    error: ServiceError | None = None,
) -> HttpResponse:
    """The dialog; what the operation refuses stands at its field."""
    if error is not None:
        form.add_error("account_alias", str(error))
    context = {"form": form, "alias": alias, "back": reverse(BACK)}
    return render_with_error(request, f"account/account_aliases/{verb}.html", context, error)
