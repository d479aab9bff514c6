"""The password: changed on the page, demanded at sign-in, expired softly and hard."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.test import Client

from accounts.editions import edition
from accounts.models import User, UserPolicy
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from console.models import Event
from tests.api.conftest import new_key
from tests.api.raw import body_of, send
from tests.pages.helpers import text_of
from tests.world import PAGE, PASSWORD, World, code, give_device

SignedIn = Callable[..., Client]
CHANGE = f"{PAGE}password/"
NEW = "Correct-horse-2"
AT_SIGN_IN = (
    "Either user is not authorized to perform iam:ChangePassword or entered password does not "
    "comply with account password policy set by administrator"
)
DOCUMENT = "2019-01-31-mfa-self-manage"


def change(client: Client, old: str = PASSWORD, new: str = NEW, confirm: str | None = None):
    form = {
        "old_password": old,
        "new_password": new,
        "confirm": new if confirm is None else confirm,
    }
    return client.post(CHANGE, form)


def has_password(user: User, password: str) -> bool:
    return User.objects.get(pk=user.pk).check_password(password)


def with_policy(world: World, **settings: object) -> None:
    update_account_password_policy(
        account=world.account,
        settings=PasswordPolicySettings(**settings),  # type: ignore[arg-type]
    )


def enter(user: User, password: str = PASSWORD) -> tuple[Client, object]:
    client = Client()
    form = {"account": "training", "username": user.user_name, "password": password}
    return client, client.post("/signin/", form)


def allow_password_change_without_mfa(user: User) -> None:
    """The document's own variation: two more actions that the Deny does not hit."""
    policy = user.policies.get()
    policy.document = edition(f"{DOCUMENT}-password-at-sign-in")
    policy.save()


def test_the_page_lists_the_default_rules(world: World, signed_in: SignedIn):
    html = signed_in(world.bob).get(CHANGE).content.decode()
    assert "Must be at least 8 characters and at most 128 characters long" in html
    assert "Include a minimum of three of the following" in html


def test_the_page_lists_the_accounts_own_rules(world: World, signed_in: SignedIn):
    with_policy(
        world, minimum_password_length=14, require_symbols=True, password_reuse_prevention=5
    )
    html = signed_in(world.bob).get(CHANGE).content.decode()
    assert "Must be at least 14 characters" in html
    assert "Include at least one symbol" in html
    assert "Must not be the same as one of your last 5 passwords" in html
    assert "three of the following" not in html


def test_when_the_rules_are_denied_the_panel_says_so(world: World, signed_in: SignedIn):
    deny = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Deny",'
        '"Action":"iam:GetAccountPasswordPolicy","Resource":"*"}}'
    )
    UserPolicy.objects.create(user=world.bob, policy_name="NoRules", document=deny)
    client = signed_in(world.bob)
    html = client.get(CHANGE).content.decode()
    assert "iam:GetAccountPasswordPolicy on resource: * with an explicit deny" in html
    assert change(client).url == PAGE


def test_other_sessions_end_and_the_present_one_stays(world: World, signed_in: SignedIn):
    here, there = signed_in(world.bob), signed_in(world.bob)
    key = here.session.session_key
    assert change(here).url == PAGE
    assert here.session.session_key != key
    assert "Password changed" in here.get(PAGE).content.decode()
    assert there.get(PAGE).status_code == 302
    assert has_password(world.bob, NEW)
    event = Event.objects.get(event_name="ChangePassword")
    assert event.record["requestParameters"] is None
    assert event.record["responseElements"] is None
    assert NEW not in str(event.record)


@pytest.mark.parametrize(
    ("new", "text"),
    [
        ("Short1!", "Password should have a minimum length of 8"),
        (
            "lowercaseonly",
            "Password should meet 2 more of the following requirements: Password should have at "
            "least one uppercase letter, Password should have at least one number, Password should "
            "have at least one symbol",
        ),
        (PASSWORD, "Password should meet"),
    ],
)
def test_a_password_that_breaks_the_rules_is_refused(
    world: World, signed_in: SignedIn, new: str, text: str
):
    response = change(signed_in(world.bob), new=new)
    assert response.status_code == 400
    assert text in response.content.decode().replace("&#x27;", "'")
    assert new not in response.content.decode()
    assert has_password(world.bob, PASSWORD)
    event = Event.objects.get(event_name="ChangePassword")
    assert event.error_code == "PasswordPolicyViolationException"


