"""Account settings: the password policy, the alias, and what they do at once."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from accounts.models import Account, PasswordPolicy
from accounts.operations.accounts import delete_account_alias
from accounts.operations.password_policy import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from console.models import Event
from tests.pages.test_user_page import allow
from tests.rows import rows
from tests.world import ACCOUNT_ID, PASSWORD, World, sign_in

SignedIn = Callable[..., Client]
SETTINGS = "/iam/account-settings/"
EDIT, DELETE = f"{SETTINGS}password-policy/edit/", f"{SETTINGS}password-policy/delete/"
EDIT_ALIAS, DELETE_ALIAS = f"{SETTINGS}alias/edit/", f"{SETTINGS}alias/delete/"
CUSTOM = {"kind": "custom", "minimum_password_length": "12"}
STRICT = PasswordPolicySettings(minimum_password_length=20, max_password_age=90)


@pytest.fixture
def admin(world: World, signed_in: SignedIn) -> Client:
    return signed_in(world.admin)


def text_of(response) -> str:
    return unescape(" ".join(response.content.decode().split()))


def called(name: str) -> list[dict[str, object]]:
    """The records of the calls of this name."""
    found = Event.objects.filter(event_name=name).order_by("pk")
    return list(found.values_list("record", flat=True))


def alias_of(world: World) -> str | None:
    return Account.objects.get(pk=world.account.pk).alias


def set_password(client: Client, password: str):
    form = {"kind": "custom", "new_password": password}
    return client.post("/iam/users/details/bob/security-credentials/console-access/reset/", form)


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


def test_the_form_opens_with_what_is_in_force(world: World, admin: Client):
    html = text_of(admin.get(EDIT))
    assert 'value="default" checked' in html
    assert 'name="minimum_password_length" value="8"' in html
    update_account_password_policy(account=world.account, settings=STRICT)
    Event.objects.all().delete()
    html = text_of(admin.get(EDIT))
    assert 'value="custom" checked' in html
    for text in ('length" value="20"', 'name="max_password_age" value="90"'):
        assert text in html
    assert Event.objects.get().event_name == "GetAccountPasswordPolicy"


def test_a_custom_policy_is_saved_with_its_event(world: World, admin: Client):
    form = CUSTOM | {
        "require_symbols": "on",
        "require_numbers": "on",
        "expire": "on",
        "max_password_age": "1095",
        "hard_expiry": "on",
        "allow_users_to_change_password": "on",
        "prevent_reuse": "on",
        "password_reuse_prevention": "24",
    }
    response = admin.post(EDIT, form)
    assert response.url == SETTINGS
    assert "Password policy updated" in text_of(admin.get(SETTINGS))
    expected = {
        "minimum_password_length": 12,
        "require_symbols": True,
        "require_numbers": True,
        "require_uppercase_characters": False,
        "require_lowercase_characters": False,
        "allow_users_to_change_password": True,
        "max_password_age": 1095,
        "password_reuse_prevention": 24,
        "hard_expiry": True,
    }
    stored = PasswordPolicy.objects.values(*expected).get(account=world.account)
    assert stored == expected
    [record] = called("UpdateAccountPasswordPolicy")
    assert record["requestParameters"] == {
        "minimumPasswordLength": 12,
        "requireSymbols": True,
        "requireNumbers": True,
        "requireUppercaseCharacters": False,
        "requireLowercaseCharacters": False,
        "allowUsersToChangePassword": True,
        "maxPasswordAge": 1095,
        "passwordReusePrevention": 24,
        "hardExpiry": True,
    }


def test_a_number_counts_only_where_its_box_is_checked(world: World, admin: Client):
    update_account_password_policy(account=world.account, settings=STRICT)
    ignored = {"max_password_age": "soon", "password_reuse_prevention": "5"}
    assert admin.post(EDIT, CUSTOM | ignored).status_code == 302
    policy = PasswordPolicy.objects.get(account=world.account)
    assert (policy.max_password_age, policy.password_reuse_prevention) == (None, None)
    [record] = called("UpdateAccountPasswordPolicy")
    assert "maxPasswordAge" not in record["requestParameters"]


OUT = "failed to satisfy constraint: Member must have value"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"minimum_password_length": "5"}, f"'minimumPasswordLength' {OUT} greater than or equal"),
        ({"minimum_password_length": "129"}, f"'minimumPasswordLength' {OUT} less than or equal"),
        ({"expire": "on", "max_password_age": "0"}, f"'maxPasswordAge' {OUT} greater"),
        ({"expire": "on", "max_password_age": "1096"}, f"'maxPasswordAge' {OUT} less"),
        (
            {"prevent_reuse": "on", "password_reuse_prevention": "-1"},
            f"'passwordReusePrevention' {OUT} greater than or equal to 1",
        ),
        (
            {"prevent_reuse": "on", "password_reuse_prevention": "25"},
            f"'passwordReusePrevention' {OUT} less than or equal to 24",
        ),
    ],
)
def test_a_number_out_of_range_is_refused_in_aws_s_words(
    world: World, admin: Client, fields: dict[str, str], text: str
):
    before = rows()
    response = admin.post(EDIT, CUSTOM | fields)
    html = text_of(response)
    assert response.status_code == 400
    assert f"1 validation error detected: Value at {text}" in html
    assert html.count("This number is out of range.") == 1
    name = list(fields)[-1]
    assert f'aria-describedby="id_{name}-error id_{name}-constraint" aria-invalid="true"' in html
    assert rows() == before
    [record] = called("UpdateAccountPasswordPolicy")
    assert record["errorCode"] == "ValidationError"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({}, "Choose a password policy."),
        ({"kind": "other"}, "Choose one of the two."),
        ({"kind": "custom"}, "Enter a number."),
        (CUSTOM | {"minimum_password_length": "many"}, "Enter a whole number."),
        (CUSTOM | {"minimum_password_length": "8.5"}, "Enter a whole number."),
        (CUSTOM | {"minimum_password_length": "9" * 30}, "Enter a whole number."),
        (CUSTOM | {"minimum_password_length": "9" * 5000}, "Enter a whole number."),
        (CUSTOM | {"minimum_password_length": "8\0"}, "Enter a whole number."),
        (CUSTOM | {"expire": "on"}, "Enter a number."),
        (CUSTOM | {"expire": "on", "max_password_age": "x"}, "Enter a whole number."),
        (CUSTOM | {"prevent_reuse": "on"}, "Enter a number."),
    ],
)
def test_what_is_no_policy_is_said_at_its_field(
    world: World, admin: Client, form: dict[str, str], text: str
):
    before = rows()
    response = admin.post(EDIT, form)
    assert response.status_code == 200
    assert text in text_of(response)
    assert rows() == before
    assert called("UpdateAccountPasswordPolicy") == []


def test_choosing_the_default_deletes_the_policy(world: World, admin: Client):
    update_account_password_policy(account=world.account, settings=STRICT)
    response = admin.post(EDIT, {"kind": "default", "minimum_password_length": "x"}, follow=True)
    assert response.redirect_chain == [(DELETE, 307), (SETTINGS, 302)]
    assert "Password policy deleted" in text_of(response)
    assert not PasswordPolicy.objects.exists()
    assert called("UpdateAccountPasswordPolicy") == []
    assert len(called("DeleteAccountPasswordPolicy")) == 1


def test_choosing_the_default_that_is_in_force_calls_nothing(world: World, admin: Client):
    response = admin.post(EDIT, {"kind": "default"}, follow=True)
    assert response.redirect_chain == [(SETTINGS, 302)]
    assert "Nothing to change" in text_of(response)
    assert called("DeleteAccountPasswordPolicy") == []


def test_who_may_only_update_cannot_choose_the_default(world: World, signed_in: SignedIn):
    update_account_password_policy(account=world.account, settings=STRICT)
    allow(world.carol, "iam:UpdateAccountPasswordPolicy")
    client = signed_in(world.carol)
    before = rows()
    html = text_of(client.get(EDIT))
    assert "iam:GetAccountPasswordPolicy on resource: *" in html
    assert 'value="custom" checked' in html
    assert "20" not in html.partition('name="minimum_password_length"')[2][:20]
    response = client.post(EDIT, {"kind": "default"}, follow=True)
    assert response.status_code == 403
    assert "iam:DeleteAccountPasswordPolicy on resource: *" in text_of(response)
    assert rows() == before
    assert client.post(EDIT, CUSTOM).status_code == 302
    assert PasswordPolicy.objects.get().minimum_password_length == 12


def test_who_may_only_delete_has_the_dialog(world: World, signed_in: SignedIn):
    update_account_password_policy(account=world.account, settings=STRICT)
    allow(world.carol, "iam:DeleteAccountPasswordPolicy")
    client = signed_in(world.carol)
    assert client.get(EDIT).status_code == 403
    assert "Delete password policy?" in text_of(client.get(DELETE))
    assert PasswordPolicy.objects.exists()
    assert client.post(DELETE).url == SETTINGS
    assert not PasswordPolicy.objects.exists()
    before = rows()
    response = client.post(DELETE)
    assert response.status_code == 404
    assert "The account policy with name PasswordPolicy cannot be found." in text_of(response)
    assert rows() == before
    assert called("DeleteAccountPasswordPolicy")[-1]["errorCode"] == "NoSuchEntityException"


def test_a_stricter_policy_refuses_a_shorter_password_at_once(world: World, admin: Client):
    assert set_password(admin, "Short-pass-1").status_code == 200
    admin.post(EDIT, CUSTOM | {"minimum_password_length": "20", "require_numbers": "on"})
    before = rows()
    response = set_password(admin, "Short-pass-1")
    assert response.status_code == 400
    assert "Password should have a minimum length of 20" in text_of(response)
    assert rows() == before
    admin.post(EDIT, {"kind": "default"}, follow=True)
    assert set_password(admin, "Short-pass-2").status_code == 200


def test_users_may_change_their_password_as_soon_as_the_policy_says_so(
    world: World, admin: Client, signed_in: SignedIn
):
    client = signed_in(world.carol)
    form = {"old_password": PASSWORD, "new_password": "Short-1", "confirm": "Short-1"}
    before = rows()
    assert client.post("/iam/security-credentials/password/", form).status_code == 403
    assert rows() == before
    allowed = {"minimum_password_length": "6", "allow_users_to_change_password": "on"}
    admin.post(EDIT, CUSTOM | allowed)
    assert client.post("/iam/security-credentials/password/", form).status_code == 302


def test_the_other_account_keeps_its_policy(world: World, admin: Client, signed_in: SignedIn):
    update_account_password_policy(account=world.stranger.account, settings=STRICT)
    admin.post(EDIT, CUSTOM)
    admin.post(EDIT, {"kind": "default"}, follow=True)
    policy = PasswordPolicy.objects.get()
    assert (policy.account, policy.minimum_password_length) == (world.stranger.account, 20)


def test_an_alias_signs_in_at_once_and_the_old_one_no_longer(world: World, admin: Client):
    assert 'name="account_alias" value="training"' in text_of(admin.get(EDIT_ALIAS))
    response = admin.post(EDIT_ALIAS, {"account_alias": "class-of-26"})
    assert response.url == SETTINGS
    html = text_of(admin.get(SETTINGS))
    assert "/signin/?account=class-of-26" in html
    assert "account=training" not in html
    page = Client().get("/signin/?account=class-of-26")
    assert 'name="account" value="class-of-26"' in text_of(page)
    form = {"username": "bob", "password": PASSWORD}
    assert Client().post("/signin/", form | {"account": "class-of-26"}).status_code == 302
    assert Client().post("/signin/", form | {"account": "training"}).status_code == 200
    [record] = called("CreateAccountAlias")
    assert record["requestParameters"] == {"accountAlias": "class-of-26"}


def test_the_address_only_fills_the_sign_in_form_in(world: World):
    """The account that is asked for is the form's, whatever the address said."""
    form = {"account": "elsewhere", "username": "bob", "password": PASSWORD}
    assert Client().post("/signin/?account=training", form).status_code == 200
    html = Client().get('/signin/?account="><script>').content.decode()
    assert "<script>" not in html.partition('name="account"')[2][:200]


