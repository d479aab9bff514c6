"""The same page in two tabs, and what was changed in one when a form of the other is sent.

Each test says what the second tab is answered, and that it changed nothing.
"""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Account, Group, Policy, User
from accounts.operations.groups import create_group
from accounts.operations.policies import policy_versions
from console.models import Event
from credentials.models import AccessKey, MFADevice, SSHPublicKey
from credentials.operations.access_keys import create_access_key
from credentials.operations.ssh_public_keys import upload_ssh_public_key
from tests.credentials.material import ssh_key
from tests.pages.helpers import allow
from tests.support.reading import reading
from tests.support.refusals import DENY_ALL
from tests.support.rows import rows
from tests.world import ACCOUNT_ID, PAGE, PASSWORD, World, code, give_device, pair, sign_in

NOW = datetime.now(tz=UTC)
BOB = "/iam/users/details/bob/"
HELD = f"{BOB}security-credentials/"
POLICY = f"arn:aws:iam::{ACCOUNT_ID}:policy/Force_MFA"
NEW = "Another-horse-1"
ASSIGN, SET_UP = f"{PAGE}mfa/assign/", f"{PAGE}mfa/set-up/"


def not_changed(client: Client, address: str, sent: dict[str, object]) -> HttpResponse:
    before = rows()
    response = client.post(address, sent)
    assert rows() == before, address
    return response


def entered(password: str) -> HttpResponse:
    """What bob is answered who signs in with this password."""
    form = {"account": "training", "username": "bob", "password": password}
    return Client().post("/signin/", form)


def said(response: HttpResponse) -> tuple[int, str, str]:
    """The status, the page's heading, and what its first alert says."""
    page = reading(response)
    alert = page.alerts[0].body if page.alerts else ""
    return response.status_code, " ".join(page.headings[0].split()), alert


@pytest.mark.parametrize("verb", ["activate", "deactivate", "delete"])
def test_an_access_key_that_was_deleted(world: World, admin: Client, verb: str):
    key, _ = create_access_key(user=world.bob, now=NOW)
    key_id = key.access_key_id
    at = f"{HELD}access-keys/{key_id}/"
    AccessKey.objects.update(status="Inactive")
    assert admin.get(f"{at}{verb}/").status_code in (200, 302)
    assert admin.post(f"{at}delete/", {"confirm": key_id}).status_code == 302
    response = not_changed(admin, f"{at}{verb}/", {"confirm": key_id})
    assert said(response)[:2] == (404, f"Access key not {verb.removesuffix('e')}ed")
    assert f"The Access Key with id {key_id} cannot be found." in response.content.decode()


@pytest.mark.parametrize("verb", ["activate", "deactivate", "delete"])
def test_an_ssh_public_key_that_was_deleted(world: World, admin: Client, verb: str):
    key = upload_ssh_public_key(user=world.bob, body=ssh_key(1), now=NOW)
    sent = {"ssh_public_key_id": key.ssh_public_key_id}
    SSHPublicKey.objects.all().delete()
    response = not_changed(admin, f"{HELD}codecommit/ssh-public-keys/{verb}/", sent)
    assert said(response)[:2] == (404, f"SSH public key not {verb.removesuffix('e')}ed")


def test_a_group_of_the_same_name(world: World, admin: Client):
    form = {"group_name": "Testers", "user_name": ["bob"]}
    assert admin.post("/iam/groups/create/", form).status_code == 302
    response = not_changed(admin, "/iam/groups/create/", form | {"group_name": "TESTERS"})
    assert response.status_code == 409
    assert "Group with name TESTERS already exists." in response.content.decode()
    page = reading(response)
    assert page.field("group_name").value == "TESTERS"
    [ticked] = [one.value for one in page.fields if one.name == "user_name" and one.checked]
    assert ticked == "bob"


def test_a_user_who_was_renamed(world: World, admin: Client):
    """The old address names nobody; what was typed into its forms goes to nobody else."""
    form = {"new_user_name": "robert", "new_path": "/"}
    assert admin.post(f"{BOB}edit/", form).status_code == 302
    for verb, sent in (
        ("tags/edit/", {"key": "team", "value": "red"}),
        ("edit/", form),
        ("delete/", {"confirm": "bob"}),
        ("groups/add/", {"group_name": "g"}),
        ("permissions/attach/", {"policy_arn": POLICY}),
    ):
        Event.objects.all().delete()
        response = not_changed(admin, f"{BOB}{verb}", sent)
        assert response.status_code == 404, verb
        assert "The user with name bob cannot be found." in response.content.decode()
        assert Event.objects.get().error_code == "NoSuchEntityException", verb


