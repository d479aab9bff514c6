"""The wizard *Create user*: the whole way, what is refused on it, and the password once."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import Group, User, UserPolicy
from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.policies.policies import create_policy
from console.models import Event
from tests.pages.helpers import allow, text_of
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
DETAILS = "/iam/users/create/"
GROUPS, POLICIES = f"{DETAILS}permissions/", f"{DETAILS}permissions/policies/"
COPY = f"{DETAILS}permissions/copy/"
REVIEW = f"{DETAILS}review/"
CUSTOM = "Custom-password-1"
CHANGE_PASSWORD = "arn:aws:iam::aws:policy/IAMUserChangePassword"
DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
GENERATED = {"console_access": "on", "kind": "generated", "reset_required": "on"}


@pytest.fixture
def policy_arn(world: World) -> str:
    account = world.account
    return create_policy(account=account, policy_name="Buckets", document=DOCUMENT, now=NOW).arn


def hidden(html: str) -> dict[str, list[str]]:
    """What the page's form would send without being touched."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html):
        found.setdefault(name, []).append(unescape(value))
    return found


def create(client: Client, name: str = "dave", **fields: object):
    """The last step's form, as the review would send it."""
    token = fields.pop("client_token", uuid.uuid4())
    return client.post(REVIEW, {"user_name": name, "client_token": token, **fields})


def calls() -> list[tuple[str, str]]:
    """The writing calls so far, with their errors."""
    return list(
        Event.objects.filter(read_only=False, event_source="iam.amazonaws.com")
        .order_by("pk")
        .values_list("event_name", "error_code")
    )


def sign_in(name: str, password: str) -> Client:
    client = Client()
    fields = {"account": "training", "username": name, "password": password}
    assert client.post("/signin/", fields).status_code == 302
    return client


def test_the_whole_way_with_a_generated_password(world: World, admin: Client, developers: Group):
    assert f'href="{DETAILS}"' in text_of(admin.get("/iam/users/"))
    html = text_of(admin.get(DETAILS))
    assert "Step 4" not in html
    response = admin.get(DETAILS, {"user_name": "dave", **GENERATED, "next": "1"}, follow=True)
    html = text_of(response)
    assert "Step 4" in html
    assert response.request["PATH_INFO"] == GROUPS
    sent = hidden(html) | {"group_name": ["Developers"]}
    html = text_of(admin.get(REVIEW, sent))
    assert ">dave<" in html
    assert ">Developers</th><td>Group</td><td>Permissions group<" in html
    assert ">IAMUserChangePassword</th><td>AWS managed</td><td>Permissions policy<" in html
    before = Event.objects.count()
    response = admin.post(REVIEW, hidden(html))
    html = text_of(response)
    password = response.context["password"]
    assert "Retrieve password" in html
    assert "User created successfully" in html
    assert password in unescape(html)
    dave = User.objects.get(user_name="dave")
    assert [group.group_name for group in dave.groups.all()] == ["Developers"]
    assert [policy.arn for policy in dave.policies.all()] == [CHANGE_PASSWORD]
    assert calls() == [
        ("CreateUser", ""),
        ("CreateLoginProfile", ""),
        ("AddUserToGroup", ""),
        ("AttachUserPolicy", ""),
    ]
    events = Event.objects.order_by("pk")[before:]
    records = {event.event_name: event.record for event in events}
    made = records["CreateUser"]
    assert made["requestParameters"] == {"userName": "dave"}
    assert made["responseElements"]["user"]["arn"] == dave.arn
    given = records["CreateLoginProfile"]
    assert given["requestParameters"] == {"userName": "dave", "passwordResetRequired": True}
    assert given["responseElements"]["loginProfile"]["userName"] == "dave"
    attached = records["AttachUserPolicy"]["requestParameters"]
    assert attached == {"userName": "dave", "policyArn": CHANGE_PASSWORD}
    client = sign_in("dave", password)
    changes = client.get("/iam/users/")
    assert changes.url == reverse("change_password")
    assert client.get(changes.url).status_code == 200
    fields = {"old_password": password, "new_password": CUSTOM, "confirm": CUSTOM}
    client.post(changes.url, fields)
    assert client.get("/iam/users/").status_code == 200


