"""Account settings: each panel with its own decision, and what may not be changed."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from console.models import Event
from tests.pages import helpers
from tests.pages.helpers import allow
from tests.support.rows import rows
from tests.world import ACCOUNT_ID, World

SignedIn = Callable[..., Client]
SETTINGS = "/iam/account-settings/"
EDIT, DELETE = f"{SETTINGS}password-policy/edit/", f"{SETTINGS}password-policy/delete/"
EDIT_ALIAS, DELETE_ALIAS = f"{SETTINGS}alias/edit/", f"{SETTINGS}alias/delete/"
CUSTOM = {"kind": "custom", "minimum_password_length": "12"}
STRICT = PasswordPolicySettings(minimum_password_length=20, max_password_age=90)


def text_of(response) -> str:
    return unescape(helpers.text_of(response))


def called(name: str) -> list[dict[str, object]]:
    """The records of the calls of this name."""
    found = Event.objects.filter(event_name=name).order_by("pk")
    return list(found.values_list("record", flat=True))


def test_the_default_policy_and_the_alias_are_shown(world: World, admin: Client):
    Event.objects.all().delete()
    html = text_of(admin.get(SETTINGS))
    assert "This AWS account uses the following default password policy:" in html
    for text in ("<dd>8 characters</dd>", "a minimum of three", "Never expire password"):
        assert text in html
    assert f'href="{EDIT}"' in html
    assert f'href="{DELETE}"' not in html
    assert f'href="{DELETE_ALIAS}"' in html
    assert f"/signin/?account={ACCOUNT_ID}" in html
    assert "/signin/?account=training" in html
    assert sorted(Event.objects.values_list("event_name", "error_code")) == [
        ("GetAccountPasswordPolicy", ""),
        ("ListAccountAliases", ""),
    ]


def test_a_custom_policy_is_shown_whole(world: World, admin: Client):
    update_account_password_policy(
        account=world.account,
        settings=PasswordPolicySettings(
            minimum_password_length=14,
            require_symbols=True,
            require_lowercase_characters=True,
            allow_users_to_change_password=True,
            max_password_age=1,
            password_reuse_prevention=24,
            hard_expiry=True,
        ),
    )
    html = text_of(admin.get(SETTINGS))
    for text in (
        "following custom password policy",
        "<dd>14 characters</dd>",
        "one lowercase letter",
        "one non-alphanumeric character (! @ # $",
        "Expire passwords in 1 day<",
        "administrator reset",
        "Allow users to change",
        "Prevent reuse of the last 24 passwords",
    ):
        assert text in html, text
    for text in ("one uppercase letter", "one number", "identical", "Never expire"):
        assert text not in html, text
    assert f'href="{DELETE}"' in html


def test_no_strength_is_said_to_be_none(world: World, admin: Client):
    update_account_password_policy(account=world.account, settings=PasswordPolicySettings())
    html = text_of(admin.get(SETTINGS))
    assert "<dd>6 characters</dd>" in html
    assert "No requirements" in html


@pytest.mark.parametrize(
    ("action", "shown", "hidden"),
    [
        ("iam:GetAccountPasswordPolicy", "<dd>20 characters</dd>", "account=training"),
        ("iam:ListAccountAliases", "account=training", "20 characters"),
    ],
)
def test_each_panel_is_decided_by_itself(
    world: World, signed_in: SignedIn, action: str, shown: str, hidden: str
):
    update_account_password_policy(account=world.account, settings=STRICT)
    allow(world.carol, action)
    client = signed_in(world.carol)
    Event.objects.all().delete()
    response = client.get(SETTINGS)
    html = text_of(response)
    assert response.status_code == 200
    assert shown in html
    assert hidden not in html
    assert html.count("is not authorized to perform: iam:") == 2  # the text, and to be copied
    assert sorted(Event.objects.values_list("error_code", flat=True)) == ["", "AccessDenied"]
    for writing in (EDIT, DELETE, EDIT_ALIAS, DELETE_ALIAS):
        assert f'href="{writing}"' not in html
    assert "Needs iam:UpdateAccountPasswordPolicy in this session" in html


@pytest.mark.parametrize(
    ("address", "form", "action"),
    [
        (EDIT, CUSTOM, "UpdateAccountPasswordPolicy"),
        (EDIT, {"kind": "default"}, "UpdateAccountPasswordPolicy"),
        (DELETE, {}, "DeleteAccountPasswordPolicy"),
        (EDIT_ALIAS, {"account_alias": "mine"}, "CreateAccountAlias"),
        (DELETE_ALIAS, {"account_alias": "training"}, "DeleteAccountAlias"),
    ],
)
def test_what_is_refused_writes_nothing_but_its_event(
    world: World, signed_in: SignedIn, address: str, form: dict[str, str], action: str
):
    update_account_password_policy(account=world.account, settings=STRICT)
    client = signed_in(world.bob)
    before = rows()
    for send in (client.get, client.post):
        Event.objects.all().delete()
        response = send(address, form)
        assert response.status_code == 403
        assert f"iam:{action} on resource: * because no identity-based policy" in text_of(response)
        event = Event.objects.get()
        assert (event.event_name, event.error_code) == (action, "AccessDenied")
    assert rows() == before
