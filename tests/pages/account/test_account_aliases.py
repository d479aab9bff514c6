"""The account's alias: given, replaced, deleted, and who signs in with it."""

import pytest
from django.test import Client

from accounts.models import Account
from accounts.operations.accounts import delete_account_alias
from console.models import Event
from tests.pages.account.test_account_settings import (
    DELETE_ALIAS,
    EDIT_ALIAS,
    SETTINGS,
    SignedIn,
    called,
    text_of,
)
from tests.pages.helpers import allow
from tests.support.rows import rows
from tests.world import PASSWORD, World, sign_in


def alias_of(world: World) -> str | None:
    return Account.objects.get(pk=world.account.pk).alias


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
        ("Ab", 400, "but cannot begin or end with a hyphen."),
        ("ab", 400, "The specified value for accountAlias is invalid."),
        ("a--b", 400, "The specified value for accountAlias is invalid."),
        ("a" * 64, 400, "The specified value for accountAlias is invalid."),
        ("123456789012", 400, "The specified value for accountAlias is invalid."),
        ("abc\0", 400, "The specified value for accountAlias is invalid."),
        (" abc", 400, "The specified value for accountAlias is invalid."),
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
    asked = [record["requestParameters"] for record in called("CreateAccountAlias")]
    assert asked == ([{"accountAlias": alias.replace("\0", "\ufffd")}] if alias else [])


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


def test_without_an_alias_one_is_created(world: World, admin: Client):
    delete_account_alias(account=world.account, alias="training")
    assert f'href="{EDIT_ALIAS}" data-dialog>Create</a>' in text_of(admin.get(SETTINGS))
    assert "Create alias for AWS account 123456789012" in text_of(admin.get(EDIT_ALIAS))
    assert admin.post(EDIT_ALIAS, {"account_alias": "anew"}).status_code == 302
    assert alias_of(world) == "anew"