@pytest.mark.parametrize(
    ("alias", "status", "text"),
    [
        ("", 200, "Enter an alias."),
        ("Ab", 400, "Value at 'accountAlias' failed to satisfy constraint: Member must satisfy"),
        ("ab", 400, "Member must satisfy regular expression pattern"),
        ("a--b", 400, "Member must satisfy regular expression pattern"),
        ("a" * 64, 400, "Member must satisfy regular expression pattern"),
        ("123456789012", 400, "Member must satisfy regular expression pattern"),
        ("abc\0", 400, "Member must satisfy regular expression pattern"),
        (" abc", 400, "Member must satisfy regular expression pattern"),
        ("strange", 409, "The account alias strange already exists."),
    ],
)
def test_an_alias_that_is_refused(world: World, admin: Client, alias: str, status: int, text: str):
    Account.objects.filter(pk=world.stranger.account.pk).update(alias="strange")
    before = rows()
    response = admin.post(EDIT_ALIAS, {"account_alias": alias})
    assert response.status_code == status
    assert text in text_of(response)
    assert 'aria-invalid="true"' in text_of(response)
    assert rows() == before
    assert len(called("CreateAccountAlias")) == (status != 200)


def test_the_same_alias_again_is_nothing_to_change(world: World, admin: Client):
    response = admin.post(EDIT_ALIAS, {"account_alias": "training"}, follow=True)
    assert "The account's alias is training already." in text_of(response)
    assert called("CreateAccountAlias") == []