def test_reuse_is_checked_against_stored_hashes(world: World, signed_in: SignedIn):
    with_policy(world, password_reuse_prevention=2)
    client = signed_in(world.bob)
    change(client)
    change(client, old=NEW, new="Another-horse-3")
    refused = change(client, old="Another-horse-3", new=NEW)
    assert "password reuse prevention" in refused.content.decode()
    assert change(client, old="Another-horse-3", new="Third-horse-4").status_code == 302
    assert change(client, old="Third-horse-4", new=NEW).status_code == 302


def test_a_wrong_old_password_changes_nothing_and_counts(world: World, signed_in: SignedIn):
    client = signed_in(world.bob)
    for _ in range(10):
        response = change(client, old="wrong")
        assert response.status_code == 403
        assert "The old password was incorrect." in response.content.decode()
    assert Event.objects.filter(event_name="ChangePassword", error_code="AccessDenied").count()
    refused = change(client)
    assert refused.status_code == 429
    assert "Too many attempts" in refused.content.decode()
    assert has_password(world.bob, PASSWORD)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"old": ""}, "Enter your current password."),
        ({"new": "", "confirm": "x"}, "Enter a new password."),
        ({"confirm": "other"}, "The two new passwords are not the same."),
        ({"new": "\u4f60\u597d-Password-1"}, "Value at 'newPassword' failed to satisfy constraint"),
        ({"new": "x" * 129}, "Member must have length less than or equal to 128"),
        ({"old": "x" * 129}, "Value at 'oldPassword' failed to satisfy constraint"),
        ({"new": "Pass\0word1!"}, "Value at 'newPassword' failed to satisfy constraint"),
    ],
)
def test_malformed_input_is_a_field_error(
    world: World, signed_in: SignedIn, fields: dict[str, str], text: str
):
    html = change(signed_in(world.bob), **fields).content.decode().replace("&#x27;", "'")
    assert text in html
    assert has_password(world.bob, PASSWORD)


def test_without_mfa_the_documents_policy_refuses(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    for response in (client.get(CHANGE), change(client)):
        assert response.status_code == 403
        assert "iam:ChangePassword on resource: user alice" in response.content.decode()
    assert has_password(world.alice, PASSWORD)


def test_with_mfa_the_documents_policy_allows(world: World, signed_in: SignedIn):
    client = signed_in(world.alice, give_device(world.alice))
    assert change(client).url == PAGE
    assert "not authorized" not in client.get(PAGE).content.decode()


def test_the_account_may_let_users_change_their_passwords(world: World, signed_in: SignedIn):
    client = signed_in(world.carol)
    assert change(client).status_code == 403
    with_policy(world, allow_users_to_change_password=True)
    assert change(client).url == "/iam/security-credentials/"
    assert has_password(world.carol, NEW)


def test_and_an_explicit_deny_still_wins(world: World, signed_in: SignedIn):
    with_policy(world, allow_users_to_change_password=True)
    assert change(signed_in(world.alice)).status_code == 403


def test_this_does_not_allow_a_user_to_create_a_password_at_sign_in(world: World):
    """The document: a new user under its policy is refused by the forced change."""
    User.objects.filter(pk=world.alice.pk).update(password_reset_required=True)
    client, response = enter(world.alice)
    assert response.url == CHANGE
    for answer in (client.get(CHANGE), change(client)):
        assert answer.status_code == 403
        html = text_of(answer)
        assert AT_SIGN_IN in html
        assert "DenyAllExceptListedIfNoMFA" in html
    assert has_password(world.alice, PASSWORD)
    assert Event.objects.filter(event_name="ChangePassword", error_code="AccessDenied").exists()


def test_with_the_two_actions_added_it_works(world: World):
    User.objects.filter(pk=world.alice.pk).update(password_reset_required=True)
    allow_password_change_without_mfa(world.alice)
    client, _ = enter(world.alice)
    html = client.get(CHANGE).content.decode()
    assert "You must change your password to continue" in html
    assert "Must be at least 8 characters" in html
    assert change(client).url == PAGE
    page = client.get(PAGE)
    assert page.status_code == 200
    assert not User.objects.get(pk=world.alice.pk).password_reset_required
    assert "not authorized to perform: iam:ListAccessKeys" in page.content.decode()


def test_with_mfa_the_forced_change_works_under_the_document(world: World):
    device = give_device(world.alice)
    User.objects.filter(pk=world.alice.pk).update(password_reset_required=True)
    client, _ = enter(world.alice)
    assert client.post("/signin/mfa/app/", {"code": code(device)}).url == CHANGE
    assert change(client).url == PAGE
    assert "not authorized" not in client.get(PAGE).content.decode()


def test_that_session_can_do_nothing_else(world: World):
    User.objects.filter(pk=world.bob.pk).update(password_reset_required=True)
    client, _ = enter(world.bob)
    Event.objects.all().delete()
    addresses = (PAGE, f"{PAGE}access-keys/create/", f"{PAGE}access-keys/create/description/")
    for address in addresses:
        assert client.get(address).url == CHANGE
        assert client.post(address).url == CHANGE
    assert not Event.objects.exists()
    assert client.post("/signout/").url == "/signin/?account=training&reason=signed-out"


def test_a_soft_expired_password_must_be_changed(world: World):
    with_policy(world, max_password_age=90, minimum_password_length=8)
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(days=90), tick=False):
        client, response = enter(world.bob)
        assert response.url == CHANGE
        assert change(client).url == PAGE
        assert client.get(PAGE).status_code == 200