def test_the_password_is_shown_once_and_nowhere_else(world: World, admin: Client):
    response = create(admin, **GENERATED)
    password = response.context["password"]
    assert "no-store" in response["Cache-Control"]
    assert "data:text/csv;charset=utf-8,%EF%BB%BFUser%20name" in response.content.decode()
    assert password not in str(admin.session.items())
    assert all(password not in str(s.get_decoded()) for s in Session.objects.all())
    assert all(password not in str(event.record) for event in Event.objects.all())
    assert password not in str(rows())
    for page in ("/iam/users/", "/iam/users/details/dave/"):
        assert password not in unescape(text_of(admin.get(page)))


def test_a_custom_password(world: World, admin: Client):
    chosen = {"user_name": "dave", "console_access": "on", "kind": "custom"}
    html = text_of(admin.get(REVIEW, chosen))
    assert 'name="new_password"' in html
    sent = hidden(html) | {"new_password": CUSTOM}
    response = admin.post(REVIEW, sent)
    assert response.context["password"] == CUSTOM
    dave = User.objects.get(user_name="dave")
    assert not dave.password_reset_required
    assert not dave.policies.exists()
    assert all(CUSTOM not in str(event.record) for event in Event.objects.all())
    assert CUSTOM not in str(admin.session.items())
    client = sign_in("dave", CUSTOM)
    assert client.get("/iam/users/").status_code == 200


def test_no_password_and_policies(world: World, admin: Client, policy_arn: str):
    chosen = {"user_name": "dave", "permissions": "policies", "policy_arn": policy_arn}
    html = text_of(admin.get(REVIEW, chosen))
    assert ">Buckets</th><td>Customer managed</td>" in html
    assert "new_password" not in html
    response = admin.post(REVIEW, hidden(html))
    assert response.url == "/iam/users/"
    assert "User created successfully" in text_of(admin.get(response.url))
    dave = User.objects.get(user_name="dave")
    assert not dave.has_usable_password()
    assert [policy.arn for policy in dave.policies.all()] == [policy_arn]
    assert calls() == [("CreateUser", ""), ("AttachUserPolicy", "")]


def test_only_the_chosen_kind_of_permissions_counts(
    world: World, admin: Client, developers: Group, policy_arn: str
):
    both = {"group_name": "Developers", "policy_arn": policy_arn}
    create(admin, permissions="policies", **both)
    dave = User.objects.get(user_name="dave")
    assert (dave.groups.count(), dave.policies.count()) == (0, 1)
    create(admin, "erin", permissions="groups", **both)
    erin = User.objects.get(user_name="erin")
    assert (erin.groups.count(), erin.policies.count()) == (1, 0)


def test_back_keeps_what_was_entered(
    world: World, admin: Client, developers: Group, policy_arn: str
):
    chosen = {
        "user_name": "dave",
        "console_access": "on",
        "kind": "custom",
        "permissions": "groups",
        "group_name": "Developers",
        "policy_arn": policy_arn,
    }
    html = text_of(admin.get(DETAILS, chosen))
    assert 'value="dave"' in html
    assert re.search(r'name="console_access"[^>]* checked', html)
    assert 'value="custom" checked' in html
    assert not re.search(r'name="reset_required"[^>]* checked', html)
    assert hidden(html)["group_name"] == ["Developers"]
    assert hidden(html)["policy_arn"] == [policy_arn]
    html = text_of(admin.get(GROUPS, chosen))
    assert re.search(r'value="Developers"[^>]* checked', html)
    html = text_of(admin.get(POLICIES, chosen))
    assert re.search(f'value="{policy_arn}"[^>]* checked', html)
    links = re.findall(r'class="button" href="([^"]+)"', text_of(admin.get(REVIEW, chosen)))
    assert len(links) == 3
    for link in links:
        assert "user_name=dave" in link
        assert "group_name=Developers" in link
    back = {**chosen, "permissions": "policies", "next": "1"}
    assert admin.get(DETAILS, back).url.startswith(POLICIES)


