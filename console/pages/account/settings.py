"""The account's settings: its password policy, its alias and where its users sign in."""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_safe

from accounts.actions import (
    CREATE_ACCOUNT_ALIAS,
    DELETE_ACCOUNT_ALIAS,
    DELETE_ACCOUNT_PASSWORD_POLICY,
    GET_ACCOUNT_PASSWORD_POLICY,
    LIST_ACCOUNT_ALIASES,
    UPDATE_ACCOUNT_PASSWORD_POLICY,
)
from accounts.models import Account, PasswordPolicy
from accounts.operations.accounts import list_account_aliases
from accounts.operations.password_policies import custom_policy, rules_of
from accounts.values.password_rules import DEFAULT
from console import targets
from console.authentication import sign_in
from console.forms.account.password_policies import REQUIRED
from console.gate.decorators import offers, shows, signed_in
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import panel

OF_FOUR = (
    f"Include a minimum of {apnumber(DEFAULT.of_four)} of the following mix of character types: "
    "uppercase letters, lowercase letters, numbers, non-alphanumeric characters"
)


@dataclass(frozen=True, slots=True)
class Described:
    """A password policy in the console's words; `custom` says that it is the account's own."""

    custom: bool
    minimum_length: int
    strength: tuple[str, ...]
    others: tuple[str, ...]


@offers(UPDATE_ACCOUNT_PASSWORD_POLICY, DELETE_ACCOUNT_PASSWORD_POLICY, on=targets.account)
@offers(CREATE_ACCOUNT_ALIAS, DELETE_ACCOUNT_ALIAS, on=targets.account)
@shows(GET_ACCOUNT_PASSWORD_POLICY, LIST_ACCOUNT_ALIASES, on=targets.account)
@signed_in(because="The page keeps its frame; each panel in it is decided by itself, as in IAM's.")
@require_safe
def settings_of_account(request: ConsoleRequest) -> HttpResponse:
    """The current settings, and which of them may be changed."""
    gate, account = request.gate, request.gate.principal.account
    context = {
        "password_policy": panel(
            gate, GET_ACCOUNT_PASSWORD_POLICY, lambda: described(custom_policy(account))
        ),
        "account_alias": panel(gate, LIST_ACCOUNT_ALIASES, lambda: _alias(account)),
        "sign_in_url": sign_in.sign_in_url_for(account.account_id),
    }
    return render(request, "account/account_settings/page.html", context)


def described(policy: PasswordPolicy | None) -> Described:
    """A custom policy, or AWS's default one for None."""
    rules = rules_of(policy)
    strength = [REQUIRED[name] for name in rules.required]
    if rules.of_four:
        strength.append(OF_FOUR)
    return Described(policy is not None, rules.minimum_length, tuple(strength), _others(policy))


def _others(policy: PasswordPolicy | None) -> tuple[str, ...]:
    if policy is None:
        return ("Never expire password", "Must not be identical to your AWS account name")
    age, remembered = policy.max_password_age, policy.password_reuse_prevention
    found = [f"Expire passwords in {age} day{pluralize(age)}" if age else "Never expire password"]
    if policy.hard_expiry:
        found.append("Password expiration requires administrator reset")
    if policy.allow_users_to_change_password:
        found.append("Allow users to change their own password")
    if remembered:
        found.append(f"Prevent reuse of the last {remembered} password{pluralize(remembered)}")
    return tuple(found)


def _alias(account: Account) -> dict[str, str]:
    """The alias ("" for none) and the sign-in URL with it."""
    alias = next(iter(list_account_aliases(account=account)), "")
    return {"name": alias, "sign_in_url": sign_in.sign_in_url_for(alias) if alias else ""}
