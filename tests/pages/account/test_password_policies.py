"""The account's password policy: set, refused, deleted, and what it does at once."""

import pytest
from django.test import Client

from accounts.models import PasswordPolicy
from accounts.operations.password_policies import (
    update_account_password_policy,
)
from console.models import Event
from tests.pages.account.test_account_settings import (
    CUSTOM,
    DELETE,
    EDIT,
    SETTINGS,
    STRICT,
    SignedIn,
    called,
    text_of,
)
from tests.pages.helpers import allow
from tests.support.rows import rows
from tests.world import PASSWORD, World


def set_password(client: Client, password: str):
    form = {"kind": "custom", "new_password": password}
    return client.post("/iam/users/details/bob/security-credentials/console-access/reset/", form)


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
    assert response.redirect_chain == [(SETTINGS, 302)]
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