def test_a_user_who_was_replaced_by_another_of_the_name(world: World, admin: Client):
    """The form asks for what a name means now: the new user has no such key."""
    key, _ = create_access_key(user=world.bob, now=NOW)
    User.objects.filter(pk=world.bob.pk).update(user_name="robert")
    User.objects.create(account=world.account, user_name="bob", created_at=NOW, password="!")
    at = f"{HELD}access-keys/{key.access_key_id}/deactivate/"
    assert not_changed(admin, at, {}).status_code == 404


def test_a_version_that_is_in_force_by_now(world: World, admin: Client):
    policy = Policy.objects.get(arn=POLICY)
    policy_versions.create_policy_version(policy=policy, document=DENY_ALL, now=NOW)
    at = "/iam/policies/versions/v2/"
    assert admin.get(f"{at}delete/{POLICY}/").status_code == 200
    assert admin.post(f"{at}set-default/{POLICY}/").status_code == 302
    response = not_changed(admin, f"{at}delete/{POLICY}/", {})
    assert said(response)[:2] == (409, "Version not deleted")
    assert admin.post(f"/iam/policies/versions/v1/delete/{POLICY}/").status_code == 302
    for verb, heading in (("delete", "Version not deleted"), ("set-default", "not set")):
        gone = not_changed(admin, f"/iam/policies/versions/v1/{verb}/{POLICY}/", {})
        assert gone.status_code == 404
        assert heading in said(gone)[1]


def test_an_inline_policy_of_the_same_name(world: World, admin: Client):
    form = {"policy_name": "Mine", "document": DENY_ALL}
    assert admin.post(f"{BOB}permissions/create/", form).status_code == 302
    response = not_changed(admin, f"{BOB}permissions/create/", form)
    page = reading(response)
    assert response.status_code == 409
    assert page.field("policy_name").value == "Mine"
    assert page.field("document").value.strip() == DENY_ALL


def test_an_alias_that_was_changed_in_the_other_tab(world: World, admin: Client):
    at = "/iam/account-settings/alias/"
    old = {"account_alias": "training"}
    assert admin.post(f"{at}edit/", {"account_alias": "class-b"}).status_code == 302
    assert not_changed(admin, f"{at}delete/", old).status_code == 404
    assert Account.objects.get(pk=world.account.pk).alias == "class-b"
    assert admin.post(f"{at}delete/", {"account_alias": "class-b"}).status_code == 302
    page = not_changed(admin, f"{at}delete/", {"account_alias": "class-b"})
    assert page.status_code == 302
    [notice] = reading(admin.get(page.url)).flashes[-1:]
    assert (notice.heading, notice.body) == ("Nothing to change", "The account has no alias.")