def test_copy_permissions_of_another_user(
    world: World, admin: Client, developers: Group, policy_arn: str
):
    add_user_to_group(group=developers, user=world.alice)
    create_group(account=world.account, group_name="Ops", now=NOW)
    html = text_of(admin.get(COPY, {"user_name": "dave"}))
    assert 'type="radio" name="copy_from" value="alice"' in html
    assert "stranger" not in html
    chosen = {"user_name": "dave", "copy_from": "alice", "group_name": "Ops"}
    html = text_of(admin.get(COPY, {**chosen, "copy": "1"}, follow=True))
    assert ">Developers</th>" in html
    assert ">Force_MFA</th>" in html
    assert "Ops" not in html
    assert {"ListGroupsForUser", "ListAttachedUserPolicies"} <= set(
        Event.objects.filter(error_code="").values_list("event_name", flat=True)
    )
    sent = hidden(html)
    assert 'value="alice" id="choice-1" checked' in text_of(admin.get(COPY, sent))
    admin.post(REVIEW, sent)
    dave = User.objects.get(user_name="dave")
    assert list(dave.groups.all()) == [developers]
    assert list(dave.policies.all()) == list(world.alice.policies.all())


def test_nobody_to_copy_from(world: World, admin: Client):
    for name in ("", "nobody", "stranger", "\0", "x" * 500):
        chosen = {"user_name": "dave", "copy_from": name, "copy": "1"}
        assert "Choose a user to copy permissions from." in text_of(admin.get(COPY, chosen))


def test_copying_is_decided_on_the_user(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:CreateUser", "iam:ListUsers", "iam:ListGroupsForUser")
    allow(world.carol, "iam:ListAttachedUserPolicies", resource=world.bob.arn)
    client = signed_in(world.carol)
    html = text_of(client.get(COPY, {"user_name": "dave"}))
    assert re.search(r'value="alice" id="choice-\d+" disabled', html)
    assert re.search(r'value="bob" id="choice-\d+">', html)
    before = rows()
    response = client.get(COPY, {"user_name": "dave", "copy_from": "alice", "copy": "1"})
    assert response.status_code == 403
    html = text_of(response)
    assert "iam:ListAttachedUserPolicies on resource: user alice because" in html
    assert "Force_MFA" not in html
    assert rows() == before
    event = Event.objects.get(event_name="ListAttachedUserPolicies")
    assert event.error_code == "AccessDenied"


def test_an_unknown_kind_of_permissions_is_told(world: World, admin: Client):
    chosen = {"user_name": "dave", "permissions": "x"}
    html = text_of(admin.get(GROUPS, chosen, follow=True))
    assert "This form cannot be read." in html


def test_search_finds_and_keeps_what_is_ticked(world: World, admin: Client, developers: Group):
    create_group(account=world.account, group_name="Ops", now=NOW)
    chosen = {"user_name": "dave", "group_name": "Developers", "search": "OP"}
    html = text_of(admin.get(GROUPS, chosen))
    assert re.search(r'value="Developers"[^>]* checked', html)
    assert 'value="Ops"' in html
    html = text_of(admin.get(GROUPS, {"user_name": "dave", "search": "zz"}))
    assert "No group has a name that contains “zz”" in html
    html = text_of(admin.get(POLICIES, {"user_name": "dave", "search": "administrator"}))
    assert "AdministratorAccess" in html
    assert "Force_MFA" not in html


def test_a_long_list_is_cut(world: World, admin: Client):
    for number in range(52):
        create_group(account=world.account, group_name=f"g{number:02}", now=NOW)
    html = text_of(admin.get(GROUPS, {"user_name": "dave"}))
    assert 'value="g49"' in html
    assert 'value="g50"' not in html
    assert "The first 50 of 52." in html


@pytest.mark.parametrize("name", ["", "b o b", "x" * 65, "ä", "a/b", "a\0b", "<script>"])
def test_a_malformed_name_is_a_field_error(world: World, admin: Client, name: str):
    before, events = rows(), calls()
    response = admin.get(DETAILS, {"user_name": name, "next": "1"})
    html = text_of(response)
    assert 'aria-invalid="true"' in html
    for address in (GROUPS, COPY, POLICIES, REVIEW):
        assert admin.get(address, {"user_name": name}).url.startswith(DETAILS)
    assert create(admin, name).url.startswith(DETAILS)
    assert (rows(), calls()) == (before, events)


def test_a_taken_name_is_said_at_the_name(world: World, admin: Client, developers: Group):
    before = rows()
    response = create(admin, "ALICE", **GENERATED, group_name="Developers")
    assert response.status_code == 409
    html = text_of(response)
    assert "Specify user details" in html
    assert "User with name ALICE already exists." in html
    assert 'value="ALICE"' in html
    assert hidden(html)["group_name"] == ["Developers"]
    assert rows() == before
    assert calls() == [("CreateUser", "EntityAlreadyExistsException")]


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("", "Value at 'password' failed"),
        ("short", "Password should have a minimum length of 8"),
        ("123456789012", "Password should meet 2 more of the following requirements"),
        ("Ж" * 12, "Member must satisfy regular expression pattern"),
        ("x" * 129, "Member must have length less than or equal to 128"),
    ],
)
def test_a_password_against_the_rules_makes_no_user(
    world: World, admin: Client, password: str, text: str
):
    before, events = rows(), calls()
    fields = {"console_access": "on", "kind": "custom", "new_password": password}
    response = create(admin, **fields)
    assert response.status_code == 400
    html = unescape(text_of(response))
    assert text in html
    assert "Review and create" in html
    assert not password or f'value="{password}"' not in html
    assert (rows(), calls()) == (before, events)