def test_an_alias_is_deleted_and_the_account_id_signs_in(world: World, admin: Client):
    assert "<strong>training</strong>" in text_of(admin.get(DELETE_ALIAS))
    assert admin.post(DELETE_ALIAS, {"account_alias": "training"}).url == SETTINGS
    assert alias_of(world) is None
    [record] = called("DeleteAccountAlias")
    assert record["requestParameters"] == {"accountAlias": "training"}
    html = text_of(admin.get(SETTINGS))
    assert "<dd>None</dd>" in html
    assert f'href="{DELETE_ALIAS}"' not in html
    form = {"account": "training", "username": "bob", "password": PASSWORD}
    assert Client().post("/signin/", form).status_code == 200
    sign_in(Client(), world.bob)
    response = admin.get(DELETE_ALIAS, follow=True)
    assert "The account has no alias." in text_of(response)


def test_an_alias_that_changed_meanwhile_is_not_deleted(world: World, admin: Client):
    before = rows()
    for alias, status in (("older", 404), ("ol\0der", 404), ("", 200)):
        response = admin.post(DELETE_ALIAS, {"account_alias": alias})
        assert response.status_code == status
        assert 'aria-invalid="true"' in text_of(response)
    assert rows() == before
    assert {each["errorCode"] for each in called("DeleteAccountAlias")} == {"NoSuchEntityException"}