def test_a_session_that_must_change_it_ends_when_it_has_expired_for_good(world: World):
    with_policy(world, max_password_age=90, hard_expiry=True)
    User.objects.filter(pk=world.bob.pk).update(password_reset_required=True)
    day = datetime.now(tz=UTC) + timedelta(days=90)
    with time_machine.travel(day - timedelta(hours=1), tick=False):
        client, response = enter(world.bob)
        assert response.url == CHANGE
    with time_machine.travel(day, tick=False):
        refused = change(client)
        assert refused.status_code == 403
        assert "Ask an administrator" in refused.content.decode()
        assert client.get(CHANGE).url.startswith("/signin/")
    assert has_password(world.bob, PASSWORD)


def test_a_hard_expired_password_opens_nothing(world: World):
    with_policy(world, max_password_age=90, hard_expiry=True)
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(days=90), tick=False):
        client, response = enter(world.bob)
        assert response.status_code == 403
        assert "Ask an administrator" in response.content.decode()
        assert client.get(PAGE).url.startswith("/signin/")
        failure = Event.objects.get(event_name="ConsoleLogin")
        assert failure.record["responseElements"] == {"ConsoleLogin": "Failure"}
    assert "has expired" not in enter(world.bob, "wrong")[1].content.decode()


@pytest.mark.parametrize(("day", "warned"), [(74, False), (75, True), (89, True)])
def test_the_warning_begins_fifteen_days_before(world: World, day: int, warned: bool):
    with_policy(world, max_password_age=90)
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(days=day, minutes=5), tick=False):
        client, response = enter(world.bob)
        assert response.url == PAGE
        html = client.get(PAGE).content.decode()
        left = 90 - day
        assert (f"Your password expires in {left} day" in html) is warned


def test_the_page_says_when_it_was_used_and_when_it_expires(world: World, signed_in: SignedIn):
    with_policy(world, max_password_age=90)
    client = signed_in(world.bob)
    html = client.get(PAGE).content.decode()
    expiry = datetime.now(tz=UTC) + timedelta(days=90)
    assert f"{expiry:%Y-%m-%d}" in html
    assert "Password last used" in html
    assert "GetLoginProfile" not in html


def test_without_the_right_the_expiry_is_not_shown(world: World, signed_in: SignedIn):
    with_policy(world, max_password_age=90)
    html = signed_in(world.alice).get(PAGE).content.decode()
    assert f"{datetime.now(tz=UTC) + timedelta(days=90):%Y-%m-%d}" not in html
    assert "it needs iam:GetAccountPasswordPolicy" in html


def test_tags_of_the_caller_decide_on_pages_and_at_the_api(world: World, signed_in: SignedIn):
    document = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ChangePassword",'
        '"Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}}}'
    )
    UserPolicy.objects.create(user=world.carol, policy_name="Red", document=document)
    carol = signed_in(world.carol)
    key = new_key(world.carol)
    call = partial(body_of, "ChangePassword", NewPassword="Wire-horse-3")
    assert change(carol).status_code == 403
    assert send(key, call(OldPassword=PASSWORD)).status_code == 403
    assert has_password(world.carol, PASSWORD)
    User.objects.filter(pk=world.carol.pk).update(tags={"team": "red"})
    assert change(carol).status_code == 302
    assert send(key, call(OldPassword=NEW)).status_code == 200
    assert has_password(world.carol, "Wire-horse-3")