def test_one_form_makes_one_user(world: World, admin: Client):
    token = uuid.uuid4()
    password = create(admin, client_token=token, **GENERATED).context["password"]
    before = rows()
    response = create(admin, client_token=token, **GENERATED)
    assert response.url == "/iam/users/"
    html = text_of(admin.get(response.url))
    assert "This user was created already" in html
    assert "The password was shown once" in html
    assert password not in html
    assert rows() == before
    assert ("CreateUser", "EntityAlreadyExistsException") not in calls()


def test_without_a_token_nothing_is_made(world: World, admin: Client):
    before = rows()
    html = text_of(create(admin, client_token="x"))
    assert "This form cannot be read." in html
    assert rows() == before


def test_who_may_not_create_users(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:ListUsers")
    client = signed_in(world.carol)
    html = text_of(client.get("/iam/users/"))
    assert 'aria-describedby="create-user-iamcreateuser-why">Create user<' in html
    assert DETAILS not in html
    before = rows()
    for response in (client.get(DETAILS), client.get(REVIEW), create(client, **GENERATED)):
        assert response.status_code == 403
    text = "iam:CreateUser on resource: arn:aws:iam::123456789012:user/dave because"
    assert text in text_of(response)
    assert rows() == before
    assert calls() == [("CreateUser", "AccessDenied")] * 3


def test_creating_is_decided_on_the_name(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:CreateUser", resource="arn:aws:iam::*:user/dave")
    client = signed_in(world.carol)
    assert client.get(DETAILS, {"user_name": "dave"}).status_code == 200
    before = rows()
    assert create(client, "erin").status_code == 403
    assert rows() == before
    assert create(client, "dave").status_code == 302
    assert User.objects.filter(user_name="dave").exists()


def test_what_is_not_allowed_is_off_and_says_why(
    world: World, signed_in: SignedIn, developers: Group, policy_arn: str
):
    create_group(account=world.account, group_name="Ops", now=NOW)
    allow(world.carol, "iam:CreateUser", "iam:ListGroups", "iam:ListPolicies")
    allow(world.carol, "iam:AddUserToGroup", resource=developers.arn)
    condition = f'{{"ArnEquals":{{"iam:PolicyARN":"{policy_arn}"}}}}'
    document = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:AttachUserPolicy",'
        f'"Resource":"*","Condition":{condition}}}}}'
    )
    UserPolicy.objects.create(user=world.carol, policy_name="Attach", document=document)
    client = signed_in(world.carol)
    html = text_of(client.get(DETAILS))
    assert '<input type="checkbox" disabled aria-describedby="no-password">' in html
    html = text_of(client.get(GROUPS, {"user_name": "dave"}))
    assert re.search(r'value="Ops" id="choice-\d+" disabled', html)
    assert re.search(r'value="Developers" id="choice-\d+">', html)
    assert 'title="Needs iam:AddUserToGroup on this group"' in html
    html = text_of(client.get(POLICIES, {"user_name": "dave"}))
    assert re.search(rf'value="{policy_arn}" id="choice-\d+">', html)
    assert re.search(r'value="arn:aws:iam::aws:policy/AdministratorAccess" [^>]*disabled', html)
    html = text_of(client.get(REVIEW, {"user_name": "dave", "group_name": "Ops"}))
    assert "Not everything here will succeed" in html


def test_lists_that_may_not_be_seen(world: World, signed_in: SignedIn, developers: Group):
    allow(world.carol, "iam:CreateUser")
    client = signed_in(world.carol)
    html = text_of(client.get(GROUPS, {"user_name": "dave"}))
    assert "not authorized to perform: iam:ListGroups" in html
    assert "Developers" not in html
    html = text_of(client.get(POLICIES, {"user_name": "dave"}))
    assert "not authorized to perform: iam:ListPolicies" in html
    assert "AdministratorAccess" not in html
    assert create(client).status_code == 302


def test_later_refusals_leave_the_user_and_are_told(
    world: World, signed_in: SignedIn, developers: Group
):
    create_group(account=world.account, group_name="Ops", now=NOW)
    allow(world.carol, "iam:CreateUser")
    allow(world.carol, "iam:AddUserToGroup", resource=developers.arn)
    client = signed_in(world.carol)
    response = create(client, **GENERATED, group_name=["Ops", "Developers", "nobody"])
    html = unescape(text_of(response))
    assert response.status_code == 200
    assert "password" not in response.context
    assert "User dave created, but not everything succeeded" in html
    for text in (
        "iam:CreateLoginProfile on resource: user dave because",
        "iam:AddUserToGroup on resource: group Ops because",
        "iam:AddUserToGroup on resource: group nobody because",
        "iam:AttachUserPolicy on resource: user dave because",
        'href="/iam/users/details/dave/"',
    ):
        assert text in html
    dave = User.objects.get(user_name="dave")
    assert not dave.has_usable_password()
    assert [group.group_name for group in dave.groups.all()] == ["Developers"]
    assert not dave.policies.exists()
    assert calls() == [
        ("CreateUser", ""),
        ("CreateLoginProfile", "AccessDenied"),
        ("AddUserToGroup", "AccessDenied"),
        ("AddUserToGroup", ""),
        ("AddUserToGroup", "AccessDenied"),
        ("AttachUserPolicy", "AccessDenied"),
    ]


def test_a_password_that_may_not_be_given_says_nothing_of_the_rules(
    world: World, signed_in: SignedIn
):
    allow(world.carol, "iam:CreateUser")
    fields = {"console_access": "on", "kind": "custom", "new_password": "short"}
    html = text_of(create(signed_in(world.carol), **fields))
    assert "iam:CreateLoginProfile on resource: user dave because" in html
    assert "minimum length" not in html


def test_what_is_gone_by_then_is_told_with_the_password(world: World, admin: Client):
    strange = create_group(account=world.stranger.account, group_name="Strange", now=NOW)
    response = create(admin, **GENERATED, group_name=["Strange", "\0", "x" * 500])
    html = unescape(text_of(response))
    assert response.context["password"] in html
    assert "The group with name Strange cannot be found." in html
    assert not strange.users.exists()
    lost = "arn:aws:iam::123456789012:policy/Lost"
    response = create(admin, "erin", permissions="policies", policy_arn=[lost, "x"])
    html = text_of(response)
    assert f"Policy {lost} does not exist or is not attachable." in html
    assert "ARN x is not valid." in html
    assert User.objects.filter(user_name="erin").exists()


def test_more_than_the_quotas_is_said_before(world: World, admin: Client, policy_arn: str):
    names = [f"g{number}" for number in range(11)]
    before = rows()
    response = create(admin, group_name=names)
    assert response.url.startswith(GROUPS)
    assert "A user can be a member of up to 10 groups" in text_of(admin.get(response.url))
    arns = [f"{policy_arn}{number}" for number in range(10)]
    chosen = {"permissions": "policies", "policy_arn": arns}
    response = create(admin, **chosen, **GENERATED)
    assert response.url.startswith(POLICIES)
    assert "up to 10 managed policies" in text_of(admin.get(response.url))
    assert rows() == before
    assert calls() == []


def test_a_taken_name_is_told_at_once_to_who_may_ask(world: World, signed_in: SignedIn):
    details = {"user_name": "ALICE", "next": "1"}
    admin = signed_in(world.admin)
    html = text_of(admin.get("/iam/users/create/", details))
    assert "User with name ALICE already exists." in html
    assert admin.get("/iam/users/create/", {**details, "user_name": "dave"}).status_code == 302
    assert Event.objects.filter(event_name="GetUser", error_code="").count() == 1
    allow(world.carol, "iam:CreateUser")
    assert signed_in(world.carol).get("/iam/users/create/", details).status_code == 302