def test_console_access_that_was_enabled_in_the_other_tab(world: World, admin: Client):
    admin.post(f"{HELD}console-access/disable/")
    at, form = f"{HELD}console-access/enable/", {"kind": "custom", "new_password": "First-one-1"}
    assert admin.post(at, form).status_code == 200
    response = not_changed(admin, at, form | {"new_password": "Second-one-2"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Login Profile for user bob already exists." in html
    assert "Second-one-2" not in html
    assert entered("First-one-1").url == PAGE


def test_two_devices_set_up_in_two_tabs(world: World):
    """A session sets up one device at a time. The form does not take codes of the other device."""
    client = sign_in(Client(), world.alice)
    assert client.post(ASSIGN, {"name": "alice", "kind": "virtual"}).url == SET_UP
    first = MFADevice.objects.get(name="alice")
    allow(world.alice, "iam:*")
    assert client.post(ASSIGN, {"name": "alices-other", "kind": "virtual"}).url == SET_UP
    second = MFADevice.objects.get(name="alices-other")
    refused = not_changed(client, SET_UP, pair(first))
    assert refused.status_code == 403
    assert "alices-other" in refused.content.decode()
    assert client.post(SET_UP, pair(second)).url == PAGE
    assert not MFADevice.objects.filter(name="alice", user=world.alice).exists()


def test_a_password_that_was_changed_elsewhere_ends_the_form(world: World):
    here, there = (sign_in(Client(), world.bob) for _ in range(2))
    form = {"old_password": PASSWORD, "new_password": NEW, "confirm": NEW}
    allow(world.bob, "iam:ChangePassword")
    assert here.post(f"{PAGE}password/", form).url == PAGE
    late = not_changed(there, f"{PAGE}password/", form)
    assert late.status_code == 302
    assert late.url.startswith("/signin/?reason=ended")
    again = here.post(f"{PAGE}password/", form)
    assert reading(again).invalid == ["old_password"]
    assert entered(NEW).url == PAGE


def test_a_sign_in_that_was_finished_in_the_other_tab(world: World):
    """One code is enough: the user who sends the other tab's form is signed in already."""
    client = Client()
    form = {"account": "training", "username": "alice", "password": PASSWORD}
    device = give_device(world.alice)
    assert client.post("/signin/", form).url == "/signin/mfa/"
    assert client.post("/signin/mfa/app/", {"code": code(device, -1)}).url == PAGE
    late = client.post("/signin/mfa/app/", {"code": code(device)})
    assert late.status_code == 302
    assert client.get(PAGE).status_code == 200


ONCE = {
    f"{HELD}access-keys/create/description/": "created already",
    f"{HELD}signing-certificates/create/": "created already",
    f"{HELD}codecommit/credentials/generate/": "shown already",
    f"{HELD}keyspaces/credentials/generate/": "shown already",
}


@pytest.mark.parametrize("address", ONCE)
def test_back_and_send_again_makes_nothing_and_shows_no_secret(
    world: World, admin: Client, address: str
):
    form = {"client_token": str(uuid.uuid4())}
    first = admin.post(address, form)
    assert first.status_code == 200
    assert "no-store" in first.headers["Cache-Control"]
    again = not_changed(admin, address, form)
    assert again.status_code == 302
    page = admin.get(again.url)
    [notice] = reading(page).flashes
    assert ONCE[address] in notice.heading
    assert notice.level == "warning"
    shown = set(re.findall(r"[\w+/=]{40,}", first.content.decode()))
    assert not {secret for secret in shown if secret in again.content.decode()}


def test_of_two_tabs_that_add_the_same_member_both_are_right(world: World, admin: Client):
    group = create_group(account=world.account, group_name="Testers", now=NOW)
    at = "/iam/groups/details/Testers/users/"
    for _ in range(2):
        assert admin.post(f"{at}add/", {"user_name": "bob"}).status_code == 302
        assert list(group.users.all()) == [world.bob]
    for _ in range(2):
        assert admin.post(f"{at}remove/", {"user_name": "bob"}).status_code == 302
        assert not Group.objects.get(pk=group.pk).users.exists()


@pytest.mark.parametrize(("noun", "name"), [("user", "bob"), ("group", "Testers")])
def test_a_path_that_was_changed_in_the_other_tab_stays(
    world: World, admin: Client, noun: str, name: str
):
    create_group(account=world.account, group_name="Testers", now=NOW)
    edit = f"/iam/{noun}s/details/{name}/edit/"
    opened = admin.get(edit)
    assert '<input type="hidden" name="shown_path" value="/">' in opened.content.decode()
    shown = {
        each.name: each.value for each in reading(opened).fields if each.name.startswith("new")
    }
    shown["shown_path"] = "/"
    moved = shown | {"new_path": "/staff/"}
    assert admin.post(edit, moved).status_code == 302
    again = admin.post(edit, shown, follow=True)
    assert "has this name and path already" in again.content.decode()
    response = admin.post(edit, shown | {f"new_{noun}_name": "robert"}, follow=True)
    assert (
        f":{noun}/staff/robert. Its path was changed to /staff/ while" in response.content.decode()
    )
    event = Event.objects.filter(event_name=f"Update{noun.title()}").latest("pk").record
    asked = {f"{noun}Name": name, f"new{noun.title()}Name": "robert"}
    assert event["requestParameters"] == asked


def test_an_unchanged_path_is_not_decided(world: World, signed_in: Callable[..., Client]):
    """Who may rename only below the user's present path sends the form as it was opened before."""
    allow(world.carol, "iam:UpdateUser", resource=f"arn:aws:iam::{ACCOUNT_ID}:user/staff/*")
    User.objects.filter(pk=world.bob.pk).update(path="/staff/")
    form = {"new_user_name": "robert", "new_path": "/", "shown_path": "/"}
    carol = signed_in(world.carol)
    not_changed(carol, f"{BOB}edit/", form | {"shown_path": "/staff/"})
    carol.post(f"{BOB}edit/", form)
    assert User.objects.get(pk=world.bob.pk).arn.endswith(":user/staff/robert")