def test_who_may_not_see_the_alias_is_not_told_it(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:CreateAccountAlias", "iam:DeleteAccountAlias")
    client = signed_in(world.carol)
    Event.objects.all().delete()
    for address in (EDIT_ALIAS, DELETE_ALIAS):
        html = text_of(client.get(address))
        assert 'name="account_alias"' in html
        assert "training" not in html.partition("<main")[2].partition("</main>")[0]
    assert not Event.objects.exists()
    assert client.post(DELETE_ALIAS, {"account_alias": "training"}).status_code == 302
    assert alias_of(world) is None
    html = text_of(client.get(DELETE_ALIAS))  # nor that there is none
    assert 'name="account_alias"' in html
    assert client.post(EDIT_ALIAS, {"account_alias": "anew"}).status_code == 302
    assert alias_of(world) == "anew"


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


def test_without_an_alias_one_is_created(world: World, admin: Client):
    delete_account_alias(account=world.account, alias="training")
    assert f'href="{EDIT_ALIAS}" data-dialog>Create</a>' in text_of(admin.get(SETTINGS))
    assert "Create alias for AWS account 123456789012" in text_of(admin.get(EDIT_ALIAS))
    assert admin.post(EDIT_ALIAS, {"account_alias": "anew"}).status_code == 302
    assert alias_of(world) == "anew"
