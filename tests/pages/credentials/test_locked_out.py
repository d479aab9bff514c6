"""Before a password is given that must be changed: would its user be let change it?"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.editions import edition
from accounts.models import Group, GroupPolicy
from accounts.operations.policies.attachments import attach_group_policy
from accounts.operations.policies.policies import create_policy
from console.models import Event
from tests.pages.helpers import ADMINISTRATOR, READ, address, allow, text_of
from tests.pages.users.test_create_user import GENERATED, REVIEW, create, sign_in
from tests.support.refusals import DENY_ALL
from tests.support.rows import rows
from tests.world import World, give_device

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
WARNED = "could not create a new password"
PAGES = ("console-access/enable/", "console-access/reset/")


@pytest.fixture
def forced(world: World, developers: Group) -> Group:
    """Developers, under the policy that denies nearly everything without MFA."""
    text = edition("2019-01-31-mfa-self-manage")
    policy = create_policy(account=world.account, policy_name="Gate", document=text, now=NOW)
    attach_group_policy(group=developers, policy=policy)
    return developers


def review(client: Client, **chosen: object) -> str:
    return text_of(client.get(REVIEW, {"user_name": "dave", **GENERATED, **chosen}))


def test_the_review_warns_of_who_would_stay_outside(world: World, admin: Client, forced: Group):
    before = rows()
    html = review(admin, group_name="Developers")
    assert f"dave {WARNED}" in html
    assert "The policy Gate denies iam:ChangePassword, until dave signs in with MFA." in html
    assert "apply-edition/?edition=2019-01-31-mfa-self-manage-password-at-sign-in" in html
    assert rows() == before
    without = html.partition('href="/iam/users/create/review/?')[2].partition('"')[0]
    again = text_of(admin.get(f"{REVIEW}?{without.replace('&amp;', '&')}"))
    assert WARNED not in again
    assert "<dt>Require password reset</dt><dd>No" in again


def test_the_warning_is_true(world: World, admin: Client, forced: Group):
    """The user is created nevertheless, and the first sign-in is refused as the warning says."""
    made = create(admin, group_name="Developers", **GENERATED)
    client = sign_in("dave", made.context["password"])
    response = client.get("/", follow=True)
    assert "Either user is not authorized to perform iam:ChangePassword" in text_of(response)


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"reset_required": ""},
        {"console_access": ""},
        {"policy_arn": ADMINISTRATOR, "permissions": "policies"},
    ],
)
def test_who_would_be_let_is_not_warned_of(world: World, admin: Client, chosen: dict[str, str]):
    html = review(admin, **chosen)
    assert WARNED not in html
    assert "is not checked" not in html


def test_an_inline_policy_of_a_group_counts_and_is_not_mended_by_an_edition(
    world: World, admin: Client, developers: Group
):
    GroupPolicy.objects.create(group=developers, policy_name="Shut", document=DENY_ALL)
    html = review(admin, group_name="Developers")
    assert "The policy Shut denies iam:ChangePassword." in html
    assert "apply-edition" not in html


def test_what_the_caller_may_not_attach_does_not_count(
    world: World, signed_in: SignedIn, forced: Group
):
    """Only the group and the policy would allow the change of the password."""
    allow(world.carol, "iam:CreateUser", "iam:CreateLoginProfile", "iam:SimulatePrincipalPolicy")
    html = review(signed_in(world.carol), group_name="Developers")
    assert "No policy allows iam:ChangePassword." in html


def test_who_may_not_simulate_learns_nothing_of_policies(
    world: World, signed_in: SignedIn, forced: Group
):
    allow(world.carol, "iam:CreateUser", "iam:*LoginProfile", "iam:AddUserToGroup", "iam:Attach*")
    client = signed_in(world.carol)
    pages = [
        review(client, group_name="Developers"),
        *(text_of(client.get(address("alice", f"security-credentials/{page}"))) for page in PAGES),
    ]
    for html in pages:
        assert WARNED not in html
        assert "is not checked: this needs iam:SimulatePrincipalPolicy" in html
        assert "Gate" not in html
    assert not Event.objects.filter(event_name="SimulatePrincipalPolicy").exists()


@pytest.mark.parametrize("page", PAGES)
def test_a_password_for_somebody_who_is_there(world: World, admin: Client, page: str):
    html = text_of(admin.get(address("alice", f"security-credentials/{page}")))
    assert f"alice {WARNED}" in html
    assert "The policy Force_MFA denies iam:ChangePassword, until alice signs in with MFA." in html
    assert "alice/permissions/apply-edition/?edition=2019" in html
    event = Event.objects.get(event_name="SimulatePrincipalPolicy")
    assert event.record["requestParameters"] == {
        "policySourceArn": world.alice.arn,
        "actionNames": ["iam:ChangePassword"],
    }
    assert WARNED not in text_of(admin.get(address("bob", f"security-credentials/{page}")))
    give_device(world.alice)  # then its code is asked for, and the session has MFA
    assert WARNED not in text_of(admin.get(address("alice", f"security-credentials/{page}")))


def test_a_boundary_is_named(world: World, admin: Client):
    bound = create_policy(account=world.account, policy_name="Bound", document=READ, now=NOW)
    world.bob.permissions_boundary = bound
    world.bob.save()
    html = text_of(admin.get(address("bob", f"security-credentials/{PAGES[1]}")))
    assert "The permissions boundary Bound does not allow iam:ChangePassword." in html


def test_the_review_shows_every_command(world: World, admin: Client, developers: Group):
    response = admin.get(REVIEW, {"user_name": "dave", **GENERATED, "group_name": "Developers"})
    change = "arn:aws:iam::aws:policy/IAMUserChangePassword"
    assert response.context["commands"] == [
        "aws iam create-user --user-name dave",
        "aws iam create-login-profile --user-name dave --password '<password>' "
        "--password-reset-required",
        "aws iam add-user-to-group --user-name dave --group-name Developers",
        f"aws iam attach-user-policy --user-name dave --policy-arn {change}",
    ]
    assert "Copy AWS CLI commands" in text_of(response)
